import type { Picture, WalState } from '../../src/core/timeline/picture';
import { runAt } from '../../src/core/timeline/stack';
import { formatBytes } from '../../src/core/report/words';
import { segmentName } from '../../src/core/wal/segmentName';
import type { ItemRef } from '../../src/protocol/timeline';
import {
  bandSpan,
  endNote,
  evidenceWord,
  gapCost,
  setNames,
  stateWord,
  unprovenNote,
  verdictWord,
} from './describe';
import { moment, segments, t } from './words';

/** A row of the table that says the same as the picture. */
export interface TableRow {
  readonly key: string;
  readonly cells: readonly string[];
  readonly ref?: ItemRef;
}

export interface TablePart {
  readonly caption: string;
  readonly head: readonly string[];
  /** Built one after the other, for there may be very many. */
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
    caption: t('Recovery windows'),
    head: [t('Moments'), t('Timeline'), t('Locations'), t('Start from'), t('Rests on'), t('End')],
    count: all.length,
    row: (index) => {
      const each = all[index];
      if (each === undefined) return { key: '', cells: [] };
      const { lane, band } = each;
      const [set] = band.sets;
      return {
        key: `band:${String(lane.timeline)}:${band.fromLsn}:${String(band.proven)}`,
        cells: [
          bandSpan(band),
          String(lane.timeline),
          `${band.fromLsn} – ${band.toLsn}`,
          setNames(band.sets, band.setCount, picture),
          band.proven ? t('records') : unprovenNote(),
          endNote(band),
        ],
        ...(set !== undefined && { ref: { kind: 'set', id: set } as const }),
      };
    },
  };
}

function sets(picture: Picture): TablePart {
  const { sets: placed, unplaced } = picture;
  return {
    caption: t('Backups'),
    head: [t('Backup'), t('Verdict'), t('Start'), t('Stop'), t('Required WAL'), t('Findings')],
    count: placed.length + unplaced.length,
    row: (index) => {
      const set = placed[index];
      if (set !== undefined)
        return {
          key: `set:${set.id}:${String(set.spans[0]?.timeline ?? 0)}`,
          cells: [
            set.title,
            `${verdictWord(set.verdict)} (${evidenceWord(set)})`,
            place(set.startLsn, set.startMs),
            set.stopLsn === null ? t('not known') : place(set.stopLsn, set.stopMs),
            `${segments(set.segments)}, ${formatBytes(set.bytes)}`,
            set.findings.join(' '),
          ],
          ref: { kind: 'set', id: set.id },
        };
      const lost = unplaced[index - placed.length];
      if (lost === undefined) return { key: '', cells: [] };
      const unknown = t('not known');
      return {
        key: `set:${lost.id}:0`,
        cells: [lost.title, verdictWord(lost.verdict), unknown, unknown, unknown, lost.findings.join(' ')],
        ref: { kind: 'set', id: lost.id },
      };
    },
  };
}

function wal(picture: Picture): TablePart {
  const offsets: number[] = [];
  let count = 0;
  for (const { runs } of picture.lanes) {
    offsets.push(count);
    count += runs.length / 3;
  }
  return {
    caption: t('WAL'),
    head: [
      t('Timeline'),
      t('First segment'),
      t('Last segment'),
      t('Segments'),
      t('State'),
      t('What it costs'),
    ],
    count,
    row: (index) => {
      const at = offsets.findLastIndex((offset) => offset <= index);
      const lane = picture.lanes[at];
      const run = lane === undefined ? undefined : runAt(lane.runs, index - (offsets[at] ?? 0));
      if (lane === undefined || run === undefined) return { key: '', cells: [] };
      const gap =
        run.state === 'missing'
          ? lane.gaps.find(({ first, last }) => first <= run.first && last >= run.last)
          : undefined;
      return {
        key:
          gap === undefined
            ? `segment:${String(lane.timeline)}:${String(run.first)}`
            : `gap:${String(lane.timeline)}:${String(gap.first)}`,
        cells: [
          String(lane.timeline),
          segmentName(lane.timeline, run.first, picture),
          segmentName(lane.timeline, run.last, picture),
          String(run.last - run.first + 1),
          stateWord(run.state satisfies WalState),
          gap === undefined ? '' : gapCost(gap, lane, picture).join(' '),
        ],
        ref: { kind: 'segment', timeline: lane.timeline, segment: run.first },
      };
    },
  };
}

function points({ lanes }: Picture): TablePart {
  const all = lanes.flatMap((lane) => lane.points.map((point) => ({ lane, point })));
  return {
    caption: t('Restore points'),
    head: [t('Name'), t('Timeline'), t('Location')],
    count: all.length,
    row: (index) => {
      const each = all[index];
      if (each === undefined) return { key: '', cells: [] };
      const { lane, point } = each;
      return {
        key: `point:${String(lane.timeline)}:${point.lsn}:${point.name}`,
        cells: [point.name, String(lane.timeline), place(point.lsn, point.ms)],
        ref: { kind: 'segment', timeline: lane.timeline, segment: Math.floor(point.at) },
      };
    },
  };
}

function place(lsn: string, ms: number | null): string {
  return ms === null ? lsn : `${moment(ms)} (${lsn})`;
}
