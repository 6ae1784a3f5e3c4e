import { axisShapes, type AxisShown } from './axisShapes';
import { bandShapes } from './bandShapes';
import { type Item, itemsOf } from './items';
import { laneNames } from './laneNames';
import { type LaneLayout, type Layout, layOut, spanOn, WAL_HEIGHT } from './layout';
import { setShapes } from './setShapes';
import type { Shape } from './shapes';
import { walShapes } from './walShapes';
import type { SceneInput } from './sceneInput';

export interface Scene {
  /** The scope of the picture. */
  readonly scope: string;
  readonly layout: Layout;
  readonly shapes: readonly Shape[];
  /** The items, lane by lane, from left to right. */
  readonly items: readonly Item[];
  readonly axis: AxisShown;
}

/** Builds everything that is to be drawn, as data. */
export function buildScene(input: SceneInput): Scene {
  const { picture, scale, view, width, measure, top, bottom } = input;
  const layout = layOut(picture, scale, view, width, measure);
  const seen = layout.lanes.filter((lane) => lane.top < bottom && lane.top + lane.height > top);
  const axis = axisShapes(input, layout);
  const shapes = [
    ...axis.lines,
    ...layout.lanes.flatMap((lane) => forkShapes(lane, layout)),
    ...seen.flatMap((lane) => [
      ...laneNames(lane, layout, measure),
      ...setShapes(lane, layout, measure),
      ...walShapes(lane, layout, scale),
      ...bandShapes(lane, layout, measure),
      ...selectionShapes(lane, input, layout),
    ]),
    ...layout.lanes.flatMap((lane) => forkNodes(lane, layout)),
  ];
  const items = seen.flatMap((lane) => itemsOf(lane, layout, picture));
  return { scope: picture.scope, layout, shapes, items, axis: axis.shown };
}

/** The WAL that the selected backup needs. */
function selectionShapes(
  { lane, toX, walTop }: LaneLayout,
  { picture, selected }: SceneInput,
  { gutter, width }: Layout,
): Shape[] {
  const set = picture.sets.find(({ id }) => selected?.startsWith(`set:${id}:`) === true);
  const span = set === undefined ? undefined : spanOn(set, lane.timeline);
  if (span === undefined) return [];
  const left = Math.max(gutter, toX(Math.floor(span.from)));
  const right = Math.min(width, toX(Math.ceil(span.to)));
  if (right <= left) return [];
  const frame = { x: left - 1, y: walTop - 3, w: right - left + 2, h: WAL_HEIGHT + 6, radius: 3 };
  return [
    { kind: 'rect', ...frame, stroke: 'selection' },
    {
      kind: 'rect',
      ...frame,
      x: left - 2,
      w: right - left + 4,
      y: walTop - 4,
      h: WAL_HEIGHT + 8,
      stroke: 'selection',
    },
  ];
}

/**
 * Lines from the parent's WAL down to the beginning of a timeline: at the exact location, also if two switches share a
 * segment.
 */
function forkShapes(child: LaneLayout, layout: Layout): Shape[] {
  const fork = forkOf(child, layout);
  if (fork === undefined) return [];
  const { x, start, end } = fork;
  return [
    { kind: 'line', points: [x, start, x, end], stroke: 'foreground', width: 1.5 },
    { kind: 'line', points: [x, end, x + 7, end], stroke: 'foreground', width: 1.5 },
  ];
}

/** Nodes on the WAL of the parent, over everything that is drawn there. */
function forkNodes(child: LaneLayout, layout: Layout): Shape[] {
  const fork = forkOf(child, layout);
  if (fork === undefined) return [];
  const { x, start, end } = fork;
  const node = { w: 8, h: 8, radius: 4, fill: { role: 'background' }, stroke: 'foreground' } as const;
  return [
    { kind: 'line', points: [x, start, x, start + WAL_HEIGHT / 2], stroke: 'onMark', width: 1.5 },
    { kind: 'rect', x: x - 4, y: start - 4, ...node },
    { kind: 'rect', x: x - 2, y: end - 2, w: 4, h: 4, radius: 2, fill: { role: 'foreground' } },
  ];
}

function forkOf(
  child: LaneLayout,
  layout: Layout,
): { readonly x: number; readonly start: number; readonly end: number } | undefined {
  const { parent, fork } = child.lane;
  const from = layout.lanes.find(({ lane }) => lane.timeline === parent);
  if (fork === null || from === undefined) return undefined;
  const x = child.toX(fork);
  if (x < layout.gutter || x > layout.width) return undefined;
  return { x, start: from.walTop + WAL_HEIGHT / 2, end: child.walTop + WAL_HEIGHT / 2 };
}
