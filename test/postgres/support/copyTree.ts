import { constants, copyFile, lstat, mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import { join } from 'node:path';

/** Files and directories that a backup leaves out, as the manual advises ("Backing Up the Data Directory"). */
const LEFT_OUT = new Set([
  'postmaster.pid',
  'postmaster.opts',
  'pg_internal.init',
  'pgsql_tmp',
  'current_logfiles',
  'postgresql.auto.conf.tmp',
]);

/** Directories that a backup keeps, but empty. */
const EMPTIED = new Set([
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
]);

/** Copies a tree, sharing blocks if the file system can; files that vanish meanwhile are skipped. */
export async function copyTree(from: string, to: string, keep: (path: string) => boolean = () => true) {
  await copyInto(from, to, '', keep);
}

const CONTROL = 'global/pg_control';

/**
 * Copies the data directory of a server that may be running, as a backup tool has to. pg_control comes last: a backup
 * of a standby ends at the recovery point in it.
 */
export async function copyDataDirectory(from: string, to: string): Promise<void> {
  await copyInto(from, to, '', (path) => {
    if (path === CONTROL) return false;
    const [first = '', ...rest] = path.split('/');
    if (EMPTIED.has(first) && rest.length > 0) return false;
    return !LEFT_OUT.has(rest.at(-1) ?? first);
  });
  await mkdir(join(to, 'pg_wal', 'archive_status'), { recursive: true });
  await copyFile(join(from, CONTROL), join(to, CONTROL));
}

async function copyInto(from: string, to: string, path: string, keep: (path: string) => boolean) {
  await mkdir(join(to, path), { recursive: true });
  for (const name of await readdir(join(from, path))) {
    const inner = path === '' ? name : `${path}/${name}`;
    if (keep(inner)) await copyEntry(from, to, inner, keep).catch(forgiveVanished);
  }
}

async function copyEntry(from: string, to: string, path: string, keep: (path: string) => boolean) {
  const source = join(from, path);
  const facts = await lstat(source);
  if (facts.isDirectory()) await copyInto(from, to, path, keep);
  else if (facts.isSymbolicLink()) await symlink(await readlink(source), join(to, path));
  else if (facts.isFile()) await copyFile(source, join(to, path), constants.COPYFILE_FICLONE);
}

/** For a file of a running server: it may vanish between listing and use. */
export function forgiveVanished(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}
