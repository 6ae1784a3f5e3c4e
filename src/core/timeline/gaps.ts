import { gapsBetween, mergeRanges } from '../catalog/inventory';
import { verdictOnceMoved } from '../catalog/judge';
import type { BackupSet } from '../catalog/model';
import type { WalGeometry } from '../wal/geometry';
import { segmentOfStart } from '../wal/geometry';
import type { SegmentRange } from '../wal/segmentName';
import type { Gap } from './picture';
import { without } from './walRuns';
import type { Ways } from './ways';

const MOST_NAMES = 5;

/** What a timeline lacks: between what is there, at its beginning, and what sets need that is nowhere. */
export function missingRanges(
  timeline: number,
  present: readonly SegmentRange[],
  sets: readonly BackupSet[],
  ways: Ways,
): SegmentRange[] {
  const begin = ways.pathTo(timeline).stretches[0]?.beginSegment ?? 0;
  const first = present[0]?.first;
  const head =
    ways.parentOf(timeline) !== undefined && first !== undefined && begin < first
      ? [{ timeline, first: begin, last: first - 1 }]
      : [];
  const needed = sets
    .flatMap(({ missing }) => missing.filter((range) => range.timeline === timeline))
    .flatMap((range) => without(range, present));
  return mergeRanges(
    [...head, ...gapsBetween(present), ...needed].sort((a, b) => a.first - b.first || a.last - b.last),
  );
}

/** The gaps of a timeline with what each of them costs. */
export function gapsOf(
  missing: readonly SegmentRange[],
  present: readonly SegmentRange[],
  sets: readonly BackupSet[],
  ways: Ways,
  geometry: WalGeometry,
): Gap[] {
  const firstPresent = present[0]?.first ?? Infinity;
  const lastPresent = present.at(-1)?.last ?? -1;
  return missing.map((range) => {
    const blocks = sets.filter((set) => set.missing.some((lacking) => overlap(lacking, range)));
    const ends = sets.filter((set) => !blocks.includes(set) && leadsInto(set, range, ways, geometry));
    const fork = range.last < firstPresent && ways.parentOf(range.timeline) !== undefined;
    const inside = range.first > firstPresent && range.last < lastPresent;
    return {
      first: range.first,
      last: range.last,
      kind: fork ? 'fork' : inside ? 'between' : 'needed',
      blocks: idsOf(blocks),
      ends: idsOf(ends),
      blockedCount: blocks.length,
      endedCount: ends.length,
      spared: sparedBy(range, ways),
      next: nextSet(range, sets, geometry),
    };
  });
}

/** Whether recovery from a set along the gap's timeline comes to the gap. */
function leadsInto(set: BackupSet, gap: SegmentRange, ways: Ways, geometry: WalGeometry): boolean {
  if (set.stop === undefined || segmentOfStart(set.stop.lsn, geometry) > gap.first) return false;
  const { timeline } = set.stop;
  return ways.pathTo(gap.timeline).stretches.some((stretch) => stretch.timeline === timeline);
}

/** A timeline that left this one before the gap, or in its first segment. */
function sparedBy(gap: SegmentRange, ways: Ways): number | null {
  for (const timeline of [...ways.timelines].reverse()) {
    const along = ways.pathTo(timeline).stretches;
    const next = along[along.findIndex((stretch) => stretch.timeline === gap.timeline) - 1];
    if (next !== undefined && next.beginSegment <= gap.first) return timeline;
  }
  return null;
}

function nextSet(gap: SegmentRange, sets: readonly BackupSet[], geometry: WalGeometry): string | null {
  let next: BackupSet | undefined;
  for (const set of sets) {
    const { start } = set;
    const verdict = verdictOnceMoved(set);
    if (start?.timeline !== gap.timeline || (verdict !== 'restorable' && verdict !== 'complete')) continue;
    if (segmentOfStart(start.lsn, geometry) <= gap.last) continue;
    if (next?.start === undefined || start.lsn < next.start.lsn) next = set;
  }
  return next?.id ?? null;
}

function overlap(a: SegmentRange, b: SegmentRange): boolean {
  return a.timeline === b.timeline && a.first <= b.last && a.last >= b.first;
}

function idsOf(sets: readonly BackupSet[]): string[] {
  return sets.slice(0, MOST_NAMES).map(({ id }) => id);
}
