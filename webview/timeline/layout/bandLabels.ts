import type { Band } from '../../../src/core/timeline/picture';
import { bandSpan } from '../data/describe';
import type { Layout } from './layout';
import { backdrop, type Measure, type Shape } from './shapes';
import { minutesWithin, t } from '../data/words';

interface Extent {
  readonly left: number;
  readonly right: number;
}

/** A visible band, and its place. */
export interface DrawnBand {
  readonly band: Band;
  readonly edges: Extent;
}

/** In less room no time is readable, because a date needs space. */
const LEAST_ROOM = 60;
const GAP = 8;
const STYLE = { small: true } as const;

/**
 * The meaning of a band in words, below it: shorter if there is less room, nothing if no text fits, because half a time
 * would be wrong. Proven bands come first, the others take the remaining room.
 */
export function bandLabels(
  drawn: readonly DrawnBand[],
  y: number,
  layout: Layout,
  measure: Measure,
): Shape[] {
  const taken: Extent[] = [];
  return drawn.flatMap((each, index): Shape[] => {
    const { band, edges } = each;
    // Bands of one kind follow each other, from left to right.
    const behind = drawn[index + 1];
    const next = behind?.band.proven === band.proven ? behind : undefined;
    if (next !== undefined && next.edges.left - edges.left < LEAST_ROOM) return [];
    const place = roomFor(each, drawn, next?.edges.left, taken, layout);
    if (place.right - place.left < LEAST_ROOM) return [];
    const text = textsOf(band).find((form) => measure(form, STYLE) <= place.right - place.left);
    if (text === undefined) return [];
    const width = measure(text, STYLE);
    // Near the right edge it ends there, instead of being cut.
    const x = Math.max(place.left, Math.min(Math.max(edges.left, place.left) + 1, place.right - width));
    taken.push({ left: x - GAP, right: x + width + GAP });
    const role = band.proven ? 'foreground' : 'dim';
    return [backdrop(x, y, width), { kind: 'text', x, y, text, role, ...STYLE }];
  });
}

/**
 * Where a label may be: not under another band before its own, after occupied places, before the next band of its kind.
 */
function roomFor(
  { band, edges: { left, right } }: DrawnBand,
  drawn: readonly DrawnBand[],
  nextLeft: number | undefined,
  taken: readonly Extent[],
  layout: Layout,
): Extent {
  let from = nextLeft === undefined ? Math.min(left, behindOthers(band, left, drawn, layout)) : left;
  for (const place of taken) if (place.left <= left && place.right > from) from = place.right;
  const behind = taken.filter((place) => place.left > left && place.left < right).map((place) => place.left);
  const to = Math.min((nextLeft ?? layout.width) - GAP / 2, ...behind);
  return from > right ? { left: 0, right: 0 } : { left: from, right: to };
}

/** The end of the bands that begin before this one. */
function behindOthers(band: Band, left: number, drawn: readonly DrawnBand[], { gutter }: Layout): number {
  const ends = drawn.map((other) =>
    other.band !== band && other.edges.left < left ? other.edges.right : gutter,
  );
  return Math.max(gutter, ...ends) + GAP;
}

/** The longest first. */
function textsOf(band: Band): string[] {
  const { fromMs, toMs, toLsn, proven } = band;
  const whole = bandSpan(band);
  const short = fromMs === null || toMs === null ? undefined : minutesWithin(fromMs, toMs);
  const spans = short === undefined ? [whole] : [whole, short];
  if (!proven)
    return [
      t('{0} by file names, not verified', whole),
      ...spans.map((each) => t('{0}, not verified', each)),
      t('not verified'),
    ];
  return toMs === null ? [...spans, `→ ${toLsn}`] : spans;
}
