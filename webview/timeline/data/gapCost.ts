import { isUndetermined } from '../../../src/core/model/verdict';
import type { Band, Gap, Lane, Picture } from '../../../src/core/timeline/picture';
import { formatBytes, formatCount } from '../../../src/core/ground/sizes';
import { segmentName } from '../../../src/core/wal/segmentName';
import { type Description, setNames } from './describe';
import { moment, untilWords, t } from './words';

/** Missing segments, and the consequence. */
export function describeGap(gap: Gap, lane: Lane, picture: Picture): Description {
  const count = gap.last - gap.first + 1;
  const [first, last] = [gap.first, gap.last].map((each) => segmentName(lane.timeline, each, picture));
  const title = count === 1 ? t('1 segment is missing') : t('{0} segments are missing', formatCount(count));
  const rows: [string, string][] = [
    [t('Segments'), count === 1 ? (first ?? '') : `${first ?? ''} – ${last ?? ''}`],
    [t('Size'), formatBytes(count * picture.segmentSize)],
  ];
  return { title, rows, notes: gapCost(gap, lane, picture) };
}

/** The consequence of a gap, in sentences. */
export function gapCost(gap: Gap, lane: Lane, picture: Picture): string[] {
  const notes: string[] = [];
  const lost = lostTimes(gap, lane, picture);
  if (lost !== undefined) notes.push(lostWords(lost, lane, picture));
  if (gap.kind === 'fork')
    notes.push(
      t(
        'Recovery to timeline {0} reads the old timeline’s file instead and opens with rows of the wrong branch, without an error.',
        lane.timeline,
      ),
    );
  if (gap.blockedCount > 0)
    notes.push(
      t(
        'Backups that cannot be restored without this WAL: {0}.',
        setNames(gap.blocks, gap.blockedCount, picture),
      ),
    );
  if (gap.endedCount > 0)
    notes.push(
      t('These backups cannot be recovered past this gap: {0}.', setNames(gap.ends, gap.endedCount, picture)),
    );
  if (gap.next !== null) notes.push(t('Next backup after the gap: {0}.', setNames([gap.next], 1, picture)));
  if (gap.bypassedBy !== null)
    notes.push(t('Timeline {0}, which forked off before the gap, does not need it.', gap.bypassedBy));
  if (notes.length === 0) notes.push(t('No listed backup is affected.'));
  return notes;
}

interface Lost {
  /** Milliseconds since 1970 UTC: the last commit before, the first time after. */
  readonly from: number;
  readonly to: number;
}

/**
 * The times that a gap makes unreachable: after the last commit that recovery reaches before it, until the first time
 * after it. Undefined if one of the two was not read, if another timeline bypasses the gap, or if an incompletely known
 * backup might be restorable to a time between.
 */
function lostTimes(
  { first, last, kind }: Gap,
  { timeline, bands }: Lane,
  { sets }: Picture,
): Lost | undefined {
  if (kind === 'fork') return undefined;
  const before = bands.filter(({ from }) => from <= first);
  const behind = bands.filter(({ from }) => from > last);
  const [nearest, next] = [furthest(before), earliest(behind)];
  if (nearest === undefined || next === undefined || nearest.to > first + 1) return undefined;
  const [from, to] = [nearest.toMs, next.fromMs];
  if (before.length + behind.length < bands.length || !nearest.proven) return undefined;
  if (from === null || to === null || from >= to) return undefined;
  const doubtful = sets.some(
    ({ verdict, spans }) =>
      isUndetermined(verdict) &&
      spans.some((span) => span.timeline === timeline && span.from > first && span.from < next.from),
  );
  return doubtful ? undefined : { from, to };
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

function lostWords({ from, to }: Lost, { timeline }: Lane, { lanes }: Picture): string {
  const [first, last] = [moment(from), untilWords(moment(from), moment(to))];
  return lanes.length > 1
    ? t('You cannot recover to a point between {0} and {1} on timeline {2}.', first, last, timeline)
    : t('You cannot recover to a point between {0} and {1}.', first, last);
}
