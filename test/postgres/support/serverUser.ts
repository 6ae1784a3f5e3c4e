import { lchownSync, readFileSync } from 'node:fs';
import { lchown, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { forgiveVanished } from './copyTree';

/** The user that runs the servers if the tests run as root, which servers refuse. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** Undefined if the current user can run servers. */
export function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error('running as root, and there is neither a user "postgres" nor "nobody" to run servers');
}

/** Changes the owner of one file or directory to the servers' user; does nothing if that is the current user. */
export function giveToServer(path: string): void {
  const user = serverUser();
  if (user !== undefined) lchownSync(path, user.uid, user.gid);
}

/**
 * Changes the owner of a directory and everything below it to the servers' user; files that vanish meanwhile are
 * skipped.
 */
export async function giveTreeToServer(folder: string): Promise<void> {
  const user = serverUser();
  if (user === undefined) return;
  await lchown(folder, user.uid, user.gid);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await giveTreeToServer(path);
    else await lchown(path, user.uid, user.gid).catch(forgiveVanished);
  }
}
