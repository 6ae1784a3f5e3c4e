import { entryAt, type TarEntry, type TarFolder, type TarIndex } from '../../core/tars/tarIndex';
import { candidates, logicalName } from '../location/shardNames';

/** Files with longer names than core knows, by the name in core. */
const renamedIn = new WeakMap<TarFolder, ReadonlyMap<string, TarEntry>>();

/**
 * The file that a path in a tar means: the one there or, as on disk (`ShardIndex`), one in the shard of its name or
 * with a checksum in its name.
 */
export function entryFor(index: TarIndex, inner: string): TarEntry | undefined {
  const same = entryAt(index, inner);
  if (same !== undefined) return same;
  for (const { folder, name } of candidates(inner)) {
    // At the root of a tar, no directory precedes the name.
    const files = index.folders.get(folder === '.' ? '' : folder.replace(/^\.\//, ''));
    const found = files?.files.get(name) ?? (files && renamed(files).get(name));
    if (found !== undefined) return found;
  }
  return undefined;
}

function renamed(folder: TarFolder): ReadonlyMap<string, TarEntry> {
  const known = renamedIn.get(folder);
  if (known !== undefined) return known;
  const found = new Map<string, TarEntry>();
  for (const name of [...folder.files.keys()].sort()) {
    const entry = folder.files.get(name);
    const logical = logicalName(name);
    if (entry !== undefined && logical !== name && !found.has(logical)) found.set(logical, entry);
  }
  renamedIn.set(folder, found);
  return found;
}
