import type { SegmentRange } from '../wal/segmentName';
import type { Finding, FindingCode } from '../ground/finding';
import type { EvidenceLevel } from './evidence';
import type { WalArchive } from './walArchive';

export type SegmentState =
  | 'present'
  | 'wrong'
  /** It is nowhere, and the backup needs it. */
  | 'missing'
  /** It is nowhere, and nothing says for sure that the backup needs it, or that it is not in a tar that was not read. */
  | 'absent';

/** Neighboring required segments that share state, place and form. Long backups have few of them. */
export interface SegmentRun extends SegmentRange {
  readonly state: SegmentState;
  /** Directory that holds them, as `WalArchive.path`; undefined if there is none. */
  readonly archive?: string;
  /** Suffix after the segment name, '' or e.g. '.gz'. */
  readonly suffix: string;
  /** Finding code when wrong. */
  readonly code?: Finding['code'];
  /** How far these were read. */
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
  /** True if the stop location is unknown: the range then ends with what is there. */
  readonly openEnd: boolean;
}

/**
 * What a server keeps ready in its WAL directory for later: files that were renamed ahead (`InstallXLogFileSegment`), and
 * ones that it filled with zeros.
 */
export const PREALLOCATED_CODES: ReadonlySet<FindingCode | undefined> = new Set<FindingCode>([
  'recycled-segment',
  'zeroed-segment',
]);

/** Whether a fault in an archive is none: a server's own WAL directory holds old files under future names. */
export function isPreallocated({ layout }: Pick<WalArchive, 'layout'>, code: FindingCode): boolean {
  return layout === 'pg-wal' && PREALLOCATED_CODES.has(code);
}

/**
 * The segments that are missing: the only list of them. Reports, the tree, documents and `segments --missing` show it.
 */
export function missingSegments({ runs }: Pick<RequiredWal, 'runs'>): SegmentRange[] {
  return runs
    .filter(({ state }) => state === 'missing')
    .map(({ timeline, first, last }) => ({ timeline, first, last }));
}

/** What decides whether a segment that is nowhere is missing. */
export interface MissingRule {
  /** The stop location is unknown: then only the first segment is needed in every case. */
  readonly openEnd: boolean;
  /** Packed tars of the set were not read to their end: they may hold the segment. */
  readonly unreadTars: boolean;
}

/** The runs with those that are nowhere judged by one rule: they are missing, or just absent. */
export function judgeAbsence(
  runs: readonly SegmentRun[],
  ranges: readonly SegmentRange[],
  { openEnd, unreadTars }: MissingRule,
): SegmentRun[] {
  const [start] = ranges;
  const isFirst = ({ timeline, first }: SegmentRun): boolean =>
    timeline === start?.timeline && first === start.first;
  return runs.map((run) => {
    if (run.state !== 'missing' && run.state !== 'absent') return run;
    const isNeeded = !unreadTars && (!openEnd || isFirst(run));
    return { ...run, state: isNeeded ? 'missing' : 'absent' };
  });
}
