import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { shellQuote } from '../../../src/core/ground/shellWord';
import { stepsText } from '../../../src/core/restore/steps/stepsText';
import type { RestoreSteps } from '../../../src/core/restore/types';
import { scratchFolder } from '../../support/scratch';
import { installPostgres } from './installPostgres';
import { claimPort } from './claimPort';
import { serverEnvironment } from './postmaster';
import { giveToServer, serverUser } from './serverUser';
import { STORY } from './restoreStory';
import { PATIENCE_MS } from '../../support/patience';

export interface StepsResult {
  /** What the server knew when it paused, or when it had opened. */
  readonly told: string;
  /** What it knew after it continued and opened. */
  readonly opened: string;
  readonly timeline: number;
  /** The server's log up to the target. */
  readonly log: string;
  /** What the script wrote. */
  readonly said: string;
}

/** A directory for a restored data directory, which the steps create themselves. */
export function placeForRestore(): string {
  const home = scratchFolder('restored');
  giveToServer(home);
  // pg_ctl itself cannot handle more special characters than these.
  return join(home, "new's data");
}

export interface StepsOptions {
  /** A directory with more programs. */
  readonly programs?: string | undefined;
  /** Whether the script is run by root, where the tests are. Default: by the user of the servers. */
  readonly byRoot?: boolean;
}

/**
 * Runs the script of the steps as it is, in bash, with the programs of a major version; queries the server, lets it continue if it pauses, and stops it.
 *
 * @throws {StepsFailed} if the script ended with an error
 */
export async function runSteps(
  steps: RestoreSteps | string,
  data: string,
  major: number,
  options: StepsOptions = {},
): Promise<StepsResult> {
  const { postgres } = await installPostgres(major);
  const { port, release } = await claimPort();
  const paths = [dirname(postgres), options.programs, process.env['PATH']];
  const env = {
    ...serverEnvironment(),
    PATH: paths.filter((one) => one !== undefined).join(':'),
    PGPORT: String(port),
    HOME: dirname(data),
  };
  const script = typeof steps === 'string' ? steps : stepsText(steps);
  try {
    const said = await bash(script, env, options.byRoot === true);
    return { ...(await askServer(port, data)), said };
  } finally {
    await bash(`pg_ctl stop -m immediate -D ${shellQuote(data)} || true`, env, false);
    rmSync(dirname(data), { recursive: true, force: true });
    release();
  }
}

/** A script that ended with an error. */
export class StepsFailed extends Error {
  /** What it wrote. */
  readonly said: string;

  constructor(script: string, status: number | null, said: string) {
    super(`${script}\n-- ended with ${String(status)}\n${said}`);
    this.said = said;
  }
}

async function bash(script: string, env: NodeJS.ProcessEnv, byRoot: boolean): Promise<string> {
  const folder = mkdtempSync(join(scratchFolder('script'), 's-'));
  const file = join(folder, 'steps.sh');
  const output = join(folder, 'output');
  writeFileSync(file, script);
  for (const path of [folder, file]) giveToServer(path);
  // Not through a pipe: the server inherits it, and it would never end.
  const handle = await open(output, 'w');
  try {
    const child = spawn('bash', [file], {
      ...(byRoot ? {} : serverUser()),
      env,
      cwd: folder,
      stdio: ['ignore', handle.fd, handle.fd],
      timeout: PATIENCE_MS,
    });
    const [status] = (await once(child, 'exit')) as [number | null];
    const said = await readFile(output, 'utf8');
    if (status !== 0) throw new StepsFailed(script, status, said);
    return said;
  } finally {
    await handle.close();
    rmSync(folder, { recursive: true });
  }
}

async function askServer(port: number, data: string): Promise<Omit<StepsResult, 'said'>> {
  const client = new Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
  await client.connect();
  try {
    const value = async (text: string): Promise<string> => {
      const { rows } = await client.query<unknown[]>({ text, rowMode: 'array' });
      return String(rows[0]?.[0]);
    };
    const end = Date.now() + PATIENCE_MS;
    // Read-only queries are answered before the target is reached.
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
