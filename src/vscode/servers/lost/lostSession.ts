import type { LostSession } from '../../../postgres/session/backupTypes';
import { showRunning, showEndOnPage } from '../backup/showBackup';
import type { ServerServices } from '../serverServices';
import type { HeldBackup } from '../../../engine/backup/heldBackup';
import { backupModeNow } from './backupModeNow';
import { endBackupMode } from './endBackupMode';
import { modeText } from './lostWords';

/** Reports a backup whose session this window has just lost, until the user has seen it. */
export async function reportLostSession(
  services: ServerServices,
  held: HeldBackup,
  lost: LostSession,
): Promise<void> {
  const { ui, t, log, watch } = services;
  const { started } = held.backup;
  watch.refresh(held.connection);
  showEndOnPage(services, held);
  for (;;) {
    const asked = started.mode === 'exclusive';
    const now = asked
      ? await backupModeNow(services, { ...started, connection: held.connection })
      : undefined;
    const meaning =
      now === undefined
        ? `${lost.message} ${lost.remedy}`
        : `${lost.happened} ${modeText(now, t('Its copy'), t)}`;
    log.error(`${held.connection}: ${meaning}`);
    const show = t('Show Backup');
    const end = t('End Backup Mode…');
    const again = t('Ask Again');
    const copy = t('Copy SQL');
    const { endStatement } = lost;
    const mayEnd = (now?.kind === 'still' || now?.kind === 'unknown') && endStatement !== undefined;
    const answer = await ui.report(
      'error',
      t('The backup “{0}” of {1} is lost. {2}', started.label, held.connection, meaning),
      ...(mayEnd ? [end] : []),
      ...(now?.kind === 'unknown' ? [again] : []),
      show,
      ...(mayEnd ? [copy] : []),
    );
    if (answer === undefined) return;
    if (answer === show) await showRunning(services, held);
    if (answer === copy && endStatement !== undefined) await ui.copy(endStatement);
    const ended = answer === end && (await endBackupMode(services, held.connection, endStatement ?? ''));
    if (ended || answer === show) return;
  }
}
