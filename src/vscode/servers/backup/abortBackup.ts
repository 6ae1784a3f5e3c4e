import type { DeskServices } from '../servicesOfDesk';
import type { HeldBackup } from '../watch/serverState';
import { sqlText } from './beforeStart';
import { offerSwitchBack } from './offerSwitch';

/** Ends a backup without a result, once that is confirmed. */
export async function abortBackup(services: DeskServices, held: HeldBackup): Promise<void> {
  const { ui, t, held: backups, watch } = services;
  const { label, backupId } = held.backup.started;
  const ended =
    held.sql.abort.length === 0
      ? t('The session is closed, and with it the server forgets the backup.')
      : sqlText(t, held.sql.abort);
  const confirmed = await ui.confirm({
    question: t('Abort the backup {0}?', label),
    detail: `${t('Its copy gets no label and cannot be used.')}\n\n${ended}`,
    action: t('Abort Backup'),
  });
  if (!confirmed) return;
  const { message } = await ui.progress(t('Aborting the backup {0}', label), () => held.backup.abort());
  await backups.forget(backupId);
  watch.refresh(held.connection);
  if (held.switched !== undefined) void offerSwitchBack(services, held.switched);
  void ui.tell('info', t('The backup {0} is aborted. {1}', label, message));
}
