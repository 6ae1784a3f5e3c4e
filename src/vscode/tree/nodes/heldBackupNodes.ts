import { visibleText } from '../../../core/report/visibleText';
import type { HeldBackup } from '../../../engine/backup/heldBackup';
import { heldState } from '../../../engine/backup/heldState';
import type { TreeContext } from '../model/context';
import { elapsedText } from '../model/elapsed';
import { HELD_ICONS, heldWords, isInProgress } from '../model/heldWords';
import { childId, node, type TreeNode } from '../model/node';
import { labelText, parts, pathText } from '../model/text';
import { exactMoment } from '../model/times';

/** A backup that this window holds: its label, how long it runs, and its facts, each of which can be copied. */
export function heldBackupNode(parent: string, held: HeldBackup, context: TreeContext): TreeNode {
  const { t } = context;
  const { backup, connection, folder } = held;
  const { started } = backup;
  const { backupId } = started;
  const id = childId(parent, `backup-${backupId}`);
  const label = t('Backup {0}', labelText(started.label));
  const state = heldState(held);
  const elapsed = isInProgress(state) ? elapsedText(Date.parse(started.startTime), context) : '';
  return node(id, label, parts(heldWords(state, t), elapsed), HELD_ICONS[state], {
    traits: ['backup', state === 'lost' ? 'lost' : 'active'],
    values: { connection, backup: backupId },
    expanded: true,
    tooltip: () => ({
      title: label,
      rows: [],
      notes: notesOf(held),
    }),
    children: () => [
      node(
        childId(id, 'lsn'),
        t('Start'),
        started.startLsn,
        { name: 'debug-start' },
        {
          traits: ['lsn'],
          values: { lsn: started.startLsn },
        },
      ),
      node(
        childId(id, 'segment'),
        t('First WAL segment'),
        started.startSegment,
        { name: 'file-binary' },
        {
          traits: ['segment'],
          values: { segment: started.startSegment },
        },
      ),
      fact(id, 'time', t('Started'), exactMoment(Date.parse(started.startTime), context), 'clock'),
      fact(id, 'mode', t('Mode'), started.mode === 'exclusive' ? t('exclusive') : t('non-exclusive'), 'lock'),
      ...(folder === undefined
        ? []
        : [
            node(
              childId(id, 'folder'),
              t('Copy'),
              pathText(folder),
              { name: 'folder' },
              {
                traits: ['path'],
                values: { path: folder },
              },
            ),
          ]),
    ],
  });
}

function notesOf({ backup: { lost }, trouble }: HeldBackup): readonly string[] {
  if (lost !== undefined) return [lost.message, lost.remedy];
  return trouble === undefined ? [] : [trouble];
}

/** One fact as a leaf whose value can be copied. */
export function fact(parent: string, key: string, label: string, value: string, icon: string): TreeNode {
  return node(
    childId(parent, key),
    label,
    visibleText(value, 200),
    { name: icon },
    {
      traits: ['fact'],
      values: { text: value },
      tooltip: () => ({ title: label, rows: [], notes: [value] }),
    },
  );
}
