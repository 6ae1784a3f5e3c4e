import { hex8, parseSegmentName, type SegmentNameParts } from './segmentName';

/** A WAL segment that is whole according to its name, plain or compressed by the archive's tool. */
export interface SegmentFile {
  readonly kind: 'segment';
  readonly parts: SegmentNameParts;
  /** What follows the name: '' or compression and encryption, such as '.gz' or '.zst.gpg'. */
  readonly suffix: string;
  /** pgBackRest puts `-` and the content's SHA-1 (40 hex digits) between name and suffix. */
  readonly sha1?: string;
}

/** A segment that was never finished under this name. Recovery does not read it. */
export interface PartialFile {
  readonly kind: 'partial';
  readonly parts: SegmentNameParts;
  /** What follows `.partial`; if `.partial` comes last, as in `.gz.partial`, everything after the segment's name. */
  readonly suffix: string;
  readonly sha1?: string;
}

/** `SEGMENT.OFFSET.backup`: written when a backup is stopped. */
export interface BackupHistoryFile {
  readonly kind: 'backup-history';
  /** The segment that contains the start location, on the timeline of the stop. */
  readonly parts: SegmentNameParts;
  /** Offset of the start location in that segment; the server also accepts names without one. */
  readonly offset: number | undefined;
  readonly suffix: string;
}

/** `TIMELINE.history`. */
export interface TimelineHistoryFile {
  readonly kind: 'timeline-history';
  readonly timeline: number;
  readonly suffix: string;
}

/** A mark in `archive_status`: an empty file named after a WAL file. */
export interface ArchiveStatusFile {
  readonly kind: 'archive-status';
  /** Name of that WAL file. */
  readonly name: string;
  readonly status: 'ready' | 'done';
}

/** A file that a server or a copying tool is still writing. */
export interface TemporaryFile {
  readonly kind: 'temporary';
  readonly name: string;
}

/** The name of the history file of a timeline. */
export function timelineHistoryName(timeline: number): string {
  return `${hex8(timeline)}.history`;
}

export type WalFile =
  SegmentFile | PartialFile | BackupHistoryFile | TimelineHistoryFile | ArchiveStatusFile | TemporaryFile;

const HEX24 = /^[0-9A-F]{24}/;
const COMPRESSED =
  '((?:\\.(?:gz|lz4|zst|zstd|bz2|xz|zip|lzma|lzo|br|Z|sz|snappy|deflate))?(?:\\.(?:gpg|pgp|asc|aes|age|enc))?)';
const SEGMENT_TAIL = new RegExp(`^(?:-([0-9a-f]{40}))?${COMPRESSED}$`);
const PARTIAL_TAIL = new RegExp(`^\\.partial(?:-([0-9a-f]{40}))?${COMPRESSED}$`);
const PARTIAL_LAST_TAIL = new RegExp(`^${COMPRESSED}\\.partial$`);
const BACKUP_TAIL = new RegExp(`^(?:\\.([0-9A-F]{8}))?\\.backup${COMPRESSED}$`);
const TEMPORARY_TAIL = /^[A-Za-z0-9._-]*\.(?:part|tmp|temp)$/;
const HISTORY = new RegExp(`^([0-9A-F]{8})\\.history${COMPRESSED}$`);
const STATUS = /^(.+)\.(ready|done)$/;
const TEMPORARY = /^(?:RECOVERYXLOG|RECOVERYHISTORY|xlogtemp\.\d+)$/;
const LONGEST = 128;

/**
 * Classifies a file in an archive or in pg_wal by its name alone (without directory); undefined if the name means
 * nothing. Server names are upper case, as in `IsXLogFileName` and related macros (xlog_internal.h); suffixes are those
 * that archiving tools add. Whether a segment of that number can exist depends on the geometry: see `segmentNumber`.
 */
export function classifyWalFile(basename: string): WalFile | undefined {
  if (basename.length > LONGEST) return undefined;
  if (TEMPORARY.test(basename)) return { kind: 'temporary', name: basename };
  return archiveStatus(basename) ?? timelineHistory(basename) ?? segmentFamily(basename);
}

function archiveStatus(basename: string): ArchiveStatusFile | undefined {
  const match = STATUS.exec(basename);
  if (match?.[1] === undefined) return undefined;
  const named = timelineHistory(match[1]) ?? segmentFamily(match[1]);
  // The server makes marks for its own names only, never for a compressed or an unfinished file.
  if (named === undefined || named.kind === 'temporary' || named.suffix !== '') return undefined;
  return { kind: 'archive-status', name: match[1], status: match[2] === 'ready' ? 'ready' : 'done' };
}

function timelineHistory(basename: string): TimelineHistoryFile | undefined {
  const match = HISTORY.exec(basename);
  if (match?.[1] === undefined) return undefined;
  return { kind: 'timeline-history', timeline: Number.parseInt(match[1], 16), suffix: match[2] ?? '' };
}

type SegmentFamily = SegmentFile | PartialFile | BackupHistoryFile | TemporaryFile;

function segmentFamily(basename: string): SegmentFamily | undefined {
  const name = HEX24.exec(basename)?.[0];
  const parts = name === undefined ? undefined : parseSegmentName(name);
  if (parts === undefined) return undefined;
  const tail = basename.slice(24);
  return (
    segmentOrPartial('segment', parts, SEGMENT_TAIL.exec(tail)) ??
    segmentOrPartial('partial', parts, PARTIAL_TAIL.exec(tail)) ??
    partialWithSuffixFirst(parts, tail) ??
    backupHistory(parts, tail) ??
    (TEMPORARY_TAIL.test(tail) ? { kind: 'temporary', name: basename } : undefined)
  );
}

function segmentOrPartial(
  kind: 'segment' | 'partial',
  parts: SegmentNameParts,
  match: RegExpExecArray | null,
): SegmentFile | PartialFile | undefined {
  if (match === null) return undefined;
  const suffix = match[2] ?? '';
  return match[1] === undefined ? { kind, parts, suffix } : { kind, parts, suffix, sha1: match[1] };
}

/** pg_receivewal with compression writes `SEGMENT.gz.partial`. */
function partialWithSuffixFirst(parts: SegmentNameParts, tail: string): PartialFile | undefined {
  const match = PARTIAL_LAST_TAIL.exec(tail);
  return match === null ? undefined : { kind: 'partial', parts, suffix: `${match[1] ?? ''}.partial` };
}

/** Orders the suffixes of one WAL file: the plain file before compressed ones, as every search takes them. */
export function plainFirst(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** Everything after the segment's name in the name of a partial file with this suffix. */
export function partialTail(suffix: string): string {
  return suffix.endsWith('.partial') ? suffix : `.partial${suffix}`;
}

function backupHistory(parts: SegmentNameParts, tail: string): BackupHistoryFile | undefined {
  const match = BACKUP_TAIL.exec(tail);
  if (match === null) return undefined;
  const offset = match[1] === undefined ? undefined : Number.parseInt(match[1], 16);
  return { kind: 'backup-history', parts, offset, suffix: match[2] ?? '' };
}
