import type { HeldBackup } from '../../../engine/backup/heldBackup';
import type { ServerServices } from '../serverServices';
import { sqlText } from './beforeStart';
import type { StopFacts } from '../../../engine/backup/stopBackup';

/** Asks for confirmation of a stop, with its consequences. */
export function confirmStop(
  { ui, t }: ServerServices,
  held: HeldBackup,
  { wait, label }: StopFacts,
): Promise<boolean> {
  const { label: name, version } = held.backup.started;
  const detail = [
    ...(label === undefined ? [] : labelLines(label, held.folder ?? '', t)),
    ...(wait === 'nothing' ? [noArchiveText(held, t)] : []),
    ...(wait === 'server' ? [ownWaitText(version.series, t)] : []),
    sqlText(t, held.sql.stop),
  ];
  return ui.confirm({
    question: t('Stop the backup “{0}”? Its copy must be complete now.', name),
    detail: detail.join('\n\n'),
    action: t('Stop Backup'),
  });
}

function noArchiveText({ backup }: HeldBackup, t: ServerServices['t']): string {
  return backup.started.takenFrom === 'standby'
    ? t(
        'This standby does not archive WAL. Take the WAL of the backup from the archive of its primary, or from this server right after the stop.',
      )
    : t(
        'This server does not archive WAL. Copy the WAL of the backup right after the stop, before the server recycles the files: use Complete Set with Its WAL.',
      );
}

function ownWaitText(series: string, t: ServerServices['t']): string {
  return t(
    'PostgreSQL {0} always waits until the required WAL is archived, even while archiving fails. You can close the progress notification: the server continues, and stopping again shows the result.',
    series,
  );
}

/** The stop removes the label of an exclusive backup from the server: if the copy lacks it then, it is lost. */
function labelLines(
  found: NonNullable<StopFacts['label']>,
  folder: string,
  t: ServerServices['t'],
): readonly string[] {
  switch (found) {
    case 'unknown':
      return [
        t('The copy must already contain backup_label: the stop removes that file from the data directory.'),
      ];
    case 'ours':
      return [];
    case 'absent':
      return [
        t(
          '⚠ {0} has no backup_label: either the copy is not complete, or the copying program left it out. The stop removes that file from the data directory.',
          folder,
        ),
      ];
    case 'other':
      return [
        t(
          '⚠ The backup_label in {0} belongs to another backup. Check that this is the right directory.',
          folder,
        ),
      ];
  }
}

/** Asks whether to wait for the archive; undefined if the user canceled. */
export async function askToWait(
  { ui, t }: ServerServices,
  { backup }: HeldBackup,
): Promise<boolean | undefined> {
  const answer = await ui.ask<{ readonly wait: string }>(
    t('Stop the backup “{0}”', backup.started.label),
    (answers) => [
      {
        kind: 'pick',
        id: 'wait',
        prompt: t('Wait until the required WAL is archived?'),
        active: answers.wait,
        choices: [
          {
            value: 'wait',
            label: t('Wait for archiving'),
            detail: t(
              'Ends when every required WAL file is archived. The progress shows the missing files, and you can continue without them',
            ),
          },
          {
            value: 'no',
            label: t('Do not wait'),
            detail: t('Ends at once. Check afterwards whether the archive has the WAL'),
          },
        ],
        apply: (_before, wait) => ({ wait }),
      },
    ],
    { wait: 'wait' },
  );
  return answer === undefined ? undefined : answer.wait === 'wait';
}
