import { abortHeld } from '../../../engine/backup/holdBackup';
import type { BackupMode } from '../../../postgres/session/backupTypes';
import type { ServerServices } from '../serverServices';
import type { HeldBackup } from '../../../engine/backup/heldBackup';
import { sqlText } from './beforeStart';
import { offerSwitchBack } from './offerSwitch';
import { showEndOnPage } from './showBackup';

/** Ends a backup without a result, after a confirmation. */
export async function abortBackup(services: ServerServices, held: HeldBackup): Promise<void> {
  const { ui, t, heldBackups, watch } = services;
  const { label, mode } = held.backup.started;
  const ended =
    held.sql.abort.length === 0
      ? t('The session is closed, and the server discards the backup.')
      : sqlText(t, held.sql.abort);
  const confirmed = await ui.confirm({
    question: t('Abort the backup “{0}”?', label),
    detail: `${copyText(mode, t)}\n\n${ended}`,
    action: t('Abort Backup'),
  });
  if (!confirmed) return;
  const message = await ui.progress(t('Aborting the backup “{0}”', label), () =>
    abortHeld(heldBackups, held),
  );
  showEndOnPage(services, held);
  watch.refresh(held.connection);
  if (held.switched !== undefined) void offerSwitchBack(services, held.switched, true);
  void ui.report('info', t('The backup “{0}” is aborted. {1}', label, message));
}

function copyText(mode: BackupMode, t: ServerServices['t']): string {
  return mode === 'exclusive'
    ? t(
        'The server leaves backup mode and removes backup_label. A copy that is not complete by then cannot be used.',
      )
    : t('Its copy gets no backup_label and cannot be used.');
}
