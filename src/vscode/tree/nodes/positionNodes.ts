import type { BackupSet } from '../../../core/model/backupSet';
import type { StartPosition, StopSource } from '../../../core/model/positions';
import { offsetInSegment, segmentOfEnd, segmentOfStart } from '../../../core/wal/geometry';
import { formatLsn } from '../../../core/ground/lsn';
import { segmentName } from '../../../core/wal/segmentName';
import { countText, type TreeContext } from '../model/context';
import { childId, node, type NodeIcon, type NodeTooltip, type TreeNode } from '../model/node';
import { parts } from '../model/text';
import { exactTime } from '../model/times';

const START_ICON: NodeIcon = { name: 'arrow-circle-right' };
const STOP_ICON: NodeIcon = { name: 'stop-circle' };
const UNKNOWN_ICON: NodeIcon = { name: 'question', color: 'disabledForeground' };

/** Where recovery begins to read WAL. */
export function startNode(parent: string, set: BackupSet, context: TreeContext): TreeNode {
  const id = childId(parent, 'start');
  const { t } = context;
  if (set.start === undefined) return node(id, t('Start'), t('unknown'), UNKNOWN_ICON);
  return positionNode(id, t('Start'), set, set.start, segmentOfStart, undefined, START_ICON, context);
}

/** Where the backup becomes consistent, and the file or record that shows it. */
export function stopNode(parent: string, set: BackupSet, context: TreeContext): TreeNode {
  const id = childId(parent, 'stop');
  const { t } = context;
  if (set.stop === undefined) {
    return node(id, t('Stop'), t('unknown'), UNKNOWN_ICON);
  }
  const source = t('from {0}', sourceText(set.stop.source, context));
  return positionNode(id, t('Stop'), set, set.stop, segmentOfEnd, source, STOP_ICON, context);
}

/** The words for the source of the stop location. */
function sourceText(source: StopSource, { t }: TreeContext): string {
  switch (source) {
    case 'backup-history-file':
      return t('backup history file');
    case 'manifest':
      return t('backup manifest');
    case 'backup-end-record':
      return t('backup-end record in the WAL');
    case 'minimum-recovery-point':
      return t('minimum recovery point in pg_control');
    case 'shutdown-checkpoint':
      return t('checkpoint of the shutdown');
    case 'tool-metadata':
      return t('the backup tool’s metadata');
  }
}

function positionNode(
  id: string,
  title: string,
  set: BackupSet,
  position: StartPosition,
  segmentOf: typeof segmentOfStart,
  source: string | undefined,
  icon: NodeIcon,
  context: TreeContext,
): TreeNode {
  const lsn = formatLsn(position.lsn);
  const { geometry } = set;
  const segment =
    geometry === undefined
      ? undefined
      : segmentName(position.timeline, segmentOf(position.lsn, geometry), geometry);
  return node(id, title, parts(lsn, exactTime(position.time, context), segment, source), icon, {
    traits: segment === undefined ? ['lsn'] : ['lsn', 'segment'],
    values: segment === undefined ? { lsn } : { lsn, segment },
    tooltip: () => positionTooltip(title, set, position, segment, source, context),
  });
}

function positionTooltip(
  title: string,
  set: BackupSet,
  position: StartPosition,
  segment: string | undefined,
  source: string | undefined,
  context: TreeContext,
): NodeTooltip {
  const { t } = context;
  const byte = set.geometry === undefined ? undefined : offsetInSegment(position.lsn, set.geometry);
  const rows: (readonly [string, string | undefined])[] = [
    [t('Timeline'), String(position.timeline)],
    [t('Segment'), segment],
    [t('Byte in the segment'), byte === undefined ? undefined : countText(byte, context)],
    [t('Time'), exactTime(position.time, context)],
    [t('As written in the file'), position.time?.text],
    [t('Source'), source],
  ];
  return {
    title: `${title} ${formatLsn(position.lsn)}`,
    rows: rows.filter((row): row is readonly [string, string] => row[1] !== undefined && row[1] !== ''),
    notes: [],
  };
}
