import type { BackupSet } from '../../../core/model/backupSet';
import type { RequiredWal, SegmentRun, SegmentState } from '../../../core/model/requiredWal';
import type { WalGeometry } from '../../../core/wal/geometry';
import { rangeCount, segmentName } from '../../../core/wal/segmentName';
import { countText, type TreeContext } from '../model/context';
import { childId, node, type NodeIcon, type NodeTooltip, type TreeNode } from '../model/node';
import { numbered, pagedList } from '../model/paging';
import { relativePath } from '../model/paths';
import { segmentNodes } from '../model/segments';
import { segmentRangeText } from '../model/segmentText';
import { bytesText, parts, segmentsText } from '../model/text';
import { wrongSegmentText } from '../model/wrongSegment';

const STATE_ICONS: Record<SegmentState, NodeIcon> = {
  present: { name: 'check', color: 'testing.iconPassed' },
  missing: { name: 'close', color: 'list.errorForeground' },
  absent: { name: 'question', color: 'disabledForeground' },
  wrong: { name: 'error', color: 'list.errorForeground' },
};

/** Id of the node of a set's WAL. */
export function requiredNodeId(setNodeId: string): string {
  return childId(setNodeId, 'required');
}

/** The WAL that the set needs, in the order in which recovery reads it. */
export function requiredNode(parent: string, set: BackupSet, context: TreeContext): TreeNode {
  const id = requiredNodeId(parent);
  const { required, geometry } = set;
  const { t } = context;
  const title = t('Required WAL');
  if (required === undefined || geometry === undefined) {
    const why =
      set.start === undefined ? t('unknown without a start location') : t('unknown without a segment size');
    return node(id, title, why, { name: 'question', color: 'disabledForeground' });
  }
  const timelines = [...new Set(required.ranges.map((range) => range.timeline))];
  const description = parts(
    `${segmentsText(required.count, context)}, ${bytesText(required.bytes, context)}`,
    timelines.length > 1 ? t('timelines {0}', timelines.join(', ')) : t('timeline {0}', timelines[0] ?? '–'),
    required.openEnd ? t('the stop location is unknown') : '',
  );
  const whole = {
    title: `${title}: ${description}`,
    rows: [],
    notes: required.openEnd ? [openEndNote(context)] : [],
  };
  return node(
    id,
    title,
    description,
    { name: 'layers' },
    {
      traits: ['set'],
      values: { setId: set.id },
      expanded: required.runs.length > 1 && required.runs.length <= 20,
      tooltip: () => whole,
      children: () => runNodes(id, required, geometry, timelines.length > 1, context),
    },
  );
}

function openEndNote({ t }: TreeContext): string {
  return t(
    'The stop location of this backup is unknown. The list covers the WAL from its start to the end of the available WAL.',
  );
}

function runNodes(
  parent: string,
  required: RequiredWal,
  geometry: WalGeometry,
  severalTimelines: boolean,
  context: TreeContext,
): readonly TreeNode[] {
  const { runs } = required;
  return pagedList(
    runs,
    (run) => runNode(parent, run, geometry, severalTimelines, context),
    (first, last, children) => ({
      ...numbered(parent, context)(first, last, children),
      ...spanOf(runs.slice(first, last + 1)),
    }),
  );
}

/** A page can be followed down to a segment only if it is one range of one timeline. */
function spanOf(runs: readonly SegmentRun[]): Pick<TreeNode, 'span'> {
  const first = runs[0];
  const last = runs.at(-1);
  if (first === undefined || first.timeline !== last?.timeline) return {};
  return { span: { timeline: first.timeline, first: first.first, last: last.last } };
}

function runNode(
  parent: string,
  run: SegmentRun,
  geometry: WalGeometry,
  severalTimelines: boolean,
  context: TreeContext,
): TreeNode {
  const firstName = segmentName(run.timeline, run.first, geometry);
  const count = rangeCount(run);
  if (count === 1) return segmentNode(childId(parent, firstName), run.first, run, firstName, context);
  const id = childId(parent, `run${firstName}`);
  const lastName = segmentName(run.timeline, run.last, geometry);
  const words = `${countText(count, context)} ${stateText(run, context)}`;
  const timeline = severalTimelines ? context.t('timeline {0}', run.timeline) : '';
  return node(
    id,
    segmentRangeText(run, geometry),
    parts(words, timeline, archiveNameText(run, context)),
    STATE_ICONS[run.state],
    {
      spoken: context.t('Segments {0} to {1}, {2}', firstName, lastName, words),
      span: run,
      tooltipKey: run.level,
      tooltip: () => runTooltip(`${firstName} – ${lastName}`, run, context),
      children: () =>
        segmentNodes(id, run, {
          geometry,
          context,
          leaf: (leafId, segment, name) => segmentNode(leafId, segment, run, name, context),
        }),
    },
  );
}

function segmentNode(
  id: string,
  segment: number,
  run: SegmentRun,
  name: string,
  context: TreeContext,
): TreeNode {
  const path = run.archive === undefined ? undefined : `${run.archive}/${name}${run.suffix}`;
  const described = parts(stateText(run, context), archiveNameText(run, context));
  return node(id, name, described, STATE_ICONS[run.state], {
    spoken: context.t('Segment {0}, {1}', name, described),
    traits: path === undefined ? ['segment'] : ['segment', 'path'],
    values: path === undefined ? { segment: name } : { segment: name, path },
    span: { timeline: run.timeline, first: segment, last: segment },
    tooltipKey: run.level,
    tooltip: () => runTooltip(name, run, context),
  });
}

function stateText(run: SegmentRun, { t }: TreeContext): string {
  switch (run.state) {
    case 'missing':
      return t('missing');
    case 'absent':
      return t('not found, perhaps not needed');
    case 'wrong':
      return wrongSegmentText(run.code, t);
    case 'present':
      return t('present');
  }
}

function archiveNameText(run: SegmentRun, context: TreeContext): string {
  return run.archive === undefined ? '' : parts(relativePath(run.archive, context), run.suffix);
}

function runTooltip(title: string, run: SegmentRun, context: TreeContext): NodeTooltip {
  const { t } = context;
  const checked = {
    names: t('name and size'),
    headers: t('name, size and first page'),
    records: t('every page and record'),
  };
  const rows: (readonly [string, string])[] = [[t('State'), stateText(run, context)]];
  if (run.archive !== undefined) rows.push([t('In'), run.archive]);
  if (run.suffix !== '') rows.push([t('Compressed'), run.suffix]);
  if (run.archive !== undefined) rows.push([t('Checked'), checked[run.level]]);
  return { title, rows, notes: [] };
}
