import type { TimelineInArchive, WalArchive } from '../../../core/model/walArchive';
import type { WalGeometry } from '../../../core/wal/geometry';
import { rangeCount, segmentName, type SegmentRange } from '../../../core/wal/segmentName';
import { type GapEffect, gapEffectsIn } from '../../../core/timeline/gapEffects';
import { countText, type TreeContext } from '../model/context';
import { childId, node, type NodeIcon, type TreeNode } from '../model/node';
import { numbered, pagedList } from '../model/paging';
import { segmentNodes } from '../model/segments';
import { segmentRangeText } from '../model/segmentText';
import { bytesText, parts, segmentsText } from '../model/text';

const PRESENT: NodeIcon = { name: 'layers' };
const GAP: NodeIcon = { name: 'warning', color: 'list.warningForeground' };
const FORK_GAP: NodeIcon = { name: 'error', color: 'list.errorForeground' };
const PARTIAL: NodeIcon = { name: 'circle-outline' };

interface TimelineRange {
  readonly range: SegmentRange;
  readonly gap: boolean;
}

/** The ranges and gaps of a timeline, in WAL order. */
export function timelineRangeNodes(
  parent: string,
  archive: WalArchive,
  timeline: TimelineInArchive,
  context: TreeContext,
): readonly TreeNode[] {
  const { geometry } = archive;
  if (geometry === undefined) return [];
  const ranges = inOrder(timeline);
  const effectOf = gapEffectsIn(archive);
  return pagedList(
    ranges,
    ({ range, gap }) =>
      gap
        ? gapNode(parent, range, effectOf(range), geometry, context)
        : rangeNode(parent, range, PRESENT, archive, geometry, context),
    (first, last, children) => ({
      ...numbered(parent, context)(first, last, children),
      ...spanOf(ranges.slice(first, last + 1)),
    }),
  );
}

function spanOf(ranges: readonly TimelineRange[]): Pick<TreeNode, 'span'> {
  const first = ranges[0];
  const last = ranges.at(-1);
  return first === undefined || last === undefined ? {} : { span: { ...first.range, last: last.range.last } };
}

/** Segments that were archived before they were full. Recovery reads them only if they are renamed by hand. */
export function partialsNode(
  parent: string,
  archive: WalArchive,
  context: TreeContext,
): TreeNode | undefined {
  const { partials, geometry } = archive;
  if (partials.length === 0 || geometry === undefined) return undefined;
  const id = childId(parent, 'partials');
  const count = partials.reduce((sum, run) => sum + rangeCount(run), 0);
  const title = context.t('Partial segments');
  return node(id, title, countText(count, context), PARTIAL, {
    tooltip: () => ({
      title,
      rows: [],
      notes: [
        context.t('Recovery does not read a .partial file; a complete segment of the same name replaces it.'),
      ],
    }),
    children: () =>
      pagedList(
        partials,
        (run) => rangeNode(id, run, PARTIAL, archive, geometry, context),
        numbered(id, context),
      ),
  });
}

function inOrder(timeline: TimelineInArchive): readonly TimelineRange[] {
  const ranges = [
    ...timeline.ranges.map((range) => ({ range, gap: false })),
    ...timeline.gaps.map((range) => ({ range, gap: true })),
  ];
  return ranges.sort((a, b) => a.range.first - b.range.first);
}

function gapNode(
  parent: string,
  range: SegmentRange,
  effect: GapEffect,
  geometry: WalGeometry,
  context: TreeContext,
): TreeNode {
  const count = rangeCount(range);
  const name = segmentName(range.timeline, range.first, geometry);
  const { t } = context;
  const label = t('Gap {0}', segmentRangeText(range, geometry));
  const missing = count === 1 ? t('1 segment missing') : t('{0} segments missing', countText(count, context));
  const { words, note, icon } = gapMeaning(range, effect, context);
  return node(childId(parent, `gap${name}`), label, parts(missing, words), icon, {
    traits: ['segment'],
    values: { segment: name },
    span: range,
    tooltip: () => ({ title: label, rows: [], notes: [note] }),
  });
}

export interface GapMeaning {
  readonly words: string;
  readonly note: string;
  readonly icon: NodeIcon;
}

/** The consequence of a gap in words. */
export function gapMeaning(gap: SegmentRange, effect: GapEffect, { t }: TreeContext): GapMeaning {
  if (effect.leadsToWrongBranch) {
    const note = t(
      'Recovery reads the old timeline’s file instead, and the server starts with data of the old timeline, without an error.',
    );
    return { words: t('leads to data of the old timeline'), note, icon: FORK_GAP };
  }
  const { bypassedBy } = effect;
  const words = bypassedBy === undefined ? '' : t('not needed for timeline {0}', bypassedBy);
  const note = t(
    'Recovery along timeline {0} ends here; points after the gap cannot be reached.',
    gap.timeline,
  );
  return { words, note, icon: GAP };
}

function rangeNode(
  parent: string,
  range: SegmentRange & { readonly suffix?: string },
  icon: NodeIcon,
  archive: WalArchive,
  geometry: WalGeometry,
  context: TreeContext,
): TreeNode {
  const leaf = (id: string, segment: number, name: string): TreeNode => ({
    ...segmentLeaf(id, name, range.suffix, archive, context),
    span: { timeline: range.timeline, first: segment, last: segment },
  });
  const first = segmentName(range.timeline, range.first, geometry);
  if (range.first === range.last) return leaf(childId(parent, first), range.first, first);
  const id = childId(parent, `run${first}${range.suffix ?? ''}`);
  const count = rangeCount(range);
  const size = bytesText(count * geometry.segmentSize, context);
  const description = parts(`${segmentsText(count, context)}, ${size}`, range.suffix);
  return node(id, segmentRangeText(range, geometry), description, icon, {
    spoken: context.t('Segments {0} to {1}', first, segmentName(range.timeline, range.last, geometry)),
    span: range,
    children: () => segmentNodes(id, range, { geometry, context, leaf }),
  });
}

function segmentLeaf(
  id: string,
  name: string,
  suffix: string | undefined,
  archive: WalArchive,
  context: TreeContext,
): TreeNode {
  return node(
    id,
    name,
    suffix ?? '',
    { name: 'file-binary' },
    {
      spoken: context.t('Segment {0}', name),
      traits: ['segment', ...(suffix === undefined ? [] : (['path'] as const))],
      values:
        suffix === undefined
          ? { segment: name }
          : { segment: name, path: `${archive.path}/${name}${suffix}` },
    },
  );
}
