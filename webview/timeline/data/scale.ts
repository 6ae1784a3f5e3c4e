import type { Knot, Lane, Picture } from '../../../src/core/timeline/picture';
import type { Limits } from './view';

export type AxisKind = 'lsn' | 'time';

/** The evidence for a position on the time axis: read there, between two that were read, or none. */
export type Known = 'read' | 'between' | 'nowhere';

/** Maps the positions of one timeline to the axis and back. Both directions rise. */
export interface LaneScale {
  readonly toAxis: (at: number) => number;
  readonly toPosition: (axis: number) => number;
  readonly known: (at: number) => Known;
  /** Ranges of WAL without any known time: drawn, but not to scale. */
  readonly nowhere: readonly (readonly [from: number, to: number])[];
}

/** The axis of a picture. */
export interface Scale {
  readonly kind: AxisKind;
  readonly limits: Limits;
  readonly lane: (timeline: number) => LaneScale;
  /** How many times were read, on which a time axis is based. */
  readonly knots: number;
}

/** The share of the known time that a range without times gets, so that it is visible. */
const PAD_SHARE = 0.05;
const LEAST_PAD_MS = 1000;

const SAME: LaneScale = {
  toAxis: (at) => at,
  toPosition: (axis) => axis,
  known: () => 'read',
  nowhere: [],
};

/** Whether any time was read: without one there is no time axis. */
export function hasTimes({ lanes }: Picture): boolean {
  return lanes.some(({ knots }) => knots.length > 0);
}

/** The axis by time, if any was read. */
export function timesOf(picture: Picture): Scale | undefined {
  return hasTimes(picture) ? scaleOf(picture, 'time') : undefined;
}

/** The axis by WAL location, in segments; or by time in milliseconds, if times were read. */
export function scaleOf(picture: Picture, kind: AxisKind): Scale {
  const { lanes } = picture;
  if (kind === 'time' && hasTimes(picture)) return timeScale(lanes);
  const from = Math.min(...lanes.map(({ first }) => first));
  const to = Math.max(...lanes.map(({ last }) => last));
  const limits = Number.isFinite(from) ? { from, to, least: 1 } : { from: 0, to: 1, least: 1 };
  return { kind: 'lsn', limits, lane: () => SAME, knots: 0 };
}

function timeScale(lanes: readonly Lane[]): Scale {
  const times = lanes.flatMap(({ knots }) => knots.map(({ ms }) => ms));
  const first = times.reduce((a, b) => Math.min(a, b), Infinity);
  const last = times.reduce((a, b) => Math.max(a, b), -Infinity);
  const pad = Math.max((last - first) * PAD_SHARE, LEAST_PAD_MS);
  const scales = new Map(lanes.map((lane) => [lane.timeline, laneScale(lane, pad, first, last)]));
  return {
    kind: 'time',
    limits: { from: first - pad, to: last + pad, least: 1000 },
    lane: (timeline) => scales.get(timeline) ?? SAME,
    knots: new Set(times).size,
  };
}

function laneScale(lane: Lane, pad: number, firstMs: number, lastMs: number): LaneScale {
  const { knots } = lane;
  const head = knots[0];
  const tail = knots.at(-1);
  if (head === undefined || tail === undefined) {
    const line = [
      { at: lane.first, ms: firstMs },
      { at: Math.max(lane.last, lane.first + 1), ms: lastMs },
    ];
    return interpolation(line, () => 'nowhere', [[lane.first, lane.last]]);
  }
  const begin = Math.min(lane.fork ?? lane.first, lane.first);
  const line: Knot[] = [
    ...(begin < head.at ? [{ at: begin, ms: head.ms - pad }] : []),
    ...knots,
    ...(lane.last > tail.at ? [{ at: lane.last, ms: tail.ms + pad }] : []),
  ];
  const exact = new Set(knots.map(({ at }) => at));
  const known = (at: number): Known =>
    at < head.at || at > tail.at ? 'nowhere' : exact.has(at) ? 'read' : 'between';
  return interpolation(line, known, [
    ...(begin < head.at ? [[begin, head.at] as const] : []),
    ...(lane.last > tail.at ? [[tail.at, lane.last] as const] : []),
  ]);
}

function interpolation(
  line: readonly Knot[],
  known: LaneScale['known'],
  nowhere: LaneScale['nowhere'],
): LaneScale {
  const places = line.map(({ at }) => at);
  const times = line.map(({ ms }) => ms);
  return {
    toAxis: (at) => between(places, times, at),
    toPosition: (axis) => between(times, places, axis),
    known,
    nowhere,
  };
}

/** Linear between the points; beyond them the value of the outermost. Both lists rise. */
function between(from: readonly number[], to: readonly number[], value: number): number {
  let low = 0;
  let high = from.length - 1;
  if (value <= (from[0] ?? 0)) return to[0] ?? 0;
  if (value >= (from[high] ?? 0)) return to[high] ?? 0;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((from[middle] ?? 0) <= value) low = middle;
    else high = middle;
  }
  const [a = 0, b = 0, c = 0, d = 0] = [from[low], from[high], to[low], to[high]];
  return b === a ? c : c + ((value - a) / (b - a)) * (d - c);
}
