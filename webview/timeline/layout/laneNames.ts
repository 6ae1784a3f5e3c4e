import type { Lane } from '../../../src/core/timeline/picture';
import { formatCount } from '../../../src/core/ground/sizes';
import { type LaneLayout, type Layout, WAL_HEIGHT } from './layout';
import { cut, type Measure, type Shape } from './shapes';
import { segments, t } from '../data/words';

const LINE = 15;
const PAD = 8;
const SMALL = { small: true } as const;

/** The name of a timeline, its content and its origin: at the left, on more lines if there is less room. */
export function laneNames(laid: LaneLayout, { gutter }: Layout, measure: Measure): Shape[] {
  const { lane, top, walTop, height } = laid;
  const x = gutter < 150 ? PAD : 14;
  const room = gutter - x - 6;
  const facts = [...wrapped(contentOf(lane), room, measure), ...wrapped(originOf(lane), room, measure)];
  const lines = facts.slice(0, Math.max(1, Math.floor((height - PAD) / LINE) - 1));
  // Beside the WAL, but not below the lane.
  const first = Math.min(walTop + WAL_HEIGHT / 2 - 9, top + height - PAD - lines.length * LINE);
  return [
    { kind: 'line', points: [0, top + height, 1e5, top + height], stroke: 'grid', opacity: 0.6 },
    {
      kind: 'text',
      x,
      y: first,
      text: cut(t('Timeline {0}', lane.timeline), room, measure, { bold: true }),
      role: 'foreground',
      bold: true,
    },
    ...lines.map((text, index): Shape => {
      return { kind: 'text', x, y: first + 1 + (index + 1) * LINE, text, role: 'dim', ...SMALL };
    }),
  ];
}

/** A text on one line if it fits, otherwise its parts, a line each. */
interface WrappedText {
  readonly whole: string;
  readonly parts: readonly string[];
}

function wrapped({ whole, parts }: WrappedText, room: number, measure: Measure): string[] {
  if (whole === '') return [];
  if (measure(whole, SMALL) <= room) return [whole];
  return parts.map((part) => cut(part, room, measure, SMALL)).filter((part) => part !== '');
}

function contentOf({ runs, gaps }: Lane): WrappedText {
  let whole = 0;
  for (let at = 0; at < runs.length; at += 3)
    if ((runs[at + 2] ?? 0) <= 1) whole += (runs[at + 1] ?? 0) - (runs[at] ?? 0) + 1;
  const parts = [segments(whole)];
  if (gaps.length > 0) parts.push(gaps.length === 1 ? t('1 gap') : t('{0} gaps', formatCount(gaps.length)));
  return { whole: parts.join(' · '), parts };
}

function originOf({ parent, forkLsn }: Lane): WrappedText {
  if (parent === null) return { whole: '', parts: [] };
  if (forkLsn === null) {
    const whole = t('forked off timeline {0}', parent);
    return { whole, parts: [t('forked off {0}', parent)] };
  }
  return {
    whole: t('forked off {0} at {1}', parent, forkLsn),
    parts: [t('forked off {0}', parent), t('at {0}', forkLsn)],
  };
}
