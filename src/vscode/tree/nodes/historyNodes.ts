import { timelineHistoryName } from '../../../core/wal/fileName';
import type { WalArchive } from '../../../core/model/walArchive';
import type { TimelineHistory } from '../../../core/wal/timelines';
import { formatLsn } from '../../../core/ground/lsn';
import { countText, type TreeContext } from '../model/context';
import { childId, node, type TreeNode } from '../model/node';
import { numbered, pagedList } from '../model/paging';

/** The timeline history files of an archive; a click opens one. */
export function historiesNode(
  parent: string,
  archive: WalArchive,
  context: TreeContext,
): TreeNode | undefined {
  const histories = [...archive.histories.values()].sort((a, b) => a.timeline - b.timeline);
  if (histories.length === 0) return undefined;
  const id = childId(parent, 'histories');
  return node(
    id,
    context.t('Timeline history files'),
    countText(histories.length, context),
    { name: 'git-merge' },
    {
      children: () =>
        pagedList(
          histories,
          (history) => historyNode(id, archive.path, history, context),
          numbered(id, context),
        ),
    },
  );
}

function historyNode(
  parent: string,
  archive: string,
  history: TimelineHistory,
  context: TreeContext,
): TreeNode {
  const name = timelineHistoryName(history.timeline);
  const path = `${archive}/${name}`;
  const last = history.switches.at(-1);
  const fork = last?.switchLsn === undefined ? last?.switchSegment : formatLsn(last.switchLsn);
  const description =
    last === undefined || fork === undefined
      ? ''
      : context.t('forked off timeline {0} at {1}', last.timeline, fork);
  return node(
    childId(parent, name),
    name,
    description,
    { name: 'file' },
    {
      traits: ['path', 'file'],
      values: { path },
      open: { path },
    },
  );
}
