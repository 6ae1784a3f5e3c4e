import type { Catalog } from '../../../core/model/catalog';
import { archiveStateOf } from '../../../core/model/archiveState';
import type { BackupSet } from '../../../core/model/backupSet';
import type { TimelineInArchive, WalArchive } from '../../../core/model/walArchive';
import { visibleText } from '../../../core/report/visibleText';
import { formatLsn } from '../../../core/ground/lsn';
import { rangeCount } from '../../../core/wal/segmentName';
import { countText, type TreeContext } from '../model/context';
import { findingsNode } from './findingNodes';
import { historiesNode } from './historyNodes';
import { childId, node, type NodeIcon, type TreeNode } from '../model/node';
import { numbered, pagedList } from '../model/paging';
import { relativePath } from '../model/paths';
import { partialsNode, timelineRangeNodes } from './timelineRangeNodes';
import { bytesText, parts, segmentsText } from '../model/text';
import { severityIcon } from '../model/verdict';
import { latestPointText, momentText, windowNodes } from './windowNodes';
import { isServerWal } from '../../../core/model/layout';

/** Marked as the exit code of `archive` says (0, 3, 1), and no worse than the findings below it. */
function iconOf(archive: WalArchive): NodeIcon {
  const state = archiveStateOf(archive);
  if (state === 'sound') return { name: 'archive' };
  return severityIcon(state === 'faulty' && hasError(archive) ? 'error' : 'warning');
}

function hasError({ findings }: WalArchive): boolean {
  return findings.some(({ severity }) => severity === 'error');
}

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
  const broken = hasError(archive);
  return node(id, title, summary, iconOf(archive), {
    spoken: context.t('WAL archive {0}, {1}', title, summary),
    traits: ['archive', 'path', 'directory'],
    values: { path: archive.path },
    tooltip: () => ({ title, rows: archiveRows(archive, context), notes: [] }),
    children: () => {
      const findings = findingsNode(id, context.t('Findings'), archive.findings, context);
      return [
        ...(broken ? [findings] : []),
        // A server's own WAL directory is not an archive: no recovery uses it alone.
        ...(isServerWal(archive) && archive.windows.length === 0
          ? []
          : windowNodes(id, archive, sets, context)),
        restorePointsNode(id, archive, context),
        ...timelineNodes(id, archive, context),
        partialsNode(id, archive, context),
        historiesNode(id, archive, context),
        ...(broken ? [] : [findings]),
      ].filter((child) => child !== undefined);
    },
  });
}

/** The names for `recovery_target_name`, known once the archive's records were read. */
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
    countText(restorePoints.length, context),
    { name: 'bookmark' },
    {
      children: () =>
        pagedList(
          restorePoints,
          ({ name, time, lsn, timeline }) =>
            node(
              childId(id, `${timeline}:${formatLsn(lsn)}`),
              visibleText(name, 64),
              parts(momentText(time, lsn, context), formatLsn(lsn), t('timeline {0}', timeline)),
              { name: 'bookmark' },
              {
                traits: ['lsn'],
                values: { lsn: formatLsn(lsn) },
                tooltip: () => ({ title: visibleText(name), rows: [[t('Time'), time]], notes: [] }),
              },
            ),
          numbered(id, context),
        ),
    },
  );
}

/** "1 gap · recoverable to Nov 18 23:12:40 · timeline 1: 1,204 segments · timeline 2: 88 segments". */
function archiveSummary(archive: WalArchive, context: TreeContext): string {
  const { t } = context;
  const { timelines } = archive;
  const shown = timelines.slice(-3);
  const more = timelines.length - shown.length;
  if (timelines.length === 0) return segmentsText(archive.segmentCount, context);
  const latest = latestPointText(archive, context);
  return parts(
    gapsText(
      timelines.reduce((sum, { gaps }) => sum + gaps.length, 0),
      context,
    ),
    latest === '' ? '' : t('recoverable to {0}', latest),
    more > 0 ? t('{0} older timelines', more) : '',
    ...shown.map((timeline) =>
      t('timeline {0}: {1}', timeline.timeline, segmentCountText(timeline, context)),
    ),
  );
}

function segmentCountText({ ranges }: TimelineInArchive, context: TreeContext): string {
  const count = ranges.reduce((sum, range) => sum + rangeCount(range), 0);
  return segmentsText(count, context);
}

function gapsText(gaps: number, context: TreeContext): string {
  const { t } = context;
  return gaps === 0 ? '' : gaps === 1 ? t('1 gap') : t('{0} gaps', countText(gaps, context));
}

function forkText({ parent, switchLsn }: TimelineInArchive, { t }: TreeContext): string {
  if (parent === undefined) return '';
  return switchLsn === undefined
    ? t('forked from timeline {0}', parent)
    : t('forked from timeline {0} at {1}', parent, formatLsn(switchLsn));
}

function archiveRows(archive: WalArchive, context: TreeContext): (readonly [string, string])[] {
  const { t } = context;
  const rows: (readonly [string, string])[] = [
    [t('Path'), archive.path],
    [t('Segments'), countText(archive.segmentCount, context)],
    [t('Size on disk'), bytesText(archive.bytes, context)],
  ];
  if (archive.geometry !== undefined) {
    rows.push([t('Segment size'), bytesText(archive.geometry.segmentSize, context)]);
  }
  if (archive.systemIdentifier !== undefined) {
    rows.push([t('System identifier'), archive.systemIdentifier.toString()]);
  }
  return rows;
}

function timelineNodes(parent: string, archive: WalArchive, context: TreeContext): readonly TreeNode[] {
  const { timelines } = archive;
  const { t } = context;
  return pagedList(
    timelines,
    (timeline) => {
      const id = childId(parent, `timeline${String(timeline.timeline)}`);
      const description = parts(
        gapsText(timeline.gaps.length, context),
        segmentCountText(timeline, context),
        forkText(timeline, context),
      );
      return node(
        id,
        t('Timeline {0}', timeline.timeline),
        description,
        { name: 'git-branch' },
        {
          expanded: timelines.length === 1,
          children: () => timelineRangeNodes(id, archive, timeline, context),
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
