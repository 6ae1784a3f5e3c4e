import type { SegmentRange } from '../wal/segmentName';
import type { Finding, FindingCode } from '../ground/finding';
import type { EvidenceLevel } from './evidence';

export type SegmentState = 'present' | 'missing' | 'wrong';

/** Neighbouring required segments that share state, place and form. Long backups have few of them. */
export interface SegmentRun extends SegmentRange {
  readonly state: SegmentState;
  /** Directory that holds them, as `WalArchive.path`; absent when missing. */
  readonly archive?: string;
  /** Suffix behind the segment name, '' or e.g. '.gz'. */
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
  /** True where the stop location is unknown: the range then ends with what is there. */
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
