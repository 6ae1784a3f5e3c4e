import type { SegmentRange } from '../wal/segmentName';

/** The segments that are in both lists. The ranges of each are of one timeline, ascending and disjoint. */
export function intersectRanges(
  these: readonly SegmentRange[],
  those: readonly SegmentRange[],
): SegmentRange[] {
  const common: SegmentRange[] = [];
  let at = 0;
  for (const { timeline, first, last } of these) {
    while (at > 0 && (those[at - 1]?.last ?? -1) >= first) at--;
    for (; at < those.length; at++) {
      const other = those[at];
      if (other === undefined || other.first > last) break;
      if (other.last >= first)
        common.push({ timeline, first: Math.max(first, other.first), last: Math.min(last, other.last) });
    }
  }
  return common;
}

/** The segments of the first list that are not in the second, under the same conditions. */
export function subtractRanges(
  these: readonly SegmentRange[],
  those: readonly SegmentRange[],
): SegmentRange[] {
  return these.flatMap((range) => {
    const { timeline, last } = range;
    const rest: SegmentRange[] = [];
    let next = range.first;
    for (const taken of intersectRanges([range], those)) {
      if (taken.first > next) rest.push({ timeline, first: next, last: taken.first - 1 });
      next = taken.last + 1;
    }
    if (next <= last) rest.push({ timeline, first: next, last });
    return rest;
  });
}
