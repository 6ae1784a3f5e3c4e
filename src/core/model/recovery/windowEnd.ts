import type { FindingCode } from '../../ground/finding';
import type { Lsn } from '../../ground/lsn';
import { type TimelinePath, timelineOfSegment } from '../../wal/timelinePath';

/**
 * What a server does after the last record that it can replay along a timeline.
 *
 * - `end`: no WAL follows; it opens.
 * - `gap`, `fault`: it opens without an error, and the WAL after that place is lost.
 * - `refused`: the next file has the wrong size, and it ends with an error (`RestoreArchivedFile`).
 * - `wrong-branch`: the first segment of a timeline is missing; it reads the old timeline's file of that number and opens with
 *   rows of the wrong branch (`XLogFileReadAnyTLI`).
 * - `minimal`: the WAL was written with `wal_level = minimal` from here on; it ends with an error from 14 on, and loses
 *   tables before.
 */
export type WindowEnd =
  | { readonly kind: 'end' }
  | {
      readonly kind: 'gap' | 'fault' | 'refused' | 'wrong-branch';
      readonly timeline: number;
      readonly segment: number;
      readonly code: FindingCode;
    }
  | { readonly kind: 'minimal'; readonly lsn: Lsn };

/** Where reading records along a path ended, and why. */
export interface ReadingEnd {
  readonly timeline: number;
  readonly segment: number;
  readonly code: FindingCode;
}

/** The files of which recovery along a path makes its way. */
export interface ReadableFiles {
  readonly path: TimelinePath;
  /** The segment in which recovery from the backup begins. */
  readonly firstSegment: number;
  /** The highest segment that is there on the path. */
  readonly lastSegment: number;
  readonly isThere: (timeline: number, segment: number) => boolean;
  /** Whether the WAL is in a server's own directory: there a server never refuses a file. */
  readonly isServersOwn: boolean;
}

const WRONG_SIZES = new Set<FindingCode>(['empty-segment', 'truncated-segment', 'wrong-size-segment']);

/**
 * Whether a segment file has the wrong size. A server refuses such a file of an archive (`RestoreArchivedFile`); in its own WAL
 * directory it is where the WAL ends.
 */
export function isSizeFault(code: FindingCode | undefined): boolean {
  return code !== undefined && WRONG_SIZES.has(code);
}

/** What a server does where reading ended. */
export function windowEndOf(end: ReadingEnd, files: ReadableFiles): WindowEnd {
  const { timeline, segment, code } = end;
  const where = { timeline, segment, code };
  if (code === 'missing-segment') {
    if (readsOlder(segment, files)) return { kind: 'wrong-branch', ...where };
    return segment > files.lastSegment ? { kind: 'end' } : { kind: 'gap', ...where };
  }
  // A server would read such a file of its own as far as it goes; the restore steps leave it out.
  if (files.isServersOwn) return isSizeFault(code) ? { kind: 'fault', ...where } : { kind: 'end' };
  if (isSizeFault(code)) return { kind: 'refused', ...where };
  // The last segment may still be written.
  if (code === 'incomplete-segment' && segment >= files.lastSegment) return { kind: 'end' };
  return { kind: 'fault', ...where };
}

/** Whether a server finds an older timeline's file of a segment that is missing on the one from which it has to come. */
function readsOlder(segment: number, { path, firstSegment, isThere }: ReadableFiles): boolean {
  const wanted = timelineOfSegment(path, segment);
  // It never goes back to a timeline older than that of the file before (`curFileTLI`).
  const current = segment > firstSegment ? timelineOfSegment(path, segment - 1) : 0;
  return path.parts.some(
    ({ timeline }) => timeline < wanted && timeline >= current && isThere(timeline, segment),
  );
}
