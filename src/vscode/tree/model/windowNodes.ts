import type { BackupSet, RecoveryWindow, WalArchive } from '../../../core/catalog/model';
import { visibleText } from '../../../core/report/visibleText';
import { segmentOfEnd } from '../../../core/wal/geometry';
import type { Lsn } from '../../../core/wal/lsn';
import { formatLsn } from '../../../core/wal/lsn';
import type { TreeContext } from './context';
import type { TreeNode } from './node';
import { childId, node } from './node';
import { numbered, pagedList } from './paging';
import { countLabels, setTitle } from './setNodes';
import { gapNote } from './stretchNodes';
import { parts } from './text';
import { exactMoment } from './times';

/** The moments that can be reached, the latest timeline and the newest backup first; else why none is known. */
export function windowNodes(
  parent: string,
  archive: WalArchive,
  sets: readonly BackupSet[],
  context: TreeContext,
): readonly TreeNode[] {
  const { t } = context;
  if (archive.windows.length === 0) return [noWindow(parent, archive, context)];
  const labels = countLabels(sets);
  return pagedList(
    newestFirst(archive.windows),
    (window) => {
      const set = sets.find((candidate) => candidate.id === window.setId);
      const source = set === undefined ? '' : t('from {0}', setTitle(set, labels, context));
      return windowNode(parent, window, source, archive, context);
    },
    numbered(childId(parent, 'windows'), context),
  );
}

function newestFirst(windows: readonly RecoveryWindow[]): readonly RecoveryWindow[] {
  return [...windows].reverse().sort((a, b) => b.timeline - a.timeline);
}

/** The latest moment of the newest timeline, or nothing where none is known. */
export function latestMoment({ windows }: WalArchive, context: TreeContext): string {
  const last = newestFirst(windows)[0];
  return last === undefined ? '' : momentText(last.toTime, last.toLsn, context);
}

function noWindow(parent: string, { restorePoints }: WalArchive, context: TreeContext): TreeNode {
  const { t } = context;
  const why =
    restorePoints === undefined ? t('not known before it is verified') : t('no restorable set leads in here');
  return node(childId(parent, 'no-window'), t('Recoverable'), why, { name: 'question' });
}

function windowNode(
  parent: string,
  window: RecoveryWindow,
  source: string,
  archive: WalArchive,
  context: TreeContext,
): TreeNode {
  const { t } = context;
  const { timeline, fromTime, fromLsn, toTime, toLsn } = window;
  const gap = endsAtGap(window, archive);
  const title = t('Recoverable');
  const span = spanText(window, context);
  const place = t('timeline {0}', timeline);
  const id = childId(parent, `window:${String(timeline)}:${window.setId}`);
  const ending = gap ? t('ends at a gap') : '';
  const icon = gap ? { name: 'history', color: 'list.warningForeground' } : { name: 'history' };
  const row = (time: string | undefined, lsn: Lsn): string =>
    parts(visibleText(time ?? '', 60), formatLsn(lsn));
  return node(id, title, parts(span, ending, source, place), icon, {
    tooltip: () => ({
      title: `${title}: ${span}`,
      rows: [
        [t('From'), row(fromTime, fromLsn)],
        [t('To'), row(toTime, toLsn)],
        [t('Path'), window.setId],
      ],
      notes: gap ? [gapNote(timeline, context)] : [],
    }),
  });
}

/** `Nov 18 02:04:12 → 23:12:40`; one moment where both are the same. */
function spanText({ fromTime, fromLsn, toTime, toLsn }: RecoveryWindow, context: TreeContext): string {
  const from = momentText(fromTime, fromLsn, context);
  const to = momentText(toTime, toLsn, context);
  if (from === to) return to;
  const day = from.slice(0, from.lastIndexOf(' ') + 1);
  return `${from} → ${fromTime !== undefined && to.startsWith(day) ? to.slice(day.length) : to}`;
}

/** A time of the WAL in the viewer's zone, the location where there is none; records tell times in UTC. */
export function momentText(time: string | undefined, lsn: Lsn, context: TreeContext): string {
  if (time === undefined) return formatLsn(lsn);
  const [, date = '', clock = ''] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)? UTC$/.exec(time) ?? [];
  const shown = exactMoment(Date.parse(`${date}T${clock}Z`), context);
  return shown === '' ? visibleText(time, 60) : shown;
}

/** Older timelines count up to where this one left them. */
function endsAtGap({ toLsn, timeline }: RecoveryWindow, { timelines, geometry }: WalArchive): boolean {
  if (geometry === undefined) return false;
  const next = segmentOfEnd(toLsn, geometry) + 1;
  const fork = timelines.find((own) => own.timeline === timeline)?.switchLsn ?? 0n;
  return timelines.some(
    (other) =>
      (other.timeline === timeline || (other.timeline < timeline && toLsn < fork)) &&
      other.gaps.some(({ first }) => first === next),
  );
}
