import { ensureSystemPackage } from '../../../run/lib/systemPackages';
import { serverEnvironment } from '../postmaster';
import { runProgram } from '../runProgram';
import { serverUser } from '../serverUser';

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

  /** Gives what it wrote; throws with that where it fails. */
  run(...args: string[]): Promise<string> {
    const env = { ...serverEnvironment(), HOME: this.home };
    return runProgram(this.program, args, { ...serverUser(), env, cwd: this.home });
  }
}
