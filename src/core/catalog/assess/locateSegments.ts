import { plainFirst } from '../../wal/fileName';
import type { SegmentRange } from '../../wal/segmentName';
import type { InventoryRun } from '../../model/walArchive';

/** A directory that is searched for WAL, with its segments. */
export interface WalPlace {
  readonly path: string;
  readonly runs: readonly InventoryRun[];
}

/** Required segments that share the directory and compression in which they were found, or were not found. */
export interface LocatedRun extends SegmentRange {
  readonly archive: string | undefined;
  readonly suffix: string;
}

/**
 * Finds each required segment in the first directory that has it, plain before compressed within one directory. The
 * result covers the ranges in their order and is disjoint. Works on runs: the cost does not depend on their length.
 */
export function locateSegments(ranges: readonly SegmentRange[], places: readonly WalPlace[]): LocatedRun[] {
  return ranges.flatMap((range) => locateRange(range, places));
}

function locateRange(range: SegmentRange, places: readonly WalPlace[]): LocatedRun[] {
  const located: LocatedRun[] = [];
  let open: readonly SegmentRange[] = [range];
  for (const place of places) {
    for (const [suffix, runs] of bySuffix(place.runs, range.timeline)) {
      const { inside, outside } = divide(open, runs);
      for (const piece of inside) located.push({ ...piece, archive: place.path, suffix });
      open = outside;
      if (open.length === 0) break;
    }
  }
  for (const piece of open) located.push({ ...piece, archive: undefined, suffix: '' });
  return located.sort((a, b) => a.first - b.first);
}

function bySuffix(runs: readonly InventoryRun[], timeline: number): [string, SegmentRange[]][] {
  const groups = new Map<string, SegmentRange[]>();
  for (const run of runs) {
    if (run.timeline !== timeline) continue;
    const group = groups.get(run.suffix);
    if (group === undefined) groups.set(run.suffix, [run]);
    else group.push(run);
  }
  return [...groups].sort(([a], [b]) => plainFirst(a, b));
}

/** Splits sorted ranges into what sorted, disjoint runs cover and what they do not, in one pass over both. */
export function divide(
  ranges: readonly SegmentRange[],
  runs: readonly SegmentRange[],
): { readonly inside: SegmentRange[]; readonly outside: SegmentRange[] } {
  const inside: SegmentRange[] = [];
  const outside: SegmentRange[] = [];
  let next = 0;
  for (const { timeline, first, last } of ranges) {
    let at = first;
    while (next < runs.length && (runs[next]?.last ?? 0) < first) next++;
    for (let i = next; at <= last; i++) {
      const run = runs[i];
      if (run === undefined || run.first > last) break;
      if (run.first > at) outside.push({ timeline, first: at, last: run.first - 1 });
      inside.push({ timeline, first: Math.max(run.first, at), last: Math.min(run.last, last) });
      at = run.last + 1;
    }
    if (at <= last) outside.push({ timeline, first: at, last });
  }
  return { inside, outside };
}
