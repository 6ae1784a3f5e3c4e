import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { availableMajors, newestMajor } from '../postgres/support/versions';

/** PostgreSQL's own programs on this machine, and the matching server version. */
export interface Tools {
  readonly major: number;
  readonly waldump: string | undefined;
  readonly verifyBackup: string | undefined;
}

/** The newest version with a server and both programs; otherwise none. */
export function findTools(): Tools {
  // 15 is the first version with checked manifests and with backups that the server itself writes.
  const majors = availableMajors().filter((major) => major >= 15);
  const places = [...majors].reverse().map((major) => `/usr/lib/postgresql/${String(major)}/bin`);
  for (const folder of [...places, ...(process.env['PATH'] ?? '').split(delimiter)]) {
    const [waldump, verifyBackup] = ['pg_waldump', 'pg_verifybackup'].map((name) => programIn(folder, name));
    const major = waldump === undefined || verifyBackup === undefined ? undefined : majorOf(waldump);
    if (major !== undefined && majors.includes(major)) return { major, waldump, verifyBackup };
  }
  return { major: newestMajor(), waldump: undefined, verifyBackup: undefined };
}

function programIn(folder: string, name: string): string | undefined {
  const path = join(folder, process.platform === 'win32' ? `${name}.exe` : name);
  return existsSync(path) ? path : undefined;
}

function majorOf(program: string): number | undefined {
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  const major = Number(/\) (\d+)/.exec(stdout)?.[1]);
  return Number.isInteger(major) ? major : undefined;
}
