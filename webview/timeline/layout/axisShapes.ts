import { AXIS_HEIGHT, type Layout } from './layout';
import type { SceneInput } from './sceneInput';
import type { Shape } from './shapes';
import { lsnTicks, type Tick, timeTicks } from './ticks';

const TICK_ROOM = 84;

export interface AxisShown {
  /** Drawn over everything, at the top of the visible part. */
  readonly shapes: readonly Shape[];
  /** Labels of the ticks, for screen readers. */
  readonly labels: readonly string[];
}

/** The axis with its ticks: lines behind the picture, labels on a strip that stays at the top. */
export function axisShapes(
  input: SceneInput,
  layout: Layout,
): { readonly lines: readonly Shape[]; readonly shown: AxisShown } {
  const { scale, view, picture, top } = input;
  const count = Math.max(1, Math.floor(layout.plotWidth / TICK_ROOM));
  const ticks = scale.kind === 'time' ? timeTicks(view, count) : lsnTicks(view, count, picture);
  const perUnit = layout.plotWidth / (view.to - view.from);
  const toX = (tick: Tick): number => layout.gutter + (tick.at - view.from) * perUnit;
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
    points: [layout.gutter, top + AXIS_HEIGHT - 6, layout.width, top + AXIS_HEIGHT - 6],
    stroke: 'grid',
  };
  const labels = [...ticks.map((tick) => notch(toX(tick), top)), ...labelShapes(ticks, toX, input)];
  return { lines, shown: { shapes: [strip, edge, ...labels], labels: ticks.map(({ label }) => label) } };
}

function notch(x: number, top: number): Shape {
  return {
    kind: 'line',
    points: [x, top + AXIS_HEIGHT - 11, x, top + AXIS_HEIGHT - 6],
    stroke: 'dim',
  };
}

/** A label may extend to the left, over the names of the timelines; at the right edge it ends there. */
function labelShapes(
  ticks: readonly Tick[],
  toX: (tick: Tick) => number,
  { top, width, measure }: SceneInput,
): Shape[] {
  let free = 4;
  return ticks.flatMap((tick): Shape[] => {
    const style = { bold: tick.major, small: true };
    const half = measure(tick.label, style) / 2;
    const x = Math.min(toX(tick), width - half - 4);
    if (x - half < free) return [];
    free = x + half + 8;
    const role = tick.major ? 'foreground' : 'dim';
    return [{ kind: 'text', x, y: top + 14, text: tick.label, role, anchor: 'middle', ...style }];
  });
}
