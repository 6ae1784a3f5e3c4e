import { isSound } from '../model/verdict';
import { gapsBetween, mergeRanges } from '../catalog/find/inventory';
import type { BackupSet } from '../model/backupSet';
import { segmentOfStart, type WalGeometry } from '../wal/geometry';
import { firstEndingAt, type SegmentRange } from '../wal/segmentName';
import { verdictAfterRestoreSteps } from '../model/afterRestoreSteps';
import { gapEffectsOn } from './gapEffects';
import type { Gap } from './picture';
import { without } from './walRuns';
import type { TimelinePaths } from './timelinePaths';

const MOST_NAMES = 5;

/** The missing segments of a timeline: between others, at its beginning, and those that sets need and nothing has. */
export function missingRanges(
  timeline: number,
  present: readonly SegmentRange[],
  sets: readonly BackupSet[],
  paths: TimelinePaths,
): SegmentRange[] {
  const begin = paths.pathTo(timeline).parts[0]?.beginSegment ?? 0;
  const first = present[0]?.first;
  const head =
    paths.parentOf(timeline) !== undefined && first !== undefined && begin < first
      ? [{ timeline, first: begin, last: first - 1 }]
      : [];
  const needed = sets
    .flatMap(({ missing }) => missing.filter((range) => range.timeline === timeline))
    .flatMap((range) => without(range, present));
  return mergeRanges(
    [...head, ...gapsBetween(present), ...needed].sort((a, b) => a.first - b.first || a.last - b.last),
  );
}

/** The gaps of a timeline, ascending, with the cost of each; which times are lost depends on the whole picture. */
export function gapsOf(
  missing: readonly SegmentRange[],
  present: readonly SegmentRange[],
  sets: readonly BackupSet[],
  paths: TimelinePaths,
  geometry: WalGeometry,
  /** What is there of older timelines. */
  older: () => readonly SegmentRange[],
): Omit<Gap, 'lost'>[] {
  const timeline = missing[0]?.timeline;
  if (timeline === undefined) return [];
  const firstPresent = present[0]?.first ?? Infinity;
  const lastPresent = present.at(-1)?.last ?? -1;
  const blocked = blockedBy(missing, sets);
  const leading = new LeadingSets(timeline, sets, paths, geometry);
  const starts = startsOn(timeline, sets, geometry);
  const effectOf = gapEffectsOn(timeline, firstPresent, paths, older);
  return missing.map((range, index) => {
    const blocks = blocked[index] ?? [];
    const ends = leading.upTo(range.first, blocks);
    const { isHead, leadsToWrongBranch, bypassedBy = null } = effectOf(range);
    const inside = range.first > firstPresent && range.last < lastPresent;
    return {
      first: range.first,
      last: range.last,
      kind: leadsToWrongBranch ? 'fork' : isHead || inside ? 'between' : 'needed',
      blocks: idsOf(blocks, sets),
      ends: idsOf(ends.some, sets),
      blockedCount: blocks.length,
      endedCount: ends.count,
      bypassedBy,
      next: starts[firstEndingAt(starts, range.last + 1)]?.id ?? null,
    };
  });
}

/** For each gap the indexes of the sets that lack part of it, ascending. */
function blockedBy(gaps: readonly SegmentRange[], sets: readonly BackupSet[]): number[][] {
  const blocked = gaps.map((): number[] => []);
  sets.forEach(({ missing }, set) => {
    for (const { timeline, first, last } of missing) {
      if (timeline !== gaps[0]?.timeline) continue;
      for (let i = firstEndingAt(gaps, first); (gaps[i]?.first ?? Infinity) <= last; i++)
        if (blocked[i]?.at(-1) !== set) blocked[i]?.push(set);
    }
  });
  return blocked;
}

/** The sets from which recovery along a timeline reaches a gap. Gaps are queried in ascending order. */
class LeadingSets {
  /** By the segment after which they continue; the last is taken next. */
  readonly #coming: { readonly segment: number; readonly set: number }[];
  /** Indexes of those that lead to the gap, ascending. */
  readonly #there: number[] = [];

  constructor(timeline: number, sets: readonly BackupSet[], paths: TimelinePaths, geometry: WalGeometry) {
    const path = new Set(paths.pathTo(timeline).parts.map((part) => part.timeline));
    this.#coming = sets
      .flatMap(({ stop }, set) =>
        stop !== undefined && path.has(stop.timeline)
          ? [{ segment: segmentOfStart(stop.lsn, geometry), set }]
          : [],
      )
      .sort((a, b) => b.segment - a.segment);
  }

  upTo(segment: number, except: readonly number[]): { readonly count: number; readonly some: number[] } {
    for (let next = this.#coming.at(-1); next !== undefined && next.segment <= segment;) {
      const { set } = next;
      const place = this.#there.findIndex((other) => other > set);
      this.#there.splice(place < 0 ? this.#there.length : place, 0, set);
      this.#coming.pop();
      next = this.#coming.at(-1);
    }
    const without = new Set(except);
    const some: number[] = [];
    for (const set of this.#there) {
      if (some.length >= MOST_NAMES) break;
      if (!without.has(set)) some.push(set);
    }
    const both = except.length === 0 ? 0 : this.#there.filter((set) => without.has(set)).length;
    return { count: this.#there.length - both, some };
  }
}

/** The starts of sound sets on a timeline, ascending. */
function startsOn(
  timeline: number,
  sets: readonly BackupSet[],
  geometry: WalGeometry,
): { readonly last: number; readonly id: string }[] {
  const good = sets.flatMap((set) => {
    const { id, start } = set;
    return start?.timeline === timeline && isSound(verdictAfterRestoreSteps(set))
      ? [{ id, lsn: start.lsn }]
      : [];
  });
  good.sort((a, b) => (a.lsn < b.lsn ? -1 : a.lsn > b.lsn ? 1 : 0));
  return good.map(({ id, lsn }) => ({ id, last: segmentOfStart(lsn, geometry) }));
}

function idsOf(chosen: readonly number[], sets: readonly BackupSet[]): string[] {
  return chosen.slice(0, MOST_NAMES).flatMap((index) => sets[index]?.id ?? []);
}
