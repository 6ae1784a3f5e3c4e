import { rankOf } from '../../../src/core/model/verdict';
import { type Picture, type SetBar, WAL_STATES, type WalState } from '../../../src/core/timeline/picture';
import { runAt } from '../../../src/core/timeline/stack';
import { formatBytes } from '../../../src/core/ground/sizes';
import { segmentName } from '../../../src/core/wal/segmentName';
import type { ItemRef } from '../../../src/protocol/timeline';
import { bandSpan, endNote, setNames, stateWord, unprovenNote, verdictWord } from './describe';
import { gapCost } from './gapCost';
import { bandKey, gapKey, pointKey, segmentKey, setKey } from './itemKeys';
import { moment, segments, t } from './words';

/** A row of the table, with the same content as the picture. */
export interface TableRow {
  readonly key: string;
  readonly cells: readonly string[];
  /** Sort keys of the cells, if these are not their texts. */
  readonly order: readonly (string | number)[];
  readonly ref?: ItemRef;
}

const NO_ROW: TableRow = { key: '', cells: [], order: [] };

export interface TablePart {
  readonly id: 'bands' | 'sets' | 'wal' | 'points';
  readonly caption: string;
  readonly head: readonly string[];
  /** Built one by one, because there may be very many. */
  readonly count: number;
  readonly row: (index: number) => TableRow;
}

/** The picture as tables: what can be recovered, the backups, the WAL, the restore points. */
export function tableParts(picture: Picture): TablePart[] {
  return [bands(picture), sets(picture), wal(picture), points(picture)].filter(({ count }) => count > 0);
}

function bands(picture: Picture): TablePart {
  const all = picture.lanes.flatMap((lane) => lane.bands.map((band) => ({ lane, band })));
  return {
    id: 'bands',
    caption: t('Recovery windows'),
    head: [t('Points in time'), t('Timeline'), t('Locations'), t('Start from'), t('Evidence'), t('End')],
    count: all.length,
    row: (index) => {
      const each = all[index];
      if (each === undefined) return NO_ROW;
      const { lane, band } = each;
      const [set] = band.sets;
      return {
        key: bandKey(lane, band),
        cells: [
          bandSpan(band),
          String(lane.timeline),
          `${band.fromLsn} – ${band.toLsn}`,
          setNames(band.sets, band.setCount, picture),
          band.proven ? t('records') : unprovenNote(),
          endNote(band),
        ],
        order: [band.from, lane.timeline, band.from, band.sets[0] ?? '', Number(!band.proven), band.endsAt],
        ...(set !== undefined && { ref: { kind: 'set', id: set } as const }),
      };
    },
  };
}

function sets(picture: Picture): TablePart {
  const { sets: placed, unplaced } = picture;
  return {
    id: 'sets',
    caption: t('Backups'),
    head: [t('Backup'), t('Verdict'), t('Start'), t('Stop'), t('Required WAL'), t('Findings')],
    count: placed.length + unplaced.length,
    row: (index) => {
      const set = placed[index];
      if (set !== undefined)
        return {
          key: setKey(set.id, set.spans[0]?.timeline ?? 0),
          cells: [
            set.title,
            `${verdictWord(set.verdict)} (${set.evidence})`,
            place(set.startLsn, set.startMs),
            set.stopLsn === null ? t('unknown') : place(set.stopLsn, set.stopMs),
            `${segments(set.segments)}, ${formatBytes(set.bytes)}`,
            set.findings.join(' '),
          ],
          order: setOrder(set),
          ref: { kind: 'set', id: set.id },
        };
      const lost = unplaced[index - placed.length];
      if (lost === undefined) return NO_ROW;
      const unknown = t('unknown');
      return {
        key: setKey(lost.id, 0),
        cells: [lost.title, verdictWord(lost.verdict), unknown, unknown, unknown, lost.findings.join(' ')],
        order: [lost.title, rankOf(lost.verdict), -1, -1, -1, lost.findings.length],
        ref: { kind: 'set', id: lost.id },
      };
    },
  };
}

/** The worst verdict first; then by the start location, which is known even without a time. */
function setOrder({ title, verdict, spans, segments: count, findings }: SetBar): (string | number)[] {
  return [title, rankOf(verdict), spans[0]?.from ?? -1, spans.at(-1)?.to ?? -1, count, findings.length];
}

function wal(picture: Picture): TablePart {
  const offsets: number[] = [];
  let count = 0;
  for (const { runs } of picture.lanes) {
    offsets.push(count);
    count += runs.length / 3;
  }
  return {
    id: 'wal',
    caption: t('WAL'),
    head: [t('Timeline'), t('First segment'), t('Last segment'), t('Segments'), t('State'), t('Consequence')],
    count,
    row: (index) => {
      const at = offsets.findLastIndex((offset) => offset <= index);
      const lane = picture.lanes[at];
      const run = lane === undefined ? undefined : runAt(lane.runs, index - (offsets[at] ?? 0));
      if (lane === undefined || run === undefined) return NO_ROW;
      const gap =
        run.state === 'missing'
          ? lane.gaps.find(({ first, last }) => first <= run.first && last >= run.last)
          : undefined;
      return {
        key: gap === undefined ? segmentKey(lane.timeline, run.first) : gapKey(lane, gap),
        cells: [
          String(lane.timeline),
          segmentName(lane.timeline, run.first, picture),
          segmentName(lane.timeline, run.last, picture),
          String(run.last - run.first + 1),
          stateWord(run.state satisfies WalState),
          gap === undefined ? '' : gapCost(gap, lane, picture).join(' '),
        ],
        order: [
          lane.timeline,
          run.first,
          run.last,
          run.last - run.first + 1,
          WAL_STATES.indexOf(run.state),
          (gap?.blockedCount ?? 0) * 1000 + (gap?.endedCount ?? 0),
        ],
        ref: { kind: 'segment', timeline: lane.timeline, segment: run.first },
      };
    },
  };
}

function points({ lanes }: Picture): TablePart {
  const all = lanes.flatMap((lane) => lane.points.map((point) => ({ lane, point })));
  return {
    id: 'points',
    caption: t('Restore points'),
    head: [t('Name'), t('Timeline'), t('Location')],
    count: all.length,
    row: (index) => {
      const each = all[index];
      if (each === undefined) return NO_ROW;
      const { lane, point } = each;
      return {
        key: pointKey(lane, point),
        cells: [point.name, String(lane.timeline), place(point.lsn, point.ms)],
        order: [point.name, lane.timeline, point.at],
        ref: { kind: 'segment', timeline: lane.timeline, segment: Math.floor(point.at) },
      };
    },
  };
}

function place(lsn: string, ms: number | null): string {
  return ms === null ? lsn : `${moment(ms)} (${lsn})`;
}
