import { type FileChange, mayChange } from '../../records/effects/fileChanges';
import type { SegmentSize } from './relationFiles';
import type { Fault } from './relationFault';

export interface SizeUnit {
  /** Bytes of a page, and of a segment of a relation. */
  readonly blockSize: number;
  readonly segmentSize: number;
}

/** Whole pages from the beginning to where a server stops looking: at the first segment that is not full (`mdnblocks`). */
export function blocksOf(sizes: readonly SegmentSize[], { blockSize, segmentSize }: SizeUnit): number {
  let blocks = 0;
  for (const [at, { segment, size }] of sizes.entries()) {
    if (segment !== at) break;
    blocks += Math.floor(size / blockSize);
    if (size < segmentSize) break;
  }
  return blocks;
}

/** A fault of one segment; undefined if sizes are as a server leaves them. */
export interface SizeFault extends Fault {
  readonly segment: number;
}

/**
 * What is wrong with the sizes alone. What replay makes again does not count: a file that grew while it was copied, or was
 * cut by a VACUUM. Segments of no bytes at the end remain from a table that was cut.
 */
export function sizeFault(
  sizes: readonly SegmentSize[],
  { blockSize, segmentSize }: SizeUnit,
  change: FileChange | undefined,
): SizeFault | undefined {
  const last = sizes.findLastIndex(({ size }) => size > 0);
  const perSegment = segmentSize / blockSize;
  for (let at = 0; at <= last; at++) {
    const { segment, size } = sizes[at] ?? { segment: at, size: 0 };
    const end = at * perSegment + Math.floor((segment === at ? size : 0) / blockSize);
    if (mayGrow(change, end)) return undefined;
    const severity = 'error';
    if (segment !== at) return { code: 'missing-relation-file', reason: 'segment', severity, segment: at };
    if (at < last && size < segmentSize)
      return { code: 'short-relation-file', reason: 'not-full', severity, segment };
    if (size % blockSize !== 0) return { code: 'short-relation-file', reason: 'page', severity, segment };
  }
  return undefined;
}

/** Whether replay may add pages from this one on, or take some away. */
function mayGrow(change: FileChange | undefined, block: number): boolean {
  return change !== undefined && (change.blocks > block || mayChange(change, block));
}
