import { columnsOf } from '../data/aggregate';
import { type LaneLayout, type Layout, WAL_HEIGHT } from './layout';
import { isTrouble, STATE_FILLS, statesOf } from './marks';
import type { Scale } from '../data/scale';
import type { Shape } from './shapes';

/** A narrower bar shows no pattern: it then extends above and below the others if it stops recovery. */
const HAIR = 4;
const SPIKE = 4;

/** The WAL of a timeline, one pixel column at a time. */
export function walShapes(laid: LaneLayout, layout: Layout, scale: Scale): Shape[] {
  const { lane, toX, toPosition, walTop } = laid;
  const seen = { from: toPosition(layout.gutter) - 1, to: toPosition(layout.width) + 1 };
  const columns = columnsOf(lane.runs, layout.plotWidth, seen, (at) => toX(at) - layout.gutter);
  const shapes: Shape[] = [];
  for (const { from, to, mask } of columns) {
    const states = statesOf(mask);
    const worst = states.at(-1);
    if (worst === undefined) continue;
    const x = from + layout.gutter;
    const w = to - from;
    const base = { kind: 'rect', x, y: walTop, w, h: WAL_HEIGHT } as const;
    if (!isTrouble(worst)) {
      shapes.push({ ...base, fill: STATE_FILLS[worst] });
      continue;
    }
    const well = states.findLast((state) => !isTrouble(state));
    if (well !== undefined) shapes.push({ ...base, fill: STATE_FILLS[well] });
    const { hatchRole, role } = STATE_FILLS[worst];
    // Beside good WAL in the same column it is a spike; a longer one takes half of the height.
    if (w < HAIR)
      shapes.push({
        ...base,
        y: walTop - SPIKE,
        h: WAL_HEIGHT + 2 * SPIKE,
        fill: { role: hatchRole ?? role },
      });
    else if (well !== undefined)
      shapes.push({ ...base, y: walTop - SPIKE, h: WAL_HEIGHT / 2, fill: { role: hatchRole ?? role } });
    else shapes.push({ ...base, fill: STATE_FILLS[worst], stroke: hatchRole ?? role, dashed: true });
  }
  return [...shapes, ...nowhereShapes(laid, layout, scale), ...knotShapes(laid, layout, scale)];
}

/** A dotted line under WAL without known times: the axis is not to scale there. */
function nowhereShapes({ lane, toX, walTop }: LaneLayout, layout: Layout, scale: Scale): Shape[] {
  if (scale.kind !== 'time') return [];
  return scale.lane(lane.timeline).nowhere.flatMap(([from, to]): Shape[] => {
    const left = Math.max(layout.gutter, toX(from));
    const right = Math.min(layout.width, toX(to));
    if (right - left < 2) return [];
    const rect = { x: left, y: walTop, w: right - left, h: WAL_HEIGHT };
    return [
      { kind: 'rect', ...rect, fill: { role: 'background', opacity: 0.55, hatch: 'dots', hatchRole: 'dim' } },
    ];
  });
}

/** The positions whose time was read; between them the axis is an estimate. */
function knotShapes({ lane, toX, walTop }: LaneLayout, layout: Layout, scale: Scale): Shape[] {
  if (scale.kind !== 'time') return [];
  const shapes: Shape[] = [];
  let last = -Infinity;
  for (const { at } of lane.knots) {
    const x = toX(at);
    if (x < layout.gutter || x > layout.width || x - last < 3 || at < (lane.fork ?? 0)) continue;
    last = x;
    shapes.push({
      kind: 'line',
      points: [x, walTop + WAL_HEIGHT - 5, x, walTop + WAL_HEIGHT],
      stroke: 'onMark',
      width: 1.5,
    });
  }
  return shapes;
}
