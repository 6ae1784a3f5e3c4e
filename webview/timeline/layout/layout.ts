import type { Lane, Picture, SetBar, SetSpan } from '../../../src/core/timeline/picture';
import { type PackedSets, packSets, type PlacedSet } from './packSets';
import type { Scale } from '../data/scale';
import type { Measure } from './shapes';
import type { View } from '../data/view';

/** Room for the names of the timelines: a share of the width, within readable bounds. */
const GUTTER_SHARE = 0.27;
const LEAST_GUTTER = 104;
const MOST_GUTTER = 176;
export const AXIS_HEIGHT = 40;
export const WAL_HEIGHT = 22;
export const SET_HEIGHT = 20;
export const ROW_HEIGHT = 25;
export const BAND_HEIGHT = 9;
const POINT_HEIGHT = 20;
const LANE_PAD = 14;
const BAND_ROOM = 32;
const MOST_SET_ROWS = 4;
/** A backup of a few seconds must still be wide enough for the mouse. */
const LEAST_BAR = 18;

/** Where the parts of a timeline are, in pixels from the top of the picture. */
export interface LaneLayout {
  readonly lane: Lane;
  readonly top: number;
  readonly height: number;
  readonly setsTop: number;
  readonly pointsTop: number;
  readonly walTop: number;
  readonly bandsTop: number;
  readonly sets: PackedSets;
  readonly toX: (at: number) => number;
  readonly toPosition: (x: number) => number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Where the WAL begins; the part to the left belongs to the names of the timelines. */
  readonly gutter: number;
  readonly plotWidth: number;
  readonly lanes: readonly LaneLayout[];
}

/** The part of a set that is drawn on a timeline. */
export function spanOn({ spans }: SetBar, timeline: number): SetSpan | undefined {
  return spans.find((span) => span.timeline === timeline);
}

/** Width of the names of the timelines in a picture of a width. */
function gutterOf(width: number): number {
  return Math.min(Math.max(Math.round(width * GUTTER_SHARE), LEAST_GUTTER), MOST_GUTTER);
}

/** Computes the layout of a picture. x counts from the left edge, names of the timelines included. */
export function layOut(picture: Picture, scale: Scale, view: View, width: number, measure: Measure): Layout {
  const gutter = gutterOf(width);
  const plotWidth = Math.max(40, width - gutter);
  const perUnit = plotWidth / (view.to - view.from);
  const lanes: LaneLayout[] = [];
  let top = AXIS_HEIGHT;
  for (const lane of picture.lanes) {
    const { toAxis, toPosition } = scale.lane(lane.timeline);
    const toX = (at: number): number => gutter + (toAxis(at) - view.from) * perUnit;
    const fromX = (x: number): number => toPosition(view.from + (x - gutter) / perUnit);
    const sets = packSets(visibleSets(picture, lane, toX, { gutter, width }), MOST_SET_ROWS, width, (set) =>
      Math.ceil(measure(set.title)),
    );
    const laid = placeLane(lane, top, sets);
    lanes.push({ ...laid, toX, toPosition: fromX });
    top += laid.height;
  }
  return { width, height: top + LANE_PAD, gutter, plotWidth, lanes };
}

function placeLane(lane: Lane, top: number, sets: PackedSets): Omit<LaneLayout, 'toX' | 'toPosition'> {
  const setsTop = top + LANE_PAD;
  const pointsTop = setsTop + sets.rows * ROW_HEIGHT;
  const walTop = pointsTop + (lane.points.length > 0 ? POINT_HEIGHT : 4);
  const bandsTop = walTop + WAL_HEIGHT + 6;
  const height = bandsTop + (lane.bands.length > 0 ? BAND_ROOM : 4) + LANE_PAD - top;
  return { lane, top, height, setsTop, pointsTop, walTop, bandsTop, sets };
}

/** The bars that are at least partly visible, by their left edge; each is on every timeline that it passes. */
function visibleSets(
  picture: Picture,
  { timeline }: Lane,
  toX: (at: number) => number,
  { gutter, width }: { readonly gutter: number; readonly width: number },
): PlacedSet[] {
  const placed: PlacedSet[] = [];
  for (const { set, span } of setsOn(picture, timeline)) {
    const left = toX(span.from);
    if (left > width) break;
    const right = Math.max(toX(span.to), left + LEAST_BAR);
    if (right < gutter) continue;
    const x = Math.max(left, gutter + 1);
    placed.push({ set, x, width: Math.min(right, width - 1) - x });
  }
  return placed.sort((a, b) => a.x - b.x);
}

type SetsOfTimelines = ReadonlyMap<number, readonly { readonly set: SetBar; readonly span: SetSpan }[]>;

const sorted = new WeakMap<Picture['sets'], SetsOfTimelines>();

/** The sets of a timeline by their start: sorted once for each picture, because every frame needs them. */
function setsOn({ sets }: Picture, timeline: number): readonly { set: SetBar; span: SetSpan }[] {
  const known = sorted.get(sets) ?? byTimeline(sets);
  sorted.set(sets, known);
  return known.get(timeline) ?? [];
}

function byTimeline(sets: Picture['sets']): SetsOfTimelines {
  const found = new Map<number, { set: SetBar; span: SetSpan }[]>();
  for (const set of sets) {
    for (const { timeline } of set.spans) {
      const span = spanOn(set, timeline);
      const list = found.get(timeline) ?? [];
      found.set(timeline, list);
      if (span !== undefined && list.at(-1)?.set !== set) list.push({ set, span });
    }
  }
  for (const list of found.values()) list.sort((a, b) => a.span.from - b.span.from);
  return found;
}
