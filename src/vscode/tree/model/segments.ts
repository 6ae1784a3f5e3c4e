import { hex8, rangeCount, segmentName, type SegmentRange } from '../../../core/wal/segmentName';
import { segmentsPerLog, type WalGeometry } from '../../../core/wal/geometry';
import type { TreeContext } from './context';
import { childId, node, type TreeNode } from './node';
import { MAX_CHILDREN, paged } from './paging';
import { segmentRangeText } from './segmentText';
import { segmentsText } from './text';

/** How the segments of one range are shown. */
export interface SegmentStyle {
  readonly geometry: WalGeometry;
  readonly context: TreeContext;
  readonly leaf: (id: string, segment: number, name: string) => TreeNode;
}

const GROUP_ICON = { name: 'folder' };

/** The nodes below a range: its segments, or one node for each WAL log file (4 GB of locations) when there are many. */
export function segmentNodes(parent: string, range: SegmentRange, style: SegmentStyle): readonly TreeNode[] {
  if (rangeCount(range) <= MAX_CHILDREN) return leaves(parent, range, style);
  const perLog = segmentsPerLog(style.geometry);
  const firstLog = Math.floor(range.first / perLog);
  const lastLog = Math.floor(range.last / perLog);
  const within = (from: number, to: number): SegmentRange => ({
    timeline: range.timeline,
    first: Math.max(range.first, from * perLog),
    last: Math.min(range.last, (to + 1) * perLog - 1),
  });
  return paged(
    lastLog - firstLog + 1,
    (index) => logFile(parent, firstLog + index, within(firstLog + index, firstLog + index), style),
    (first, last, children) => page(parent, within(firstLog + first, firstLog + last), style, children),
  );
}

function logFile(parent: string, log: number, range: SegmentRange, style: SegmentStyle): TreeNode {
  const { context } = style;
  const id = childId(parent, `log${log.toString(16)}`);
  const label = context.t('WAL log file {0}', hex8(log));
  return node(id, label, segmentsText(rangeCount(range), context), GROUP_ICON, {
    group: true,
    span: range,
    children: () => leaves(id, range, style),
  });
}

function leaves(parent: string, range: SegmentRange, style: SegmentStyle): readonly TreeNode[] {
  return paged(
    rangeCount(range),
    (index) => {
      const segment = range.first + index;
      const name = segmentName(range.timeline, segment, style.geometry);
      return style.leaf(childId(parent, name), segment, name);
    },
    (first, last, children) =>
      page(parent, { ...range, first: range.first + first, last: range.first + last }, style, children),
  );
}

function page(
  parent: string,
  range: SegmentRange,
  style: SegmentStyle,
  children: () => readonly TreeNode[],
): TreeNode {
  const first = segmentName(range.timeline, range.first, style.geometry);
  const label = segmentRangeText(range, style.geometry);
  const id = childId(parent, `page${String(rangeCount(range))}.${first}`);
  return node(id, label, segmentsText(rangeCount(range), style.context), GROUP_ICON, {
    group: true,
    span: range,
    children,
  });
}
