import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** PostgreSQL's own `pg_verifybackup`, where this machine has one. */
export interface VerifyBackupTool {
  readonly path: string;
  readonly major: number;
}

const PLACES = ['18', '17', '16', '15', '14', '13'].map((major) => `/usr/lib/postgresql/${major}/bin`);

/** The newest one in Debian's directories, otherwise the one on the PATH. */
export function findVerifyBackup(): VerifyBackupTool | undefined {
  const folders = [...PLACES, ...(process.env['PATH'] ?? '').split(delimiter)];
  const name = process.platform === 'win32' ? 'pg_verifybackup.exe' : 'pg_verifybackup';
  const path = folders.map((folder) => join(folder, name)).find((candidate) => existsSync(candidate));
  if (path === undefined) return undefined;
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  const major = Number(/\) (\d+)/.exec(stdout)?.[1]);
  return Number.isInteger(major) ? { path, major } : undefined;
}

/** The tool's result for a backup, without its WAL check. */
export function runVerifyBackup(
  { path }: VerifyBackupTool,
  directory: string,
  options: readonly string[] = [],
): { readonly accepted: boolean; readonly output: string } {
  const env = { ...process.env, LC_ALL: 'C' };
  const run = spawnSync(path, ['-n', ...options, directory], { encoding: 'utf8', env });
  return { accepted: run.status === 0, output: run.stdout + run.stderr };
}
