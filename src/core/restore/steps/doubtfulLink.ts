import { isWithin, joinPath, parentPath } from '../../ground/paths';
import { type FileTree, isFailure } from '../../ground/ports';
import type { BackupSet } from '../../model/backupSet';
import { entriesOf } from './entries';
import type { TablespaceFact } from './facts';

/** Directories beside the data directory that are looked at. */
const MOST_NEIGHBORS = 200;

/**
 * pg_basebackup in plain format writes tablespaces to the targets of its links, and leaves no map. Any other copy of a
 * link leads to the server's own files, which may still be in use. The method of both is `streamed` in the label, so it
 * takes a manifest, the label that pg_basebackup gives by itself, or a place beside the data directory to trust a link.
 * Even then no other data directory there may have the same link.
 *
 * @param own the data directory
 */
export async function isDoubtful(
  tree: FileTree,
  fact: TablespaceFact,
  { method, files, label }: BackupSet,
  own: string,
): Promise<boolean> {
  const { linkedTo, target, oid } = fact;
  if (fact.leadsToServer) return true;
  if (linkedTo === undefined || linkedTo !== target) return false;
  const real = await tree.realPath(own);
  const home = parentPath(isFailure(real) ? own : real);
  const byBasebackup =
    method === 'streamed' && (files.manifest !== undefined || label === 'pg_basebackup base backup');
  const beside = home !== '/' && isWithin(linkedTo, home);
  if (!byBasebackup && !beside) return true;
  for (const { name, kind } of (await entriesOf(tree, home)).slice(0, MOST_NEIGHBORS)) {
    const neighbor = joinPath(home, name);
    if (kind !== 'directory' || neighbor === real) continue;
    if ((await tree.realPath(joinPath(neighbor, `pg_tblspc/${oid}`))) === linkedTo) return true;
  }
  return false;
}
