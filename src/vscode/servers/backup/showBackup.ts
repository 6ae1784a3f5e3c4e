import { type BackupPage, backupText } from '../documents/backupText';
import type { ServerServices } from '../serverServices';
import type { HeldBackup } from '../../../engine/backup/heldBackup';

/** The current page of a backup. */
export function backupPageOf({ t }: Pick<ServerServices, 't'>, held: HeldBackup): BackupPage {
  const { backup, connection, copy, folder, sql } = held;
  return {
    started: backup.started,
    connection,
    ...(copy === undefined ? {} : { copy }),
    ...(folder === undefined ? {} : { folder }),
    stopSql: sql.stop,
    state: stateOf(held, t),
  };
}

/** Opens the document of a running backup. */
export async function showRunning(services: ServerServices, held: HeldBackup): Promise<void> {
  const { documents, t } = services;
  const { backupId } = held.backup.started;
  if (held.stopped === undefined) documents.set(backupId, backupText(backupPageOf(services, held), t));
  await documents.show(backupId);
}

/** Updates a document that was opened while the backup ran, so that it no longer says that it runs. */
export function showEndOnPage(services: ServerServices, held: HeldBackup): void {
  const { documents, t } = services;
  const { backupId } = held.backup.started;
  if (documents.has(backupId)) documents.set(backupId, backupText(backupPageOf(services, held), t));
}

function stateOf(held: HeldBackup, t: ServerServices['t']): readonly string[] {
  const { backup, stopped, tablespacesUnknown } = held;
  if (backup.lost !== undefined) return [`✗ ${backup.lost.message}`, backup.lost.remedy];
  if (backup.state === 'aborted')
    return [t('✗ The backup was aborted. It has no backup_label, and its copy cannot be used.')];
  if (stopped !== undefined) return [t('✓ The backup is stopped.')];
  const unseen =
    tablespacesUnknown === undefined
      ? []
      : [t('⚠ The list of tablespaces is not visible ({0}). Copy each tablespace too.', tablespacesUnknown)];
  return [
    ...unseen,
    backup.started.mode === 'exclusive'
      ? t(
          '● The backup is running. Keep the window open until the stop: closing it ends the backup, and a copy that is not complete by then cannot be used. If only the connection breaks, the server stays in backup mode.',
        )
      : t(
          '● The backup is running. It ends with the session of this window, so keep the window open until the stop.',
        ),
  ];
}
