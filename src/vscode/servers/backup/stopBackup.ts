import type { StopProgress, StopResult } from '../../../postgres/session/backupTypes';
import { archiveText, stoppedText } from '../documents/stoppedText';
import { errorAdvice, errorText, isCanceled } from '../../services/log';
import type { ServerServices } from '../serverServices';
import type { HeldBackup } from '../../../engine/backup/heldBackup';
import { askBeforeStop } from './beforeStop';
import { completeStopped } from './completeStopped';
import { offerSwitchBack } from './offerSwitch';
import { saveLabel } from './saveLabel';
import { settleStopped, stopHeld, type StoppedBackup } from '../../../engine/backup/holdBackup';
import { pageOf } from './showBackup';
import { stopProgressText } from './stopProgress';

/** Asks, stops in the session that started it, writes the label into the copy, and offers the next steps. */
export async function stopBackup(services: ServerServices, held: HeldBackup): Promise<void> {
  if (held.stopped !== undefined) {
    await afterStop(services, held, held.stopped, undefined);
    return;
  }
  const wait = await askBeforeStop(services, held);
  if (wait === undefined) return;
  const ended = await stop(services, held, wait);
  if (ended !== undefined) await afterStop(services, ended, ended.stopped, held.folder);
}

async function stop(
  services: ServerServices,
  held: HeldBackup,
  waitForArchive: boolean,
): Promise<StoppedBackup | undefined> {
  const { ui, t, log, held: backups } = services;
  const { label } = held.backup.started;
  try {
    return await ui.progress(t('Stopping the backup “{0}”', label), (report, signal) => {
      const onProgress = (progress: StopProgress): void => {
        report(stopProgressText(progress, t));
        if (progress.kind === 'server-message') log.info(`${held.connection}: ${progress.message.text}`);
      };
      return stopHeld(backups, held, waitForArchive, onProgress, signal);
    });
  } catch (error) {
    if (!isCanceled(error)) throw error;
    void ui.report(
      'warning',
      t(
        'The backup “{0}” is not stopped yet: the server still waits for archiving. Stop it again to see the result.',
        label,
      ),
    );
    return undefined;
  }
}

/**
 * Writes label and map into the copy (in `known`, or where the user says), shows the result, and offers to complete the
 * set.
 */
async function afterStop(
  services: ServerServices,
  held: HeldBackup,
  result: StopResult,
  known: string | undefined,
): Promise<void> {
  const { ui, t, documents, held: backups } = services;
  const { backupId, label } = result.started;
  const { saved, folder } = await saveLabel(services, known, result, result.started);
  const settled = { ...held, ...(folder === undefined ? {} : { folder }) };
  documents.set(backupId, stoppedText(pageOf(services, settled), result, saved, t));
  await documents.show(backupId);
  if (held.switched !== undefined)
    void offerSwitchBack(services, held.switched, result.archive === 'archived');
  await settleStopped(backups, settled, result, saved.kind !== 'not-saved');
  if (saved.kind === 'not-saved') {
    void offerToSave(services, settled, saved.why);
    return;
  }
  services.watch.refresh(held.connection);
  const message = t('The backup “{0}” is stopped. {1}', label, archiveText(result.archive, t));
  const complete = t('Complete the Set');
  void ui.report('info', message, ...(folder === undefined ? [] : [complete])).then(async (answer) => {
    if (answer !== complete || folder === undefined) return;
    await completeStopped(services, held.connection, folder, result).catch((error: unknown) => {
      services.log.error(errorText(error));
      void ui.report('error', errorAdvice(error));
    });
  });
}

async function offerToSave(services: ServerServices, held: HeldBackup, why: string): Promise<void> {
  const { ui, t } = services;
  const choose = t('Choose the Directory of the Copy…');
  const message = t(
    'The backup “{0}” is stopped, but its backup_label is not in the copy yet. Without that file, the copy cannot be used. {1}',
    held.backup.started.label,
    why,
  );
  const { stopped } = held;
  if ((await ui.report('warning', message, choose)) !== choose || stopped === undefined) return;
  await afterStop(services, held, stopped, undefined);
}
