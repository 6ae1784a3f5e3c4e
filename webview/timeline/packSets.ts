import type { SetBar } from '../../src/core/timeline/picture';

/** A bar as wide as it is drawn. */
export interface PlacedSet {
  readonly set: SetBar;
  readonly x: number;
  readonly width: number;
}

/** A bar in a row; `label` says whether there is room for its name, and how much. */
export interface PackedSet extends PlacedSet {
  readonly row: number;
  readonly label: number;
}

/** Sets that have no room of their own, in one mark. */
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
const CLUSTER_WIDTH = 40;
/** Less than this of a name tells nothing. */
const LEAST_LABEL = 36;
const MOST_LABEL = 220;

/**
 * Puts bars into rows, in the order of their places: with its name where there is room, without where there is not, and
 * what has no room at all into a mark with its neighbours, in a row of its own. Every bar is in exactly one of them.
 *
 * @param sets by their left edge, ascending
 * @param width the right edge, in pixels
 * @param labelWidth pixels that a name takes
 */
export function packSets(
  sets: readonly PlacedSet[],
  mostRows: number,
  width: number,
  labelWidth: (set: SetBar) => number,
): PackedSets {
  const ends = Array.from({ length: mostRows }, () => -Infinity);
  const bars: PackedSet[] = [];
  const rest: PlacedSet[] = [];
  sets.forEach((placed, index) => {
    const row = ends.findIndex((end) => placed.x >= end + GAP);
    if (row === -1) {
      rest.push(placed);
      return;
    }
    // A name may take what its neighbours on the right do not need: as many of them as there are rows left.
    const rows = mostRows - row;
    const next = sets[index + rows]?.x ?? width;
    const room = next - (placed.x + placed.width) - 2 * GAP;
    const label = roomForLabel(room, placed.set, labelWidth);
    ends[row] = placed.x + placed.width + label + (label > 0 ? GAP : 0);
    bars.push({ ...placed, row, label });
  });
  const used = bars.reduce((most, { row }) => Math.max(most, row + 1), 0);
  const clusters = cluster(rest);
  return { rows: used + (clusters.length > 0 ? 1 : 0), bars, clusters };
}

/** Names are measured only where there is room at all: a thousand take long. */
function roomForLabel(room: number, set: SetBar, labelWidth: (set: SetBar) => number): number {
  if (room < GAP) return 0;
  const wanted = Math.min(labelWidth(set), MOST_LABEL);
  return room >= wanted ? wanted : room >= LEAST_LABEL ? room : 0;
}

function cluster(rest: readonly PlacedSet[]): SetCluster[] {
  const clusters: { sets: SetBar[]; x: number; width: number }[] = [];
  for (const { set, x } of rest) {
    const last = clusters.at(-1);
    if (last !== undefined && x < last.x + CLUSTER_WIDTH + GAP) last.sets.push(set);
    else clusters.push({ sets: [set], x, width: CLUSTER_WIDTH });
  }
  return clusters;
}
