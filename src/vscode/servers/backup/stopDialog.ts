import type { StoppedBackup } from '../../../engine/backup/holdBackup';
import type { HeldBackup } from '../../../engine/backup/heldBackup';
import type { NotSaved } from '../../../engine/backup/saveLabel';
import { stopBackup, type StopHost } from '../../../engine/backup/stopBackup';
import type { StopProgress, StopResult } from '../../../postgres/session/backupTypes';
import { archiveText, stoppedText } from '../documents/stoppedText';
import { errorAdvice, errorText, isCanceled } from '../../services/log';
import type { ServerServices } from '../serverServices';
import { askToWait, confirmStop } from './beforeStop';
import { completeStopped } from './completeStopped';
import { labelHost, notSavedText } from './labelDialogs';
import { offerSwitchBack } from './offerSwitch';
import { backupPageOf } from './showBackup';
import { stopProgressText } from './stopProgress';

/** Stops a backup with the engine: shows its questions and its progress, and offers the next steps. */
export function stopDialog(services: ServerServices, held: HeldBackup): Promise<void> {
  return stopBackup(services.heldBackups, held, hostOf(services));
}

function hostOf(services: ServerServices): StopHost {
  const { documents, t } = services;
  return {
    ...labelHost(services),
    wait: (held) => askToWait(services, held),
    agree: (held, facts) => confirmStop(services, held, facts),
    during: (held, work) => showStop(services, held, work),
    async show(held, result, saved) {
      const { backupId } = result.started;
      documents.set(backupId, stoppedText(backupPageOf(services, held), result, saved, t));
      await documents.show(backupId);
    },
    offerSwitchBack: (switched, isArchived) => {
      void offerSwitchBack(services, switched, isArchived);
    },
    done: (held, result, folder) => {
      services.watch.refresh(held.connection);
      void offerToComplete(services, held, result, folder);
    },
    notSaved: (held, why, again) => {
      void offerToSave(services, held, why, again);
    },
  };
}

async function showStop(
  { ui, t, log }: ServerServices,
  held: HeldBackup,
  work: Parameters<StopHost['during']>[1],
): Promise<StoppedBackup | undefined> {
  const { label } = held.backup.started;
  try {
    return await ui.progress(t('Stopping the backup “{0}”', label), (report, signal) => {
      const onProgress = (progress: StopProgress): void => {
        report(stopProgressText(progress, t));
        if (progress.kind === 'server-message') log.info(`${held.connection}: ${progress.message.text}`);
      };
      return work(onProgress, signal);
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

/** Says that the backup is stopped, and offers to complete the set if its directory is known. */
async function offerToComplete(
  services: ServerServices,
  { connection }: HeldBackup,
  result: StopResult,
  folder: string | undefined,
): Promise<void> {
  const { ui, t, log } = services;
  const message = t('The backup “{0}” is stopped. {1}', result.started.label, archiveText(result.archive, t));
  const complete = t('Complete Set with Its WAL');
  const answer = await ui.report('info', message, ...(folder === undefined ? [] : [complete]));
  if (answer !== complete || folder === undefined) return;
  await completeStopped(services, connection, folder, result).catch((error: unknown) => {
    log.error(errorText(error));
    void ui.report('error', errorAdvice(error));
  });
}

async function offerToSave(
  { ui, t }: ServerServices,
  held: HeldBackup,
  why: NotSaved,
  again: () => Promise<void>,
): Promise<void> {
  const choose = t('Choose the Directory of the Copy…');
  const message = t(
    'The backup “{0}” is stopped, but its backup_label is not in the copy yet. Without that file, the copy cannot be used. {1}',
    held.backup.started.label,
    notSavedText(why, t),
  );
  if ((await ui.report('warning', message, choose)) === choose) await again();
}
