import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import type { RestoreSteps } from '../../../src/core/restore/types';
import { scratchFolder } from '../../support/scratch';
import { installPostgres } from './installPostgres';
import { claimPort } from './claimPort';
import { giveToServer, serverUser } from './serverUser';
import { STORY } from './restoreStory';
import { PATIENCE_MS } from '../../support/patience';

export interface StepsResult {
  /** What the server knew where it paused, or when it had opened. */
  readonly told: string;
  /** What it knew after it was let go on and had opened. */
  readonly opened: string;
  readonly timeline: number;
  /** What the server had written when it had got to the target. */
  readonly log: string;
}

/** A folder for a restored data directory, which the steps make themselves. */
export function placeForRestore(): string {
  const home = scratchFolder('restored');
  giveToServer(home);
  // More than these pg_ctl itself cannot take.
  return join(home, "new's data");
}

/**
 * Runs the commands of every step that must be done, as one shell script, as the user of the servers and with the programs of
 * a major version and those in a folder; asks the server what it knows, lets it go on where it pauses, and stops it.
 */
export async function runSteps(
  steps: RestoreSteps,
  data: string,
  major: number,
  programs?: string,
): Promise<StepsResult> {
  const { postgres } = await installPostgres(major);
  const { port, release } = await claimPort();
  const env = {
    PATH: [dirname(postgres), programs, process.env['PATH']].filter((one) => one !== undefined).join(':'),
    PGPORT: String(port),
    LC_ALL: 'C',
    TZ: 'UTC',
    HOME: dirname(data),
  };
  const commands = steps.steps.filter(({ optional }) => !optional).map((step) => step.commands);
  try {
    shell(commands.join('\n'), env);
    return await askServer(port, data);
  } catch (error) {
    const log = await readFile(join(data, 'recovery.log'), 'utf8').catch(() => 'no log');
    throw new Error(`${String(error)}\n${log}`, { cause: error });
  } finally {
    shell(`pg_ctl stop -m immediate -D "$DATA" || true`, { ...env, DATA: data });
    rmSync(dirname(data), { recursive: true, force: true });
    release();
  }
}

function shell(script: string, env: NodeJS.ProcessEnv): void {
  const folder = mkdtempSync(join(scratchFolder('script'), 's-'));
  const file = join(folder, 'steps.sh');
  const output = join(folder, 'output');
  writeFileSync(file, script);
  for (const path of [folder, file]) giveToServer(path);
  // Not through a pipe: the server inherits it, and it would never end.
  const user = serverUser();
  const run = spawnSync('sh', ['-c', 'sh -eu "$0" > "$1" 2>&1 < /dev/null', file, output], {
    ...user,
    env,
    cwd: folder,
    timeout: PATIENCE_MS,
  });
  const said = readFileSync(output, 'utf8');
  const data = /^data=(.*)$/m.exec(script)?.[1];
  if (run.status !== 0)
    throw new Error(`${script}\n-- ended with ${String(run.status)}\n${said}\n${String(data)}`);
}

async function askServer(port: number, data: string): Promise<StepsResult> {
  const client = new Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
  await client.connect();
  try {
    const value = async (text: string): Promise<string> => {
      const { rows } = await client.query<unknown[]>({ text, rowMode: 'array' });
      return String(rows[0]?.[0]);
    };
    const end = Date.now() + PATIENCE_MS;
    // Reading queries are answered before the target is reached.
    while (!(await settled(value)) && Date.now() < end) await delay(20);
    const told = await value(STORY);
    const log = readFileSync(join(data, 'recovery.log'), 'utf8');
    if ((await value('SELECT pg_is_in_recovery()')) === 'true') await value('SELECT pg_wal_replay_resume()');
    while ((await value('SELECT pg_is_in_recovery()')) === 'true' && Date.now() < end) await delay(20);
    const opened = await value(STORY);
    const timeline = Number.parseInt(
      (await value('SELECT pg_walfile_name(pg_current_wal_lsn())')).slice(0, 8),
      16,
    );
    return { told, opened, timeline, log };
  } finally {
    await client.end();
  }
}

async function settled(value: (text: string) => Promise<string>): Promise<boolean> {
  if ((await value('SELECT pg_is_in_recovery()')) !== 'true') return true;
  try {
    return (await value('SELECT pg_is_wal_replay_paused()')) === 'true';
  } catch (error) {
    // Recovery may have ended between the two questions.
    if (error instanceof Error && error.message.includes('recovery is not in progress')) return true;
    throw error;
  }
}
