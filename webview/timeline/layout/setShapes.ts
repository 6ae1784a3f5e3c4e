import { isProven, worstOf } from '../../../src/core/model/verdict';
import { type LaneLayout, type Layout, ROW_HEIGHT, SET_HEIGHT, WAL_HEIGHT } from './layout';
import { VERDICT_GLYPHS } from './marks';
import { MARK_ROOM } from './packSets';
import { backdrop, cutName, type Measure, type Shape } from './shapes';
import { formatCount } from '../../../src/core/ground/sizes';

const DIAMOND = 5;

/** The bars of the backups with verdict and name, the marks of those without room, and the restore points. */
export function setShapes(laid: LaneLayout, layout: Layout, measure: Measure): Shape[] {
  // The lines come first, because none may cross a name.
  return [
    ...stemShapes(laid),
    ...barShapes(laid, measure),
    ...clusterShapes(laid),
    ...pointShapes(laid, layout, measure),
  ];
}

/** Lines from each bar down to the WAL in which it begins. */
function stemShapes({ sets, setsTop, walTop }: LaneLayout): Shape[] {
  return sets.bars.map(({ set, x, row }) => {
    const top = setsTop + row * ROW_HEIGHT + SET_HEIGHT;
    return { kind: 'line', points: [x + 0.5, top, x + 0.5, walTop], stroke: set.verdict, opacity: 0.55 };
  });
}

function barShapes({ sets, setsTop }: LaneLayout, measure: Measure): Shape[] {
  return sets.bars.flatMap(({ set, x, width, row, label, inside }): Shape[] => {
    const role = set.verdict;
    const y = setsTop + row * ROW_HEIGHT;
    const middle = y + SET_HEIGHT / 2;
    const solid = isProven(set.verdict);
    const name = label > 0 ? cutName(set.title, label, measure) : '';
    const nameX = inside ? x + MARK_ROOM + 2 : x + width + 6;
    return [
      ...(name === '' || inside ? [] : [backdrop(nameX, middle, measure(name), SET_HEIGHT - 2)]),
      {
        kind: 'rect',
        x,
        y,
        w: width,
        h: SET_HEIGHT,
        radius: 3,
        fill: { role, opacity: solid ? 1 : 0.28 },
        stroke: role,
        dashed: set.openEnd,
      },
      {
        kind: 'text',
        x: x + MARK_ROOM / 2,
        y: middle,
        text: VERDICT_GLYPHS[role],
        role: solid ? 'onMark' : 'foreground',
        bold: true,
        anchor: 'middle',
      },
      ...(name === ''
        ? []
        : [
            {
              kind: 'text',
              x: nameX,
              y: middle,
              text: name,
              role: inside && solid ? 'onMark' : 'foreground',
            } as const,
          ]),
    ];
  });
}

function clusterShapes({ sets, setsTop }: LaneLayout): Shape[] {
  const y = setsTop + (sets.rows - 1) * ROW_HEIGHT;
  return sets.clusters.flatMap(({ sets: members, x, width }): Shape[] => {
    const role = worstOf(members.map(({ verdict }) => verdict));
    return [
      { kind: 'rect', x, y, w: width, h: SET_HEIGHT, radius: 10, fill: { role, opacity: 0.2 }, stroke: role },
      {
        kind: 'text',
        x: x + width / 2,
        y: y + SET_HEIGHT / 2,
        text: `${VERDICT_GLYPHS[role]} ${formatCount(members.length)}`,
        role: 'foreground',
        small: true,
        anchor: 'middle',
      },
    ];
  });
}

/** A flag on the WAL at each named restore point, with its name if there is room. */
function pointShapes(
  { lane, toX, pointsTop, walTop }: LaneLayout,
  layout: Layout,
  measure: Measure,
): Shape[] {
  const shown = lane.points
    .map((point) => ({ point, x: toX(point.at) }))
    .filter(({ x }) => x >= layout.gutter && x <= layout.width);
  return shown.flatMap(({ point, x }, index): Shape[] => {
    const y = pointsTop + 9;
    const room = Math.min(240, (shown[index + 1]?.x ?? layout.width) - x - 18);
    const name = cutName(point.name, room, measure, { small: true });
    return [
      { kind: 'line', points: [x, y + DIAMOND, x, walTop + WAL_HEIGHT], stroke: 'point', width: 1.5 },
      {
        kind: 'line',
        points: [x, y - DIAMOND, x + DIAMOND, y, x, y + DIAMOND, x - DIAMOND, y, x, y - DIAMOND],
        stroke: 'point',
        width: 2,
      },
      ...(name === ''
        ? []
        : [
            backdrop(x + 10, y, measure(name, { small: true })),
            { kind: 'text', x: x + 10, y, text: name, role: 'foreground', small: true } as const,
          ]),
    ];
  });
}
