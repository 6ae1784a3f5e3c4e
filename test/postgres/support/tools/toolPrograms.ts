import { spawn } from 'node:child_process';
import { ensureSystemPackage } from '../../../run/lib/systemPackages';
import { serverEnvironment } from '../postmaster';
import { runProgram } from '../runProgram';
import { serverUser } from '../serverUser';

export interface RunningProgram {
  readonly stop: () => Promise<void>;
}

/** Runs a backup tool as the servers' user, which it wants to be, with a home of its own. */
export class BackupTool {
  private readonly program: string;
  private readonly home: string;

  private constructor(program: string, home: string) {
    this.program = program;
    this.home = home;
  }

  /** Barman with the client programs that it takes its backups with. */
  static async barman(home: string): Promise<BackupTool> {
    await ensureSystemPackage('pg_basebackup', ['postgresql-client'], 'Barman takes backups with it');
    const program = await ensureSystemPackage('barman', ['barman', 'rsync'], 'its repositories are read');
    return new BackupTool(program, home);
  }

  static async pgbackrest(home: string): Promise<BackupTool> {
    const program = await ensureSystemPackage('pgbackrest', ['pgbackrest'], 'its repositories are read');
    return new BackupTool(program, home);
  }

  /** Begins a program that goes on until it is stopped. */
  start(...args: string[]): RunningProgram {
    const env = { ...serverEnvironment(), HOME: this.home };
    const options = { ...serverUser(), env, cwd: this.home, detached: true } as const;
    const child = spawn(this.program, args, { ...options, stdio: 'ignore' });
    const ended = new Promise<void>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', () => {
        resolve();
      });
    });
    return {
      stop: async () => {
        // With what it started: its own group.
        if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
        await ended;
      },
    };
  }

  /** Gives what it wrote; throws with that where it fails. */
  run(...args: string[]): Promise<string> {
    const env = { ...serverEnvironment(), HOME: this.home };
    return runProgram(this.program, args, { ...serverUser(), env, cwd: this.home });
  }
}
