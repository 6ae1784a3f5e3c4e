import { join, relative, isAbsolute } from 'node:path';
import type { WriteProblem } from '../../core/complete/writeProblem';
import { type FileAccess, systemCode, type WriteSystem } from './writeSystem';

/**
 * Whether a file may be written into `folder`, which is `dataDirectory` or below it: never if a server runs there
 * (`postmaster.pid`), and never through a link that leads out of it, since a copied `pg_wal` often is a link to the
 * `pg_wal` of the running server. Checked before each write, because a server can be started at any time.
 */
export async function writeGuard(
  system: WriteSystem,
  dataDirectory: string,
  folder: string,
): Promise<WriteProblem | undefined> {
  const lock = join(dataDirectory, 'postmaster.pid');
  try {
    const [home, target] = [await system.realPath(dataDirectory), await system.realPath(folder)];
    const inside = relative(home, target);
    if (inside === '..' || /^\.\.[/\\]/.test(inside) || isAbsolute(inside))
      return { kind: 'outside', path: folder, target };
  } catch (error) {
    return { kind: 'system', path: folder, code: systemCode(error) };
  }
  try {
    await system.lstat(lock);
    return { kind: 'live', path: lock };
  } catch (error) {
    const code = systemCode(error);
    return code === 'ENOENT' ? undefined : { kind: 'system', path: lock, code };
  }
}

/**
 * The access rights of files in a data directory, taken from one of them: 0600, or 0640 if the group may read (`initdb
 * --allow-group-access`). Root gives new files to the owner of that file, or the server could not read them.
 */
export async function accessLike(system: WriteSystem, dataDirectory: string): Promise<FileAccess> {
  try {
    const facts = await system.stat(join(dataDirectory, 'PG_VERSION'));
    const mode = 0o600 | (facts.mode & 0o040);
    return process.getuid?.() === 0 ? { mode, owner: { uid: facts.uid, gid: facts.gid } } : { mode };
  } catch {
    return { mode: 0o600 };
  }
}
