import type { SetBar } from '../../../src/core/timeline/picture';

/** A bar with its drawn width. */
export interface PlacedSet {
  readonly set: SetBar;
  readonly x: number;
  readonly width: number;
}

/** A bar in a row; `label` says whether there is room for its name, and how much: in the bar, or after it. */
export interface PackedSet extends PlacedSet {
  readonly row: number;
  readonly label: number;
  readonly inside: boolean;
}

/** Sets without room of their own, in one mark. */
export interface SetCluster {
  readonly sets: readonly SetBar[];
  readonly x: number;
  readonly width: number;
}

export interface PackedSets {
  readonly rows: number;
  readonly bars: readonly PackedSet[];
  readonly clusters: readonly SetCluster[];
}

const GAP = 6;
/** Room for the verdict, before the name of a bar. */
export const MARK_ROOM = 18;
const CLUSTER_WIDTH = 40;
/** A shorter part of a name is useless. */
const LEAST_LABEL = 36;
const MOST_LABEL = 220;

/**
 * Puts bars into rows, in the order of their positions: with the name if there is room, otherwise without. Where bars
 * are so close that some have no room at all, all of them are combined in one mark, in a row of its own. Every bar is
 * in exactly one of them.
 * @param sets by their left edge, ascending
 * @param width the right edge, in pixels
 * @param labelWidth width of a name in pixels
 */
export function packSets(
  sets: readonly PlacedSet[],
  mostRows: number,
  width: number,
  labelWidth: (set: SetBar) => number,
): PackedSets {
  const clusters = crowded(sets, mostRows, width);
  const free = sets.filter((placed) => !clusters.some((cluster) => holds(cluster, placed)));
  const bars = intoRows(free, mostRows, width, labelWidth);
  const used = bars.reduce((most, { row }) => Math.max(most, row + 1), 0);
  return { rows: used + (clusters.length > 0 ? 1 : 0), bars, clusters };
}

function intoRows(
  sets: readonly PlacedSet[],
  mostRows: number,
  width: number,
  labelWidth: (set: SetBar) => number,
): PackedSet[] {
  const lasts: (PackedSet | undefined)[] = Array.from({ length: mostRows }, () => undefined);
  const bars: PackedSet[] = [];
  sets.forEach((placed, index) => {
    const free = lasts.findIndex((last) => last === undefined || placed.x >= endOf(last) + GAP);
    const row = free === -1 ? roomWithoutLabel(lasts, placed, bars) : free;
    // A name may use room that its neighbors on the right do not need: as many of them as there are rows left.
    const next = sets[index + mostRows - row]?.x ?? width;
    const room = next - (placed.x + placed.width) - 2 * GAP;
    const bar = { ...placed, row, ...labelOf(placed, room, labelWidth) };
    lasts[row] = bar;
    bars.push(bar);
  });
  return bars;
}

function endOf({ x, width, label, inside }: PackedSet): number {
  return x + width + (label > 0 && !inside ? label + GAP : 0);
}

/**
 * A name gives way to a bar. Such a row exists: `crowded` has found a row for each of these bars, so at most as many
 * earlier bars as there are other rows reach this far. Only names after their bars are in the way.
 */
function roomWithoutLabel(lasts: (PackedSet | undefined)[], { x }: PlacedSet, bars: PackedSet[]): number {
  const row = Math.max(
    0,
    lasts.findIndex((last) => last !== undefined && x >= last.x + last.width + GAP),
  );
  const last = lasts[row];
  if (last !== undefined) bars[bars.indexOf(last)] = { ...last, label: 0 };
  return row;
}

function holds({ x, width }: SetCluster, placed: PlacedSet): boolean {
  return placed.x >= x && placed.x < x + width + GAP;
}

/** Names are measured only if there is room at all, because a thousand take long. */
function labelOf(
  { set, width }: PlacedSet,
  room: number,
  labelWidth: (set: SetBar) => number,
): { label: number; inside: boolean } {
  if (room < GAP && width < MARK_ROOM + LEAST_LABEL) return { label: 0, inside: false };
  const wanted = Math.min(labelWidth(set), MOST_LABEL);
  const within = width - MARK_ROOM - GAP;
  if (room >= wanted && within < 2 * wanted) return { label: wanted, inside: false };
  if (within >= wanted) return { label: wanted, inside: true };
  const most = Math.max(room, within);
  return { label: most >= LEAST_LABEL ? most : 0, inside: within > room };
}

/** The ranges in which even bars without names would find no row. */
function crowded(sets: readonly PlacedSet[], mostRows: number, right: number): SetCluster[] {
  const ends = Array.from({ length: mostRows }, () => -Infinity);
  const starts: number[] = [];
  for (const { x, width } of sets) {
    const row = ends.findIndex((end) => x >= end + GAP);
    if (row === -1) starts.push(x - CLUSTER_WIDTH / 2);
    else ends[row] = x + width;
  }
  const clusters: { sets: SetBar[]; x: number; width: number }[] = [];
  for (const start of starts) {
    const last = clusters.at(-1);
    if (last !== undefined && start < last.x + CLUSTER_WIDTH / 2 + GAP) continue;
    const x = Math.max(start, sets[0]?.x ?? 0, (last?.x ?? -Infinity) + CLUSTER_WIDTH + GAP);
    // At the right edge there is room for a whole mark; otherwise the previous one takes the rest.
    const room = right - x - 1;
    if (room >= CLUSTER_WIDTH) clusters.push({ sets: [], x, width: CLUSTER_WIDTH });
    else if (last !== undefined && right - 1 - CLUSTER_WIDTH < last.x + last.width + GAP)
      last.width = right - 1 - last.x;
    else clusters.push({ sets: [], x: right - 1 - CLUSTER_WIDTH, width: CLUSTER_WIDTH });
  }
  for (const placed of sets) clusters.find((cluster) => holds(cluster, placed))?.sets.push(placed.set);
  return clusters.filter(({ sets: members }) => members.length > 0);
}
