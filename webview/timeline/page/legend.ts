import { type Verdict, VERDICTS, isProven } from '../../../src/core/model/verdict';
import { type Picture, WAL_STATES, type WalState } from '../../../src/core/timeline/picture';
import { stateWord, verdictWord } from '../data/describe';
import { el } from '../draw/dom';
import { STATE_FILLS, VERDICT_GLYPHS } from '../layout/marks';
import { CanvasPainter } from '../draw/paintCanvas';
import type { Fill, RectShape, Shape } from '../layout/shapes';
import type { Theme } from '../draw/themeColors';
import { t } from '../data/words';

const WIDTH = 26;
const HEIGHT = 12;

/** The meaning of the marks that occur; each sample is drawn by the same code as the picture. */
export function legend(theme: Theme, picture: Picture): HTMLElement {
  const { lanes, sets } = picture;
  const states = new Set(lanes.flatMap(({ runs }) => runs.filter((_, index) => index % 3 === 2)));
  const verdicts = new Set(sets.map(({ verdict }) => verdict));
  const bands = lanes.flatMap((lane) => lane.bands);
  const samples: (readonly [readonly Shape[], string])[] = [
    ...WAL_STATES.filter((_, index) => states.has(index)).map(
      (state) => [stateSample(state), stateWord(state)] as const,
    ),
    ...(bands.some(({ proven }) => proven)
      ? [[[band({ role: 'recoverable' })], t('recoverable, every record read')] as const]
      : []),
    ...(bands.some(({ proven }) => !proven)
      ? [
          [
            [{ ...band({ role: 'expected', opacity: 0.1 }), ...HOLLOW }],
            t('continuous by file name, not verified'),
          ] as const,
        ]
      : []),
    ...VERDICTS.toReversed()
      .filter((verdict) => verdicts.has(verdict))
      .map((verdict) => [verdictSample(verdict), t('backup: {0}', verdictWord(verdict))] as const),
  ];
  const entries = samples.map(([shapes, text]) => entry(shapes, text, theme));
  return el('ul', { class: 'legend', attributes: { 'aria-label': t('Legend') } }, entries);
}

const HOLLOW = { stroke: 'expected', dashed: true } as const;

function band(fill: Fill): RectShape {
  return { kind: 'rect', x: 0, y: 2, w: WIDTH, h: 8, radius: 4, fill };
}

function stateSample(state: WalState): Shape[] {
  const { role, hatchRole } = STATE_FILLS[state];
  const edge = state === 'present' ? {} : { stroke: hatchRole ?? role };
  return [{ kind: 'rect', x: 0, y: 0, w: WIDTH, h: HEIGHT, fill: STATE_FILLS[state], ...edge }];
}

function verdictSample(verdict: Verdict): Shape[] {
  const solid = isProven(verdict);
  const box = { x: 5, y: 0, w: 16, h: HEIGHT, radius: 3 };
  return [
    { kind: 'rect', ...box, fill: { role: verdict, opacity: solid ? 1 : 0.28 }, stroke: verdict },
    {
      kind: 'text',
      x: 13,
      y: HEIGHT / 2,
      text: VERDICT_GLYPHS[verdict],
      role: solid ? 'onMark' : 'foreground',
      bold: true,
      small: true,
      anchor: 'middle',
    },
  ];
}

function entry(shapes: readonly Shape[], text: string, theme: Theme): HTMLElement {
  const canvas = el('canvas', { attributes: { 'aria-hidden': 'true' } });
  const ratio = window.devicePixelRatio;
  canvas.width = WIDTH * ratio;
  canvas.height = HEIGHT * ratio;
  canvas.style.width = `${String(WIDTH)}px`;
  canvas.style.height = `${String(HEIGHT)}px`;
  const context = canvas.getContext('2d');
  if (context !== null) {
    context.scale(ratio, ratio);
    new CanvasPainter(context, theme).paint(shapes);
  }
  return el('li', {}, [canvas, el('span', { text })]);
}
