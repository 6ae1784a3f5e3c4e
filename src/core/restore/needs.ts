import type { InventoryRun, WalArchive } from '../catalog/model';
import type { TimelineHistory } from '../formats/timelineHistory';
import type { WalGeometry } from '../wal/geometry';
import { segmentOfStart } from '../wal/geometry';
import type { TimelinePath } from '../wal/timelinePath';
import { timelineOfLsn, timelinePath } from '../wal/timelinePath';
import type { KeptSet } from './keep';
import type { NeedReason } from './types';

/** Segments `first` to `last` of a timeline, and why they stay. */
export interface Need {
  readonly timeline: number;
  readonly first: number;
  /** May be Infinity. */
  readonly last: number;
  readonly reason: NeedReason;
  readonly set: KeptSet | undefined;
}

/**
 * What the kept sets, the oldest first, need of an archive: their own WAL, and on every timeline to which recovery can go
 * from them all that follows. A timeline whose history is not there could have left anywhere, so of it stays what is not
 * older than the oldest kept set. More telling needs come first.
 */
export function needsOf(
  kept: readonly KeptSet[],
  archive: WalArchive,
  histories: ReadonlyMap<number, TimelineHistory>,
): Need[] {
  const own = kept.flatMap((set) =>
    (set.required?.ranges ?? []).map((range): Need => ({ ...range, reason: 'set', set })),
  );
  const timelines = timelinesOf(archive);
  const onward = kept.flatMap((set) => timelines.flatMap((timeline) => onwardOf(set, timeline, histories)));
  const unknown = timelines.flatMap((timeline) => unknownOf(kept, timeline, histories));
  return [...own, ...onward, ...unknown];
}

function timelinesOf({ runs, partials }: WalArchive): number[] {
  return [...new Set([...runs, ...partials].map(({ timeline }) => timeline))].sort((a, b) => a - b);
}

function onwardOf(set: KeptSet, timeline: number, histories: ReadonlyMap<number, TimelineHistory>): Need[] {
  const { start, geometry } = set;
  const path = knownPath(timeline, histories, geometry);
  const from = path === undefined ? undefined : entryOf(path, set);
  if (from === undefined && timeline !== start.timeline) return [];
  const first = Math.max(segmentOfStart(start.lsn, geometry), from ?? 0);
  return [{ timeline, first, last: Infinity, reason: 'recovery', set }];
}

/** The first segment of a path's target, where the path leads on from the end of a set. */
function entryOf(path: TimelinePath, { start, stop, geometry }: KeptSet): number | undefined {
  const end = stop ?? start;
  const place = stop === undefined ? end.lsn : end.lsn - 1n;
  if (!path.stretches.some((stretch) => stretch.timeline === end.timeline)) return undefined;
  // Up to 9.2 the location of a switch is not known: then the timeline counts as reached.
  const there = timelineOfLsn(path, place, geometry) ?? end.timeline;
  return there === end.timeline ? path.stretches[0]?.beginSegment : undefined;
}

function knownPath(
  timeline: number,
  histories: ReadonlyMap<number, TimelineHistory>,
  geometry: WalGeometry,
): TimelinePath | undefined {
  const history = histories.get(timeline);
  return timeline > 1 && history === undefined ? undefined : timelinePath(timeline, history, geometry);
}

function unknownOf(
  kept: readonly KeptSet[],
  timeline: number,
  histories: ReadonlyMap<number, TimelineHistory>,
): Need[] {
  if (timeline === 1 || histories.has(timeline)) return [];
  const first = Math.min(...kept.map(({ start, geometry }) => segmentOfStart(start.lsn, geometry)));
  return [{ timeline, first, last: Infinity, reason: 'unknown', set: undefined }];
}

/** A run of files that shares one answer: the first need that it falls under, or none. */
export interface Portion extends InventoryRun {
  readonly need: Need | undefined;
}

/** Cuts runs at the borders of the needs. The portions cover the runs without overlap, in their order. */
export function portionsOf(runs: readonly InventoryRun[], needs: readonly Need[]): Portion[] {
  const byTimeline = new Map<number, Need[]>();
  for (const need of needs) {
    const group = byTimeline.get(need.timeline);
    if (group === undefined) byTimeline.set(need.timeline, [need]);
    else group.push(need);
  }
  return runs.flatMap((run) => cut(run, byTimeline.get(run.timeline) ?? []));
}

function cut(run: InventoryRun, needs: readonly Need[]): Portion[] {
  const borders = new Set([run.first]);
  for (const { first, last } of needs) {
    if (first > run.first && first <= run.last) borders.add(first);
    if (last >= run.first && last < run.last) borders.add(last + 1);
  }
  const firsts = [...borders].sort((a, b) => a - b);
  const portions: Portion[] = [];
  firsts.forEach((first, i) => {
    const last = (firsts[i + 1] ?? run.last + 1) - 1;
    const need = needs.find((one) => one.first <= first && last <= one.last);
    const before = portions.at(-1);
    if (before !== undefined && before.need === need) portions[portions.length - 1] = { ...before, last };
    else portions.push({ ...run, first, last, need });
  });
  return portions;
}
