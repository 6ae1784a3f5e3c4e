import type { Layout } from './layout';
import { AXIS_HEIGHT, GUTTER } from './layout';
import type { SceneInput } from './scene';
import type { Shape } from './shapes';
import type { Tick } from './ticks';
import { lsnTicks, timeTicks } from './ticks';

const TICK_ROOM = 84;

export interface AxisShown {
  /** Drawn over everything, at the top of what is in sight. */
  readonly shapes: readonly Shape[];
  /** Of the marks, for those who hear them. */
  readonly labels: readonly string[];
}

/** The axis with its marks: lines behind the picture, labels on a strip that stays at the top. */
export function axisShapes(
  input: SceneInput,
  layout: Layout,
): { readonly lines: readonly Shape[]; readonly shown: AxisShown } {
  const { scale, view, picture, top } = input;
  const count = Math.max(1, Math.floor(layout.plotWidth / TICK_ROOM));
  const ticks = scale.kind === 'time' ? timeTicks(view, count) : lsnTicks(view, count, picture);
  const perUnit = layout.plotWidth / (view.to - view.from);
  const toX = (tick: Tick): number => GUTTER + (tick.at - view.from) * perUnit;
  const lines = ticks.map((tick): Shape => ({
    kind: 'line',
    points: [toX(tick), top + AXIS_HEIGHT, toX(tick), layout.height],
    stroke: 'grid',
    opacity: tick.major ? 0.9 : 0.45,
  }));
  const strip: Shape = {
    kind: 'rect',
    x: 0,
    y: top,
    w: layout.width,
    h: AXIS_HEIGHT - 6,
    fill: { role: 'background' },
  };
  const edge: Shape = {
    kind: 'line',
    points: [GUTTER, top + AXIS_HEIGHT - 6, layout.width, top + AXIS_HEIGHT - 6],
    stroke: 'grid',
  };
  const labels = ticks.flatMap((tick): Shape[] => {
    const x = toX(tick);
    const nearEdge = x < GUTTER + 24 || x > layout.width - 36;
    const label: Shape = {
      kind: 'text',
      x,
      y: top + 14,
      text: tick.label,
      role: tick.major ? 'foreground' : 'dim',
      bold: tick.major,
      anchor: 'middle',
      small: true,
    };
    const notch: Shape = {
      kind: 'line',
      points: [x, top + AXIS_HEIGHT - 11, x, top + AXIS_HEIGHT - 6],
      stroke: 'dim',
    };
    return nearEdge ? [notch] : [notch, label];
  });
  return { lines, shown: { shapes: [strip, edge, ...labels], labels: ticks.map(({ label }) => label) } };
}
