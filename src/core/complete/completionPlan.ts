import type { Finding } from '../ground/finding';
import type { SegmentRange } from '../wal/segmentName';

/** Segments that can be copied, which share the place and form of the copy that is tried first. */
export interface CopyRun extends SegmentRange {
  readonly archive: string;
  readonly suffix: string;
}

/** A file that is in the way. */
export interface Obstacle {
  /** What is wrong with it; `file` and `segment` are set. */
  readonly finding: Finding;
  /** Whether an archive has a copy that could take its place. */
  readonly replaceable: boolean;
}

/** What will be done for a set, and what is in the way. Nothing has been written yet. Plain data. */
export interface CompletionPlan {
  readonly setId: string;
  readonly folder: string;
  /** Segments that the set needs. */
  readonly required: number;
  /** Those of them that are in the directory, whole. */
  readonly present: number;
  /** Those that an archive has, in the order in which recovery reads them. */
  readonly copies: readonly CopyRun[];
  /** Those that no archive within reach has in a usable form: only the server may have them. */
  readonly absent: readonly SegmentRange[];
  /** Of `absent`: those that are there as `.partial` alone. */
  readonly partialOnly: number;
  /**
   * Files in the directory that bear a needed name and are something else (recycled, cut, foreign, …), at most 1000. They are
   * never replaced: somebody has to move them away first, and only then their segments are copied.
   */
  readonly obstacles: readonly Obstacle[];
  /** Copies in archives that are not taken, and why; at most 1000. */
  readonly refused: readonly Finding[];
  /** Names of companions that will be copied, and of those that are needed and nowhere. */
  readonly companions: readonly string[];
  readonly missingCompanions: readonly string[];
  /** What an interrupted run left in the directory. */
  readonly leftovers: readonly string[];
  readonly segmentSize: number;
  readonly canceled: boolean;
}

/** Segments that a plan still has to bring in. */
export function segmentsToBring({ copies, absent }: Pick<CompletionPlan, 'copies' | 'absent'>): number {
  return [...copies, ...absent].reduce((sum, { first, last }) => sum + last - first + 1, 0);
}

/** Adds a segment to runs in ascending order, to the last of them where it follows and is alike. */
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
