import type { Band, Lane, Picture } from '../../../src/core/timeline/picture';
import { isUndetermined } from '../../../src/core/model/verdict';
import { formatCount } from '../../../src/core/ground/sizes';
import { bandSpan, setNames } from './describe';
import { gapCost } from './gapCost';
import { segments, t } from './words';

/** One line of the answer: its text, and its verdict. */
export interface HeadLine {
  readonly mark: 'good' | 'open' | 'bad' | 'note';
  readonly text: string;
  /** Where to zoom: a range of a timeline. */
  readonly zoom?: readonly [timeline: number, from: number, to: number];
}

const MOST_BANDS = 3;
const MOST_GAPS = 3;
const MOST_UNPLACED = 3;

/** The answer in words: the recoverable times with their backups, then the consequence of each gap. */
export function headlines(picture: Picture): HeadLine[] {
  const bands = picture.lanes
    .flatMap((lane) => lane.bands.map((band) => ({ lane, band })))
    .sort(
      (a, b) =>
        Number(b.band.proven) - Number(a.band.proven) ||
        b.lane.timeline - a.lane.timeline ||
        b.band.to - a.band.to,
    );
  const several = picture.lanes.length > 1;
  return [
    ...(bands.length === 0 ? [nothingLine(picture)] : []),
    ...bands.slice(0, MOST_BANDS).map((each) => bandLine(each, several, picture)),
    ...gapLines(picture),
    ...unplacedLines(picture),
  ];
}

function nothingLine({ recordsRead, sets }: Picture): HeadLine {
  if (recordsRead && sets.some(({ verdict }) => isUndetermined(verdict)))
    return { mark: 'open', text: t('Recovery range unknown: a backup set is undetermined.') };
  return recordsRead
    ? { mark: 'bad', text: t('You cannot recover to any point.') }
    : {
        mark: 'open',
        text: t('Recovery range unknown. Verify to find it.'),
      };
}

/** Backups that no picture can show. */
function unplacedLines({ unplaced }: Picture): HeadLine[] {
  if (unplaced.length === 0) return [];
  const names = unplaced.slice(0, MOST_UNPLACED).map(({ title }) => t('“{0}”', title));
  const more = unplaced.length - names.length;
  const list = names.join(', ');
  const all = more > 0 ? t('{0} and {1} more', list, formatCount(more)) : list;
  return [{ mark: 'open', text: t('Not shown (no WAL location known): {0}', all) }];
}

function bandLine({ lane, band }: { lane: Lane; band: Band }, several: boolean, picture: Picture): HeadLine {
  const names = setNames(band.sets, band.setCount, picture);
  const where = several ? t('timeline {0}', lane.timeline) : '';
  const facts = [bandSpan(band), t('from {0}', names), where, endWords(band)].filter((word) => word !== '');
  return {
    mark: band.proven ? 'good' : 'open',
    text: band.proven
      ? t('Recoverable: {0}', facts.join(' · '))
      : t('Not verified yet: {0}', facts.join(' · ')),
    zoom: [lane.timeline, Math.max(band.from, lane.fork ?? 0), band.to],
  };
}

function endWords({ endsAt }: Band): string {
  return { end: '', gap: t('ends at a gap'), damage: t('ends at a damaged segment') }[endsAt];
}

/** The gaps with a consequence, the worst first. */
function gapLines(picture: Picture): HeadLine[] {
  const gaps = picture.lanes
    .flatMap((lane) => lane.gaps.map((gap) => ({ lane, gap })))
    .sort((a, b) => weight(b.gap) - weight(a.gap));
  const dear = gaps.filter(({ gap }) => weight(gap) > 0);
  const shown = dear.slice(0, MOST_GAPS).map(({ lane, gap }): HeadLine => {
    const count = segments(gap.last - gap.first + 1);
    return {
      mark: 'bad',
      text: t('Gap on timeline {0}, {1}: {2}', lane.timeline, count, gapCost(gap, lane, picture).join(' ')),
      zoom: [lane.timeline, gap.first, gap.last + 1],
    };
  });
  const more = dear.length - shown.length;
  const next = dear[MOST_GAPS];
  if (more > 0 && next !== undefined)
    shown.push({
      mark: 'bad',
      text: t('{0} more gaps, see the table', formatCount(more)),
      zoom: [next.lane.timeline, next.gap.first, next.gap.last + 1],
    });
  const harmless = gaps.length - dear.length;
  if (harmless > 0) shown.push({ mark: 'note', text: harmlessText(harmless) });
  return shown;
}

function harmlessText(count: number): string {
  return count === 1
    ? t('1 gap, no listed backup affected')
    : t('{0} gaps, no listed backup affected', formatCount(count));
}

function weight({ kind, blockedCount, endedCount }: Lane['gaps'][number]): number {
  return (kind === 'fork' ? 1000 : 0) + blockedCount * 10 + endedCount;
}
