import type { Band } from '../../src/core/timeline/picture';
import { bandSpan } from './describe';
import type { LaneLayout, Layout } from './layout';
import { BAND_HEIGHT, GUTTER } from './layout';
import type { Measure, Role, Shape } from './shapes';
import { cut, LEAST_ROOM } from './shapes';
import { t } from './words';

/** The edges of a band in pixels, on its own timeline only: what lies before the fork is drawn on the parent. */
export function bandEdges(
  band: Band,
  { lane, toX }: LaneLayout,
  layout: Layout,
): { left: number; right: number } | undefined {
  const left = toX(Math.max(band.from, lane.fork ?? 0));
  const right = Math.max(toX(band.to), left + 3);
  if (band.to < (lane.fork ?? 0) || right < GUTTER || left > layout.width) return undefined;
  return { left: Math.max(left, GUTTER), right: Math.min(right, layout.width) };
}

/** Which moments can be recovered to: whole where records prove it, hollow where only names say so. */
export function bandShapes(laid: LaneLayout, layout: Layout, measure: Measure): Shape[] {
  const { lane, bandsTop } = laid;
  let free = GUTTER;
  return lane.bands.flatMap((band, index): Shape[] => {
    const edges = bandEdges(band, laid, layout);
    if (edges === undefined) return [];
    const next = lane.bands.slice(index + 1).find(({ proven }) => proven === band.proven);
    const nextLeft =
      next === undefined ? layout.width : (bandEdges(next, laid, layout)?.left ?? layout.width);
    const x = Math.max(edges.left, free);
    const room = nextLeft - x - 8;
    const style = { small: true };
    // Words are made only where they have room: to write a date takes long.
    const { words, role } = room < LEAST_ROOM ? NOTHING : wordsOf(band);
    const label = cut(words, room, measure, style);
    if (label !== '') free = x + measure(label, style) + 10;
    return [
      bar(band, edges, bandsTop),
      ...endShapes(band, edges.right, bandsTop, layout),
      ...(label === ''
        ? []
        : [
            backdrop(x, bandsTop + 20, measure(label, style)),
            { kind: 'text', x: x + 1, y: bandsTop + 20, text: label, role, small: true } as const,
          ]),
    ];
  });
}

/** Behind a label, so that the line of a fork does not run through it. */
function backdrop(x: number, y: number, width: number): Shape {
  return {
    kind: 'rect',
    x: x - 1,
    y: y - 7,
    w: width + 4,
    h: 14,
    fill: { role: 'background', opacity: 0.9 },
  };
}

const NOTHING = { words: '', role: 'dim' } as const;

function wordsOf(band: Band): { words: string; role: Role } {
  if (!band.proven) return { words: t('{0} by names, not proven', bandSpan(band)), role: 'dim' };
  return { words: bandSpan(band), role: 'foreground' };
}

function bar(band: Band, { left, right }: { left: number; right: number }, y: number): Shape {
  const rect = { kind: 'rect', x: left, y, w: right - left, h: BAND_HEIGHT, radius: 4 } as const;
  return band.proven
    ? { ...rect, fill: { role: 'recoverable' } }
    : { ...rect, fill: { role: 'expected', opacity: 0.1 }, stroke: 'expected', dashed: true };
}

/** How a band ends: a post where the WAL ends, a cross where something stands in the way. */
function endShapes({ endsAt, proven }: Band, x: number, y: number, layout: Layout): Shape[] {
  if (x >= layout.width) return [];
  const middle = y + BAND_HEIGHT / 2;
  if (endsAt === 'end') {
    const stroke = proven ? 'recoverable' : 'expected';
    return [{ kind: 'line', points: [x, y - 4, x, y + BAND_HEIGHT + 4], stroke, width: 2 }];
  }
  const at = x + 8;
  const r = 4;
  return [
    { kind: 'line', points: [at - r, middle - r, at + r, middle + r], stroke: 'missing', width: 2 },
    { kind: 'line', points: [at - r, middle + r, at + r, middle - r], stroke: 'missing', width: 2 },
  ];
}
