import { isUndetermined } from '../model/verdict';
import type { Band, Gap, Lane, LostTimes, SetBar } from './picture';

/**
 * The times that a gap makes unreachable: after the last commit that recovery reaches before it, until the first time
 * after it. Null if one of the two was not read, if another timeline bypasses the gap, or if an incompletely known backup
 * might be restorable to a time between.
 */
export function lostTimes(
  { first, last, kind }: Pick<Gap, 'first' | 'last' | 'kind'>,
  { timeline, bands }: Pick<Lane, 'timeline' | 'bands'>,
  sets: readonly SetBar[],
): LostTimes | null {
  if (kind === 'fork') return null;
  const before = bands.filter(({ from }) => from <= first);
  const after = bands.filter(({ from }) => from > last);
  const [nearest, next] = [furthest(before), earliest(after)];
  if (nearest === undefined || next === undefined || nearest.to > first + 1) return null;
  const { toMs: fromMs } = nearest;
  const { fromMs: toMs } = next;
  if (before.length + after.length < bands.length || !nearest.proven) return null;
  if (fromMs === null || toMs === null || fromMs >= toMs) return null;
  const doubtful = sets.some(
    ({ verdict, spans }) =>
      isUndetermined(verdict) &&
      spans.some((span) => span.timeline === timeline && span.from > first && span.from < next.from),
  );
  return doubtful ? null : { fromMs, toMs };
}

function furthest(bands: readonly Band[]): Band | undefined {
  return bands.reduce<Band | undefined>(
    (best, band) => (best !== undefined && best.to >= band.to ? best : band),
    undefined,
  );
}

function earliest(bands: readonly Band[]): Band | undefined {
  return bands.reduce<Band | undefined>(
    (best, band) => (best !== undefined && best.from <= band.from ? best : band),
    undefined,
  );
}
