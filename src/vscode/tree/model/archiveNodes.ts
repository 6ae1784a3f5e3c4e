import type { BackupSet, Catalog, TimelineInArchive, WalArchive } from '../../../core/catalog/model';
import { visibleText } from '../../../core/report/visibleText';
import { formatLsn } from '../../../core/wal/lsn';
import { rangeCount } from '../../../core/wal/segmentName';
import type { TreeContext } from './context';
import { formatCount } from './context';
import { findingsNode } from './findingNodes';
import { historiesNode } from './historyNodes';
import type { TreeNode } from './node';
import { childId, node } from './node';
import { numbered, pagedList } from './paging';
import { relativePath } from './paths';
import { partialsNode, stretchNodes } from './stretchNodes';
import { countLabels, setTitle } from './setNodes';
import { formatBytes, parts, segmentsText } from './text';

/** Id of an archive's node. */
export function archiveNodeId(path: string): string {
  return `archive:${path}`;
}

/** The top of the view "WAL Archives". */
export function archiveRoots(catalog: Catalog, context: TreeContext): readonly TreeNode[] {
  const archives = [...catalog.archives].sort((a, b) => (a.path < b.path ? -1 : 1));
  return pagedList(
    archives,
    (archive) => archiveNode(archive, catalog.sets, context),
    numbered('archives', context),
  );
}

function archiveNode(archive: WalArchive, sets: readonly BackupSet[], context: TreeContext): TreeNode {
  const id = archiveNodeId(archive.path);
  const title = relativePath(archive.path, context);
  const summary = archiveSummary(archive, context);
  const broken = archive.findings.some((finding) => finding.severity === 'error');
  const gaps = archive.timelines.some((timeline) => timeline.gaps.length > 0);
  const icon = broken || gaps ? { name: 'warning', color: 'list.warningForeground' } : { name: 'archive' };
  return node(id, title, summary, icon, {
    spoken: context.t('WAL archive {0}, {1}', title, summary),
    traits: ['archive', 'path', 'directory'],
    values: { path: archive.path },
    tooltip: () => ({ title, rows: archiveRows(archive, context), notes: [] }),
    children: () => [
      ...windowNodes(id, archive, sets, context),
      ...timelineNodes(id, archive, context),
      ...[
        partialsNode(id, archive, context),
        historiesNode(id, archive, context),
        restorePointsNode(id, archive, context),
        findingsNode(id, context.t('Findings'), archive.findings, context),
      ].filter((child) => child !== undefined),
    ],
  });
}

/** The names that `recovery_target_name` takes; known once the archive's records were read. */
function restorePointsNode(
  parent: string,
  { restorePoints = [] }: WalArchive,
  context: TreeContext,
): TreeNode | undefined {
  if (restorePoints.length === 0) return undefined;
  const { t } = context;
  const id = childId(parent, 'restore-points');
  return node(
    id,
    t('Restore points'),
    formatCount(restorePoints.length, context),
    { name: 'bookmark' },
    {
      children: () =>
        pagedList(
          restorePoints,
          ({ name, time, lsn, timeline }) =>
            node(
              childId(id, `${timeline}:${formatLsn(lsn)}`),
              visibleText(name, 64),
              parts(time, formatLsn(lsn), t('timeline {0}', timeline)),
              { name: 'bookmark' },
              { traits: ['lsn'], values: { lsn: formatLsn(lsn) } },
            ),
          numbered(id, context),
        ),
    },
  );
}

/** "timeline 1: 1,204 segments, 1 gap · timeline 2: 88 segments, forked at 3/5C1D0000". */
function archiveSummary(archive: WalArchive, context: TreeContext): string {
  const { timelines } = archive;
  const shown = timelines.slice(-3);
  const more = timelines.length - shown.length;
  if (timelines.length === 0) return segmentsText(archive.segmentCount, context);
  return parts(
    more > 0 ? context.t('{0} older timelines', more) : '',
    ...shown.map((timeline) =>
      context.t('timeline {0}: {1}', timeline.timeline, timelineSummary(timeline, context)),
    ),
  );
}

function timelineSummary(timeline: TimelineInArchive, context: TreeContext): string {
  const { t } = context;
  const count = timeline.ranges.reduce((sum, range) => sum + rangeCount(range), 0);
  const gaps = timeline.gaps.length;
  const fork = timeline.switchLsn === undefined ? '' : t('forked at {0}', formatLsn(timeline.switchLsn));
  const gapText = gaps === 0 ? '' : gaps === 1 ? t('1 gap') : t('{0} gaps', formatCount(gaps, context));
  return [segmentsText(count, context), gapText, fork].filter((text) => text !== '').join(', ');
}

function archiveRows(archive: WalArchive, context: TreeContext): (readonly [string, string])[] {
  const { t } = context;
  const rows: (readonly [string, string])[] = [
    [t('Path'), archive.path],
    [t('Segments'), formatCount(archive.segmentCount, context)],
    [t('Size on disk'), formatBytes(archive.bytes, context)],
  ];
  if (archive.geometry !== undefined) {
    rows.push([t('Segment size'), formatBytes(archive.geometry.segmentSize, context)]);
  }
  if (archive.systemIdentifier !== undefined) {
    rows.push([t('System identifier'), archive.systemIdentifier.toString()]);
  }
  return rows;
}

function windowNodes(
  parent: string,
  archive: WalArchive,
  sets: readonly BackupSet[],
  context: TreeContext,
): readonly TreeNode[] {
  const labels = countLabels(sets);
  const { windows } = archive;
  const { t } = context;
  return pagedList(
    windows,
    (window) => {
      const set = sets.find((candidate) => candidate.id === window.setId);
      const from = window.fromTime ?? formatLsn(window.fromLsn);
      const to = window.toTime ?? formatLsn(window.toLsn);
      const source = set === undefined ? '' : t('from {0}', setTitle(set, labels, context));
      const id = childId(parent, `window:${String(window.timeline)}:${window.setId}`);
      return node(
        id,
        t('Recoverable'),
        parts(`${from} → ${to}`, source, t('timeline {0}', window.timeline)),
        {
          name: 'history',
        },
      );
    },
    numbered(childId(parent, 'windows'), context),
  );
}

function timelineNodes(parent: string, archive: WalArchive, context: TreeContext): readonly TreeNode[] {
  const { timelines } = archive;
  const { t } = context;
  return pagedList(
    timelines,
    (timeline) => {
      const id = childId(parent, `timeline${String(timeline.timeline)}`);
      const from = timeline.parent === undefined ? '' : t('child of timeline {0}', timeline.parent);
      const description = parts(timelineSummary(timeline, context), from);
      return node(
        id,
        t('Timeline {0}', timeline.timeline),
        description,
        { name: 'git-branch' },
        {
          expanded: timelines.length === 1,
          children: () => stretchNodes(id, archive, timeline, context),
          ...timelineSpan(timeline),
        },
      );
    },
    numbered(childId(parent, 'timelines'), context),
  );
}

function timelineSpan(timeline: TimelineInArchive): Pick<TreeNode, 'span'> {
  const first = timeline.ranges[0];
  const last = timeline.ranges.at(-1);
  if (first === undefined || last === undefined) return {};
  return { span: { timeline: timeline.timeline, first: first.first, last: last.last } };
}
