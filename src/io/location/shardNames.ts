import { classifyWalFile } from '../../core/wal/fileName';
import { parentPath, baseName, joinPath } from '../../core/ground/paths';

const SHARD = /^[0-9A-F]{16}$/;
/** 24 digits, perhaps `.partial`, and the SHA-1 of the content that pgBackRest puts before the suffix. */
const WITH_SUM = /^([0-9A-F]{24}(?:\.partial)?)-[0-9a-f]{40}(.*)$/;
const DIGITS = 24;

/**
 * Whether a directory of this name may hold the segments of one timeline and log, as Barman and pgBackRest split them.
 */
export function isShardName(name: string): boolean {
  return SHARD.test(name);
}

/** The shard of a segment's file; undefined for other names. */
export function shardOf(name: string): string | undefined {
  const shard = name.slice(0, 16);
  return isShardName(shard) ? shard : undefined;
}

/** The name of a file in core: without the checksum that pgBackRest adds. */
export function logicalName(name: string): string {
  if (name.length <= DIGITS + 40 || !name.includes('-')) return name;
  const match = WITH_SUM.exec(name);
  return match === null ? name : `${match[1] ?? ''}${match[2] ?? ''}`;
}

/**
 * Whether a file belongs in a shard. A tool looks for a segment only in the shard that its first 16 digits name, so it
 * does not find one in another.
 */
export function belongsInto(shard: string, name: string): boolean {
  const kind = classifyWalFile(name)?.kind;
  if (kind === undefined || kind === 'archive-status' || kind === 'temporary') return false;
  return kind === 'timeline-history' || name.startsWith(shard);
}

/** Where a file may be that is not at its logical path: the shard of its name, and the directory itself. */
export function candidates(path: string): { readonly folder: string; readonly name: string }[] {
  const name = baseName(path);
  const parent = parentPath(path);
  const shard = shardOf(name);
  if (shard === undefined) return [];
  return [
    { folder: joinPath(parent, shard), name },
    { folder: parent, name },
  ];
}
