import type { Finding } from '../ground/finding';
import { rangeCount, type SegmentRange } from '../wal/segmentName';

/** Segments that can be copied, with the directory and compression of the copy that is tried first. */
export interface CopyRun extends SegmentRange {
  readonly archive: string;
  readonly suffix: string;
}

/** A file in the set's directory that prevents a copy. */
export interface Obstacle {
  /** What is wrong with it; `file` and `segment` are set. */
  readonly finding: Finding;
  /** Whether an archive has a copy that could replace it. */
  readonly replaceable: boolean;
}

/** What will be done for a set, and what prevents it. Nothing has been written yet. Plain data. */
export interface CompletionPlan {
  readonly setId: string;
  readonly folder: string;
  /** Number of segments that the set needs. */
  readonly required: number;
  /** Number of those that are whole in the directory. */
  readonly present: number;
  /** Those that an archive has, in the order in which recovery reads them. */
  readonly copies: readonly CopyRun[];
  /** Those that no archive within reach has in a usable form: only the server may have them. */
  readonly absent: readonly SegmentRange[];
  /** Number of `absent` segments that exist only as `.partial`. */
  readonly partialOnly: number;
  /**
   * Files in the directory that have a needed name and other content (recycled, cut, foreign, …), at most 1000. They
   * are never replaced: the user has to move them away first, and only then their segments are copied.
   */
  readonly obstacles: readonly Obstacle[];
  /** Copies in archives that are not used, and why; at most 1000. */
  readonly refused: readonly Finding[];
  /** Names of companions that will be copied, and of those that are needed but were not found. */
  readonly companions: readonly string[];
  readonly missingCompanions: readonly string[];
  /** Files that an interrupted run left in the directory. */
  readonly leftovers: readonly string[];
  readonly segmentSize: number;
  readonly canceled: boolean;
}

/** Number of segments that a plan still has to copy or receive. */
export function segmentsToBring({ copies, absent }: Pick<CompletionPlan, 'copies' | 'absent'>): number {
  return [...copies, ...absent].reduce((sum, range) => sum + rangeCount(range), 0);
}

/** Appends a segment to runs in ascending order; the last run is extended if the segment follows it and is alike. */
export function appendSegment<R extends SegmentRange>(
  runs: R[],
  segment: R,
  alike: (a: R, b: R) => boolean,
): void {
  const last = runs.at(-1);
  const follows = last?.timeline === segment.timeline && last.last + 1 === segment.first;
  if (last !== undefined && follows && alike(last, segment))
    runs[runs.length - 1] = { ...last, last: segment.last };
  else runs.push(segment);
}
