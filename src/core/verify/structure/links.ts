import { isWithin, joinPath } from '../../ground/paths';
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

/** Directories that hold directories of their own, which may be links as well. */
const NESTED = ['base', 'pg_multixact', 'pg_logical'];

/**
 * Directories of the data directory that are links out of the copy. What they lead to is not copied with it: it is, or was,
 * part of the original server. The restore steps replace the link of a WAL directory, and pg_basebackup makes that one itself;
 * no tool makes the others.
 */
export async function checkLinks(look: Look, places: Places): Promise<void> {
  const { data } = places;
  if (data === undefined) return;
  await checkDirectory(look, places, '', data);
  for (const name of NESTED) await checkDirectory(look, places, name, joinPath(data, name));
}

/** @param real where the directory is on disk if no link leads to it */
async function checkDirectory(look: Look, places: Places, directory: string, real: string): Promise<void> {
  // What is itself a link was reported.
  if (directory !== '' && (await places.real(look.path(directory))) !== real) return;
  for (const { name, kind } of await look.list(directory)) {
    if (look.aborted) return;
    const path = directory === '' ? name : joinPath(directory, name);
    if (WITHOUT_CONTENT.has(path)) continue;
    // Configuration files may be links, and get a copy of their own.
    const isBroken = kind === 'link' && !name.includes('.');
    if (kind !== 'directory' && !isBroken) continue;
    const target = await places.real(look.path(path));
    if (target === joinPath(real, name)) continue;
    if (target !== undefined && (await isAllowed(places, path, target))) continue;
    await report(look, places, path, target);
  }
}

/** Whether a link's target is in the copy; that of the WAL may be beside it. */
async function isAllowed(places: Places, path: string, target: string): Promise<boolean> {
  if (WAL.has(path)) return places.isPart(target, path);
  return places.data !== undefined && isWithin(target, places.data);
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
