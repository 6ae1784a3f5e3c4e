import type { InventoryRun } from '../../model/walArchive';
import type { TimelineHistory } from '../../wal/timelines';
import { segmentOfStart, type WalGeometry } from '../../wal/geometry';
import { timelineOfLsn, type TimelinePath, timelinePath } from '../../wal/timelinePath';
import { firstEndingAt } from '../../wal/segmentName';
import type { KeptSet } from './keepRule';
import type { NeedReason } from '../types';

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
 * The WAL that the kept sets, the oldest first, need on some timelines: their own, and on every timeline to which
 * recovery can continue from them, everything that follows. A timeline without its history could have left anywhere, so
 * everything on it stays that is not older than the oldest kept set. The more specific needs come first.
 */
export function needsOf(
  kept: readonly KeptSet[],
  timelines: readonly number[],
  histories: ReadonlyMap<number, TimelineHistory>,
): Need[] {
  const own = kept.flatMap((set) =>
    (set.required?.ranges ?? []).map((range): Need => ({ ...range, reason: 'set', set })),
  );
  const onward = kept.flatMap((set) => timelines.flatMap((timeline) => onwardOf(set, timeline, histories)));
  const unknown = timelines.flatMap((timeline) => unknownOf(kept, timeline, histories));
  return [...own, ...onward, ...unknown];
}

function onwardOf(set: KeptSet, timeline: number, histories: ReadonlyMap<number, TimelineHistory>): Need[] {
  const { start, geometry } = set;
  const path = knownPath(timeline, histories, geometry);
  const from = path === undefined ? undefined : entryOf(path, set);
  if (from === undefined && timeline !== start.timeline) return [];
  const first = Math.max(segmentOfStart(start.lsn, geometry), from ?? 0);
  return [{ timeline, first, last: Infinity, reason: 'recovery', set }];
}

/** The first segment of a path's target timeline, if the path continues from the end of a set. */
function entryOf(timelinePath: TimelinePath, { start, stop, geometry }: KeptSet): number | undefined {
  const end = stop ?? start;
  const place = stop === undefined ? end.lsn : end.lsn - 1n;
  if (!timelinePath.parts.some((part) => part.timeline === end.timeline)) return undefined;
  // Up to 9.2 the location of a switch is unknown: then the timeline counts as reached.
  const there = timelineOfLsn(timelinePath, place, geometry) ?? end.timeline;
  return there === end.timeline ? timelinePath.parts[0]?.beginSegment : undefined;
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

/** A run of files with the same answer: the first need that applies to it, or none. */
export interface Portion extends InventoryRun {
  readonly need: Need | undefined;
}

/** A range of a timeline with the first need that covers it, or none. */
interface Layer {
  readonly first: number;
  /** May be Infinity. */
  readonly last: number;
  readonly need: Need | undefined;
}

/** The need for each segment; cheap even for many runs. */
export class NeedLayers {
  readonly #byTimeline = new Map<number, Layer[]>();

  constructor(needs: readonly Need[]) {
    const groups = new Map<number, Need[]>();
    for (const need of needs) {
      const group = groups.get(need.timeline);
      if (group === undefined) groups.set(need.timeline, [need]);
      else group.push(need);
    }
    for (const [timeline, group] of groups) this.#byTimeline.set(timeline, layersOf(group));
  }

  /** Cuts a run at the borders of the needs. The portions cover it without overlap, ascending. */
  cut(run: InventoryRun): Portion[] {
    const layers = this.#byTimeline.get(run.timeline) ?? [];
    const portions: Portion[] = [];
    let at = run.first;
    for (let i = firstEndingAt(layers, run.first); at <= run.last; i++) {
      const layer = layers[i];
      const before = layer !== undefined && layer.first > at;
      const need = before ? undefined : layer?.need;
      const end = Math.min(run.last, (before ? layer.first - 1 : layer?.last) ?? Infinity);
      const previous = portions.at(-1);
      if (previous !== undefined && previous.need === need)
        portions[portions.length - 1] = { ...previous, last: end };
      else portions.push({ ...run, first: at, last: end, need });
      at = end + 1;
      if (before) i--;
    }
    return portions;
  }
}

/** Ranges of one timeline, ascending and without overlap; the earlier of two needs counts. */
function layersOf(needs: readonly Need[]): Layer[] {
  const telling = withoutHidden(needs);
  const borders = new Set(telling.flatMap(({ first, last }) => [first, last + 1]));
  borders.delete(Infinity);
  const firsts = [...borders].sort((a, b) => a - b);
  return firsts.map((first, i) => ({
    first,
    last: (firsts[i + 1] ?? Infinity) - 1,
    need: telling.find((need) => need.first <= first && first <= need.last),
  }));
}

/** Needs without an end, which a thousand sets have, count only if they begin before the earlier ones. */
function withoutHidden(needs: readonly Need[]): Need[] {
  let least = Infinity;
  return needs.filter(({ first, last }) => {
    if (last !== Infinity) return true;
    const counts = first < least;
    least = Math.min(least, first);
    return counts;
  });
}
