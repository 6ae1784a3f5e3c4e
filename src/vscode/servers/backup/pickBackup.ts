import type { ServerServices } from '../serverServices';
import type { HeldBackup } from '../../../engine/backup/heldBackup';

/** The element that a command was called on. Both may be absent, and they may contain anything. */
export interface ActionArgument {
  readonly connection?: string;
  readonly backup?: string;
  /** The tool of the copy commands. */
  readonly tool?: string;
}

/** The backup that a command applies to: the named one, the only one of the connection or of all, or the picked one. */
export async function pickBackup(
  services: ServerServices,
  target: ActionArgument,
): Promise<HeldBackup | undefined> {
  const { heldBackups, ui, t } = services;
  const named = target.backup === undefined ? undefined : heldBackups.find(target.backup);
  if (named !== undefined) return named;
  const candidates = heldBackups.all.filter(
    ({ connection }) => target.connection === undefined || connection === target.connection,
  );
  const [first, ...others] = candidates;
  if (first === undefined) {
    void ui.report('info', t('No backup is running in this window.'));
    return undefined;
  }
  if (others.length === 0) return first;
  const picked = await ui.ask<{ readonly id: string }>(
    t('Which backup?'),
    (answers) => [
      {
        kind: 'pick',
        id: 'backup',
        prompt: t('Which backup?'),
        active: answers.id,
        choices: candidates.map(({ backup, connection }) => ({
          value: backup.started.backupId,
          label: backup.started.label,
          description: connection,
          detail: t('started {0} at {1}', backup.started.startTime, backup.started.startLsn),
        })),
        apply: (_before, id) => ({ id }),
      },
    ],
    { id: first.backup.started.backupId },
  );
  return picked === undefined ? undefined : heldBackups.find(picked.id);
}
