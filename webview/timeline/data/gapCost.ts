import type { Gap, Lane, LostTimes, Picture } from '../../../src/core/timeline/picture';
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
  if (gap.lost !== null) notes.push(lostWords(gap.lost, lane, picture));
  if (gap.kind === 'fork')
    notes.push(
      t(
        'Recovery to timeline {0} reads the old timeline’s file instead, and the server starts with data of the old timeline, without an error.',
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

function lostWords({ fromMs, toMs }: LostTimes, { timeline }: Lane, { lanes }: Picture): string {
  const [first, last] = [moment(fromMs), untilWords(moment(fromMs), moment(toMs))];
  return lanes.length > 1
    ? t('You cannot recover to a point between {0} and {1} on timeline {2}.', first, last, timeline)
    : t('You cannot recover to a point between {0} and {1}.', first, last);
}
