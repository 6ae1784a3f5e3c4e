import type { Band } from '../../../src/core/timeline/picture';
import { bandLabels } from './bandLabels';
import { BAND_HEIGHT, type LaneLayout, type Layout } from './layout';
import type { Measure, Shape } from './shapes';

/** The edges of a band in pixels, on its own timeline only: the part before the fork is drawn on the parent. */
export function bandEdges(
  band: Band,
  { lane, toX }: LaneLayout,
  layout: Layout,
): { left: number; right: number } | undefined {
  const left = toX(Math.max(band.from, lane.fork ?? 0));
  const right = Math.max(toX(band.to), left + 3);
  if (band.to < (lane.fork ?? 0) || right < layout.gutter || left > layout.width) return undefined;
  return { left: Math.max(left, layout.gutter), right: Math.min(right, layout.width) };
}

/** The recoverable times: filled if records prove them, hollow if only names suggest them. */
export function bandShapes(laid: LaneLayout, layout: Layout, measure: Measure): Shape[] {
  const { bandsTop } = laid;
  const drawn = laid.lane.bands.flatMap((band) => {
    const edges = bandEdges(band, laid, layout);
    return edges === undefined ? [] : [{ band, edges }];
  });
  const marks = drawn.flatMap(({ band, edges }) => [
    bar(band, edges, bandsTop),
    ...endShapes(band, edges.right, bandsTop, layout),
  ]);
  return [...marks, ...bandLabels(drawn, bandsTop + 20, layout, measure)];
}

function bar(band: Band, { left, right }: { left: number; right: number }, y: number): Shape {
  const rect = { kind: 'rect', x: left, y, w: right - left, h: BAND_HEIGHT, radius: 4 } as const;
  return band.proven
    ? { ...rect, fill: { role: 'recoverable' } }
    : { ...rect, fill: { role: 'expected', opacity: 0.1 }, stroke: 'expected', dashed: true };
}

/** The end of a band: a post if the WAL ends, a cross if something prevents further recovery. */
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
