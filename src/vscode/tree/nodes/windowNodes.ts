import { type DistinctWindow, distinctWindows } from '../../../core/proofs/distinctWindows';
import { earlyEnd } from '../../../core/proofs/earlyEnd';
import type { BackupSet } from '../../../core/model/backupSet';
import type { WalArchive } from '../../../core/model/walArchive';
import { latestWindow, type RecoveryWindow } from '../../../core/model/recoveryWindow';
import { gapEffectsIn } from '../../../core/timeline/gapEffects';
import { visibleText } from '../../../core/report/visibleText';
import { formatLsn, type Lsn } from '../../../core/ground/lsn';
import type { TreeContext } from '../model/context';
import { childId, node, type TreeNode } from '../model/node';
import { numbered, pagedList } from '../model/paging';
import { countLabels, setTitle } from '../model/setNames';
import { type GapMeaning, gapMeaning } from './timelineRangeNodes';
import { parts } from '../model/text';
import { exactMoment } from '../model/times';

/** The recoverable times, the latest timeline and the newest backup first; otherwise why none is known. */
export function windowNodes(
  parent: string,
  archive: WalArchive,
  sets: readonly BackupSet[],
  context: TreeContext,
): readonly TreeNode[] {
  const { t } = context;
  if (archive.windows.length === 0) return [noWindow(parent, archive, context)];
  const labels = countLabels(sets);
  const effectOf = gapEffectsIn(archive);
  const meaningOf = (window: RecoveryWindow): GapMeaning | undefined => {
    const gap = earlyEnd(window, archive)?.gap;
    return gap === undefined ? undefined : gapMeaning(gap, effectOf(gap), context);
  };
  return pagedList(
    newestFirst(distinctWindows(archive)),
    (window) => {
      const set = sets.find((candidate) => candidate.id === window.setId);
      const source = set === undefined ? '' : t('from {0}', setTitle(set, labels, context));
      return windowNode(parent, window, source, meaningOf(window), context);
    },
    numbered(childId(parent, 'windows'), context),
  );
}

function newestFirst<W extends RecoveryWindow>(windows: readonly W[]): readonly W[] {
  return [...windows].reverse().sort((a, b) => b.timeline - a.timeline);
}

/** The latest point that recovery reaches, or nothing if none is known. */
export function latestPointText({ windows }: WalArchive, context: TreeContext): string {
  const last = latestWindow(windows);
  return last === undefined ? '' : momentText(last.toTime, last.toLsn, context);
}

function noWindow(parent: string, { restorePoints }: WalArchive, context: TreeContext): TreeNode {
  const { t } = context;
  const why =
    restorePoints === undefined ? t('unknown until verified') : t('no restorable set reaches this timeline');
  return node(childId(parent, 'no-window'), t('Recoverable'), why, { name: 'question' });
}

function windowNode(
  parent: string,
  window: DistinctWindow,
  source: string,
  gap: GapMeaning | undefined,
  context: TreeContext,
): TreeNode {
  const { t } = context;
  const { timeline, fromTime, fromLsn, toTime, toLsn } = window;
  const title = t('Recoverable');
  const span = spanText(window, context);
  const { along } = window;
  const place = along.length === 1 ? t('timeline {0}', timeline) : t('timelines {0}', along.join(', '));
  const id = childId(parent, `window:${String(timeline)}:${window.setId}`);
  const ending = gap === undefined ? [] : [t('ends at a gap'), gap.words];
  const icon = { name: 'history', ...(gap?.icon.color !== undefined && { color: gap.icon.color }) };
  const row = (time: string | undefined, lsn: Lsn): string =>
    parts(visibleText(time ?? '', 60), formatLsn(lsn));
  return node(id, title, parts(span, ...ending, source, place), icon, {
    tooltip: () => ({
      title: `${title}: ${span}`,
      rows: [
        [t('From'), row(fromTime, fromLsn)],
        [t('To'), row(toTime, toLsn)],
        [t('Path'), window.setId],
      ],
      notes: gap === undefined ? [] : [gap.note],
    }),
  });
}

/** `Nov 18 02:04:12 → 23:12:40`; one time if both are the same. */
function spanText({ fromTime, fromLsn, toTime, toLsn }: RecoveryWindow, context: TreeContext): string {
  const from = momentText(fromTime, fromLsn, context);
  const to = momentText(toTime, toLsn, context);
  if (from === to) return to;
  const day = from.slice(0, from.lastIndexOf(' ') + 1);
  return `${from} → ${fromTime !== undefined && to.startsWith(day) ? to.slice(day.length) : to}`;
}

/** A time from the WAL in the viewer's zone, otherwise the location; records have times in UTC. */
export function momentText(time: string | undefined, lsn: Lsn, context: TreeContext): string {
  if (time === undefined) return formatLsn(lsn);
  const [, date = '', clock = ''] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)? UTC$/.exec(time) ?? [];
  const shown = exactMoment(Date.parse(`${date}T${clock}Z`), context);
  return shown === '' ? visibleText(time, 60) : shown;
}
