import type { ArchiveLook } from './archiveView';

/** The files that a backup needs in an archive. */
export interface Wanted {
  /** Segments, in order; at least one. */
  readonly segments: readonly string[];
  /** The backup history file of a primary. */
  readonly historyFile?: string;
}

/** The files that the archive lacks: `undefined` if unknown. */
export type Missing = readonly string[] | undefined;

/**
 * By the marks in `archive_status`, as the server judges (`XLogArchiveIsBusy`, xlogarchive.c): `.ready` waits, `.done`
 * is archived; a file without a mark that is no longer in pg_wal was archived and recycled. Only that case needs `wal`.
 */
export function missingByStatus(
  { segments, historyFile }: Wanted,
  status: ReadonlySet<string>,
  wal: ReadonlySet<string> | undefined,
): readonly string[] {
  const names = historyFile === undefined ? segments : [...segments, historyFile];
  const last = segments.at(-1);
  return names.filter((name) => {
    if (status.has(`${name}.ready`)) return true;
    if (status.has(`${name}.done`)) return false;
    // Older segments lose their marks when they are recycled; the newest files have none for a moment.
    return (name === last || name === historyFile) && wal?.has(name) !== false;
  });
}

/**
 * By pg_stat_archiver alone, which shows only the last success. The archiver takes the oldest name first, so the last
 * segment's success means all. The history file's success means that only if it sorts after the single segment.
 */
export function missingByArchiver({ segments, historyFile }: Wanted, { archiver }: ArchiveLook): Missing {
  const lastArchived = archiver?.lastArchivedWal;
  const last = segments.at(-1) ?? '';
  if (lastArchived === undefined) return undefined;
  if (lastArchived === historyFile) return segments.length === 1 ? [] : undefined;
  const name = /^[0-9A-F]{24}/.exec(lastArchived)?.[0];
  if (name === undefined) return undefined;
  return name >= last ? [] : segments.filter((segment) => segment > name);
}
