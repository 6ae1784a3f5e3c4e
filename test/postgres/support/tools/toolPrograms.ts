import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { ensureSystemPackage } from '../../../run/lib/systemPackages';
import { PATIENCE_MS } from '../../../support/patience';
import { serverEnvironment } from '../postmaster';
import { runProgram } from '../runProgram';
import { serverUser } from '../serverUser';

export interface RunningProgram {
  readonly stop: () => Promise<void>;
}

/** Runs a backup tool as the servers' user, as it requires, with a home of its own. */
export class BackupTool {
  readonly #program: string;
  readonly #home: string;

  private constructor(program: string, home: string) {
    this.#program = program;
    this.#home = home;
  }

  /** Barman with the client programs that it uses for its backups. */
  static async barman(home: string): Promise<BackupTool> {
    await ensureSystemPackage('pg_basebackup', ['postgresql-client'], 'Barman takes backups with it');
    const program = await ensureSystemPackage('barman', ['barman', 'rsync'], 'its repositories are read');
    return new BackupTool(program, home);
  }

  static async pgbackrest(home: string): Promise<BackupTool> {
    const program = await ensureSystemPackage('pgbackrest', ['pgbackrest'], 'its repositories are read');
    return new BackupTool(program, home);
  }

  /** Starts a program that runs until it is stopped. */
  start(...args: string[]): RunningProgram {
    const env = { ...serverEnvironment(), HOME: this.#home };
    const options = { ...serverUser(), env, cwd: this.#home, detached: true } as const;
    const child = spawn(this.#program, args, { ...options, stdio: 'ignore' });
    const ended = new Promise<void>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', () => {
        resolve();
      });
    });
    return {
      stop: async () => {
        // Together with its children: it has a group of its own, of which a program may outlive the first.
        if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
        await ended;
        if (child.pid !== undefined) await untilGroupEnds(child.pid);
      },
    };
  }

  /** Returns its output; throws with that if it fails. */
  run(...args: string[]): Promise<string> {
    const env = { ...serverEnvironment(), HOME: this.#home };
    return runProgram(this.#program, args, { ...serverUser(), env, cwd: this.#home });
  }
}

/** Waits until no process of a group is left, so that its files can be removed. */
async function untilGroupEnds(leader: number): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    try {
      process.kill(-leader, 0);
    } catch {
      return;
    }
    await delay(20);
  }
  throw new Error('a program that was stopped goes on');
}
