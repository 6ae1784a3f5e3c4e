import { rangeCount, type SegmentRange } from '../wal/segmentName';
import type { Finding, FindingCode } from '../ground/finding';
import type { EvidenceLevel } from './evidence';
import type { WalArchive } from './walArchive';
import { isServerWal } from './layout';
import { isSizeFault } from './recovery/windowEnd';

export type SegmentState =
  | 'present'
  | 'wrong'
  /** Not found, and the backup needs it. */
  | 'missing'
  /** Not found, but it is not certain that the backup needs it, or it may be in a tar that was not read. */
  | 'absent';

/** Neighboring required segments that share state, directory and compression. Long backups have few of them. */
export interface SegmentRun extends SegmentRange {
  readonly state: SegmentState;
  /** Directory that contains them, as `WalArchive.path`; undefined if there is none. */
  readonly archive?: string;
  /** Suffix after the segment name, '' or e.g. '.gz'. */
  readonly suffix: string;
  /** Code of the finding if something is wrong. */
  readonly code?: Finding['code'];
  /** How much of these was read. */
  readonly level: EvidenceLevel;
}

/** The WAL that a set needs, in the order in which recovery reads it. */
export interface RequiredWal {
  readonly ranges: readonly SegmentRange[];
  readonly runs: readonly SegmentRun[];
  /** Segments in `ranges`. */
  readonly count: number;
  /** `count` times the segment size. */
  readonly bytes: number;
  /** True if the stop location is unknown: the range then ends with the last segment that was found. */
  readonly openEnd: boolean;
}

/**
 * Codes for files that a server keeps in its WAL directory for later use: recycled segments under new names
 * (`InstallXLogFileSegment`), and segments filled with zeros.
 */
export const PREALLOCATED_CODES: ReadonlySet<FindingCode | undefined> = new Set<FindingCode>([
  'recycled-segment',
  'zeroed-segment',
]);

/**
 * Whether a fault in an archive is none: a server's own WAL directory contains old files under future names, and a file of the
 * wrong size is just where its WAL ends.
 */
export function isPreallocated(archive: Pick<WalArchive, 'layout'>, code: FindingCode): boolean {
  return isServerWal(archive) && (PREALLOCATED_CODES.has(code) || isSizeFault(code));
}

/**
 * The missing segments. This is the only list of them: reports, the tree, documents and `segments --missing` show it.
 */
export function missingSegments({ runs }: Pick<RequiredWal, 'runs'>): SegmentRange[] {
  return runs
    .filter(({ state }) => state === 'missing')
    .map(({ timeline, first, last }) => ({ timeline, first, last }));
}

/** Decides whether a segment that was not found is missing. */
export interface MissingRule {
  /** The stop location is unknown: then only the first segment is certainly needed. */
  readonly openEnd: boolean;
  /** Compressed tars of the set were not read to their end: they may contain the segment. */
  readonly unreadTars: boolean;
}

/** The runs, with all segments that were not found judged by one rule: `missing` or just `absent`. */
export function judgeAbsence(
  runs: readonly SegmentRun[],
  ranges: readonly SegmentRange[],
  { openEnd, unreadTars }: MissingRule,
): SegmentRun[] {
  const [start] = ranges;
  const judged: SegmentRun[] = [];
  for (const run of runs) {
    if (isFound(run)) {
      judged.push(run);
      continue;
    }
    const isStart = run.timeline === start?.timeline && run.first === start.first;
    const needed = unreadTars ? 0 : !openEnd ? rangeCount(run) : isStart ? 1 : 0;
    const end = run.first + needed - 1;
    if (needed > 0) addRun(judged, { ...run, last: end, state: 'missing' });
    if (end < run.last) addRun(judged, { ...run, first: end + 1, state: 'absent' });
  }
  return judged;
}

function isFound({ state }: SegmentRun): boolean {
  return state !== 'missing' && state !== 'absent';
}

/** A run that was divided while the end of the backup was unknown is one again once the end is known. */
function addRun(runs: SegmentRun[], run: SegmentRun): void {
  const before = runs.at(-1);
  const continues =
    before?.state === run.state && before.timeline === run.timeline && before.last + 1 === run.first;
  if (continues) runs[runs.length - 1] = { ...before, last: run.last };
  else runs.push(run);
}
