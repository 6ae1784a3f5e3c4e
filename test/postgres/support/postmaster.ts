import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Installation } from './installPostgres';
import { atExit } from '../../support/scratch';
import { claimPort } from './claimPort';
import { ServerLog } from './serverLog';
import { serverUser } from './serverUser';
import { PATIENCE_MS } from '../../support/patience';

/** A server that did not start; tests look at its log. */
export class ServerRefused extends Error {
  readonly log: readonly string[];

  constructor(log: readonly string[]) {
    super(`the server did not start:\n${log.join('\n')}`);
    this.log = log;
  }
}

export type Role = 'primary' | 'standby';

const READY: Readonly<Record<Role, RegExp>> = {
  primary: /database system is ready to accept connections/,
  standby: /database system is ready to accept read.only connections/,
};

/** One running `postgres` process with its log. */
export class Postmaster {
  /** TCP port on 127.0.0.1. */
  readonly port: number;
  readonly log: ServerLog;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  private constructor(port: number, log: ServerLog, child: ChildProcess, ended: Promise<unknown>) {
    this.port = port;
    this.log = log;
    this.#child = child;
    this.#ended = ended;
  }

  /**
   * Starts a server on a data directory and waits until it accepts writing connections (or, for a standby, read-only
   * ones); throws {@link ServerRefused}.
   */
  static async start(
    program: Installation,
    dataDirectory: string,
    settings: Settings,
    role: Role = 'primary',
  ): Promise<Postmaster> {
    const { port, release } = await claimPort();
    const all: Settings = { ...settings, port: String(port), listen_addresses: '127.0.0.1' };
    const options = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const child = spawn(program.postgres, ['-D', dataDirectory, ...options], {
      ...serverUser(),
      env: serverEnvironment(),
      cwd: dataDirectory,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const forget = atExit(() => child.kill('SIGQUIT'));
    const ended = once(child, 'close').finally(() => {
      forget();
      release();
    });
    const log = new ServerLog(child.stderr);
    const ready = log.waitFor(READY[role]);
    const limit = setTimeout(() => child.kill('SIGQUIT'), PATIENCE_MS);
    const first = await Promise.race([ready, ended]);
    clearTimeout(limit);
    if (typeof first === 'string') return new Postmaster(port, log, child, ended);
    if (child.signalCode !== null || log.lines.some((line) => line.includes('immediate shutdown request'))) {
      throw new Error(`the server neither started nor ended:\n${log.lines.join('\n')}`);
    }
    throw new ServerRefused(log.lines);
  }

  /** `fast` ends sessions and writes a checkpoint; `immediate` is a crash of the whole server. */
  async stop(mode: 'fast' | 'immediate'): Promise<void> {
    this.#child.kill(mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await this.#ended;
  }
}

/** Server settings by name, as on the command line. */
export type Settings = Readonly<Record<string, string>>;

/** Messages in English, and no inherited variables that a server or its tools would use. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('PG') && !name.startsWith('LC_'),
  );
  return { ...Object.fromEntries(kept), LC_ALL: 'C', LANG: 'C', TZ: 'UTC' };
}
