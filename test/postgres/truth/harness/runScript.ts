import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { scratchFolder } from '../../../support/scratch';
import { claimPort } from '../../support/claimPort';
import { installPostgres } from '../../support/installPostgres';
import { serverEnvironment } from '../../support/postmaster';
import { giveToServer, serverUser } from '../../support/serverUser';
import type { CheckedRelations } from '../story/checkRelations';
import { askServer } from './askServer';
import type { Restored } from './restored';

/** How long a script may take that starts a server; none of the story needs a tenth of it. */
const LIMIT_MS = 60_000;

/** A directory for a restore, and the path of the data directory that a script makes in it. */
export function placeForRestore(): { readonly home: string; readonly data: string } {
  const home = scratchFolder('restore');
  giveToServer(home);
  return { home, data: join(home, 'data') };
}

/**
 * Runs a script of restore steps as it is with bash, as the user of the servers; asks the server that it started, lets it open, and ends it.
 * Everything below the directory of `data` is removed.
 */
export async function runSteps(
  script: string,
  data: string,
  major: number,
  drafts: readonly string[] = ['0'],
  which: CheckedRelations = 'all',
): Promise<Restored> {
  const home = dirname(data);
  const { postgres } = await installPostgres(major);
  const { port, release } = await claimPort();
  const env = {
    ...serverEnvironment(),
    PATH: [dirname(postgres), process.env['PATH']].join(':'),
    PGPORT: String(port),
    PGUSER: 'postgres',
    HOME: home,
  };
  try {
    const file = join(home, 'steps.sh');
    await writeFile(file, script);
    giveToServer(file);
    const { status, said } = await bash(file, env);
    const log = `${said}\n${await logOf(data)}`;
    const nothing = { told: '', corruptions: [], trouble: `the script ended with ${status}` };
    if (status !== '0') return { ...nothing, outcome: status === 'limit' ? 'hung' : 'refused', log };
    if (!existsSync(data))
      return { ...nothing, trouble: 'the script has no commands', outcome: 'refused', log };
    return { ...(await askServer(data, major, drafts, which)), log: `${said}\n${await logOf(data)}` };
  } finally {
    await endServers(home);
    await rm(home, { recursive: true, force: true });
    release();
  }
}

async function bash(file: string, env: NodeJS.ProcessEnv): Promise<{ status: string; said: string }> {
  // Not through a pipe: the server inherits it, and it would never end.
  const output = `${file}.output`;
  const handle = await open(output, 'w');
  try {
    const child = spawn('bash', [file], {
      ...serverUser(),
      env,
      cwd: dirname(file),
      stdio: ['ignore', handle.fd, handle.fd],
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
    const [code] = (await once(child, 'exit')) as [number | null];
    clearTimeout(timer);
    return { status: code === null ? 'limit' : String(code), said: await readFile(output, 'utf8') };
  } finally {
    await handle.close();
  }
}

async function logOf(data: string): Promise<string> {
  return readFile(join(data, 'recovery.log'), 'utf8').catch(() => '');
}

/** Ends, as in a power failure, every server that a script with this home directory started, wherever its data is. */
async function endServers(home: string): Promise<void> {
  for (const signal of ['SIGQUIT', 'SIGKILL'] as const) {
    for (let tries = 0; tries < 500; tries++) {
      const pids = await processesOf(home);
      if (pids.length === 0) return;
      if (tries === 0) for (const pid of pids) endProcess(pid, signal);
      await delay(10);
    }
  }
}

function endProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone already.
  }
}

/** By the environment that they inherit. */
async function processesOf(home: string): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const text = await readFile(`/proc/${name}/environ`, 'latin1').catch(() => '');
    if (text.split('\0').includes(`HOME=${home}`)) found.push(Number(name));
  }
  return found;
}
