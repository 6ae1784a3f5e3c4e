import { chmod, mkdir, readdir, readlink, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from '../../support/runProgram';
import { giveToServer, serverUser } from '../../support/serverUser';

/** Copies the tablespaces of a data directory to `home/spaces`. Its files may change meanwhile. */
export async function copySpaces(data: string, home: string): Promise<void> {
  const spaces = join(home, 'spaces');
  await mkdir(spaces, { recursive: true });
  const links = join(data, 'pg_tblspc');
  for (const oid of await readdir(links)) await copyFast(await readlink(join(links, oid)), join(spaces, oid));
}

/** Makes the links of `home/set` lead to the tablespaces in `home/spaces`. */
export async function linkSpaces(home: string): Promise<void> {
  const links = join(home, 'set', 'pg_tblspc');
  for (const oid of await readdir(links).catch(() => [])) {
    await rm(join(links, oid), { recursive: true });
  }
  for (const oid of await readdir(join(home, 'spaces'))) {
    await symlink(join(home, 'spaces', oid), join(links, oid));
    giveToServer(join(links, oid));
  }
}

/** Copies a whole cluster: the data directory with its WAL to `home/set`, its tablespaces beside. */
export async function copyCluster(data: string, home: string): Promise<void> {
  await mkdir(home);
  await copyFast(data, join(home, 'set'));
  for (const name of ['postmaster.pid', 'postmaster.opts'])
    await rm(join(home, 'set', name), { force: true });
  await copySpaces(data, home);
  await linkSpaces(home);
}

/** A copy of a home with hard links for its files, which costs next to nothing; nothing may write into its files. */
export async function linkHome(from: string, home: string): Promise<void> {
  await runProgram('cp', ['-al', from, home]);
  await linkSpaces(home);
}

/** A copy of a home that a server may start on: `home/set` is its data directory. */
export async function copyHome(from: string, home: string): Promise<void> {
  await copyFast(from, home);
  await linkSpaces(home);
  await chmod(join(home, 'set'), 0o700);
}

/** Copies a directory tree with modes and owners, sharing blocks where the file system can. */
export async function copyFast(from: string, to: string): Promise<void> {
  await runProgram('cp', ['-a', '--reflink=auto', from, to]);
}

/** Gives a directory and everything below it to the servers' user, never through links. */
export async function ownTree(directory: string): Promise<void> {
  const user = serverUser();
  if (user === undefined) return;
  await runProgram('chown', ['-hR', `${String(user.uid)}:${String(user.gid)}`, directory]);
}
