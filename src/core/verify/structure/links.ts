import { isFailure } from '../../ground/ports';
import { joinPath } from '../../ground/paths';
import type { Look } from './look';
import type { Places } from './places';

const WAL = new Set(['pg_wal', 'pg_xlog']);
/** Directories that a server fills by itself, or that the restore steps create: a link there costs nothing. */
const WITHOUT_CONTENT = new Set([
  'log',
  'pg_log',
  'pg_dynshmem',
  'pg_notify',
  'pg_replslot',
  'pg_serial',
  'pg_snapshots',
  'pg_stat',
  'pg_stat_tmp',
  'pg_subtrans',
]);

/**
 * Directories of the data directory that are links out of the copy. What they lead to is not copied with it: it is, or was,
 * part of the original server. The restore steps replace the link of a WAL directory.
 */
export async function checkLinks(look: Look, places: Places): Promise<void> {
  const { data } = places;
  if (data === undefined) return;
  for (const { name, kind } of await look.list('')) {
    if (look.aborted) return;
    if (WITHOUT_CONTENT.has(name)) continue;
    // Configuration files may be links, and get a copy of their own.
    const isBroken = kind === 'link' && !name.includes('.');
    if (kind !== 'directory' && !isBroken) continue;
    const target = await look.tree.realPath(look.path(name));
    if (!isFailure(target) && target === joinPath(data, name)) continue;
    if (!isFailure(target) && (await places.isPart(target, name))) continue;
    await report(look, places, name, isFailure(target) ? undefined : target);
  }
}

async function report(look: Look, places: Places, name: string, target: string | undefined): Promise<void> {
  const other = target === undefined ? undefined : await places.sharer(target, name);
  const isWal = WAL.has(name);
  const severity = isWal && look.input.needsOwnWal !== true ? 'warning' : 'error';
  look.addFile('link-out-of-copy', severity, name, {
    reason: isWal ? 'wal' : 'directory',
    ...(target === undefined ? {} : { target }),
    ...(other === undefined ? {} : { other }),
  });
}
