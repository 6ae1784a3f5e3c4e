import { BACKUP_LOST_POLL_MS } from './poll';
import { errorText } from '../../services/log';
import { saveLabel } from '../backup/saveLabel';
import type { BackupRecord } from '../records/record';
import type { RecordStore } from '../records/recordStore';
import type { DeskServices } from '../servicesOfDesk';
import { sleep } from '../watch/sleep';
import { lostText } from './lostWords';

/**
 * Tells of the backups whose windows are gone, now and as long as there are records of other windows: one of them may
 * end while this one lives, and after a reload the window before may take a moment to be gone.
 */
export async function tellOfLostBackups(
  services: DeskServices,
  records: RecordStore,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted && !(await records.isEmpty())) {
    for (const record of await records.takeLost()) void tell(services, records, record);
    await sleep(BACKUP_LOST_POLL_MS, signal);
  }
}

/** The record goes only when the user has seen the message: closing the window without an answer tells him again. */
async function tell(services: DeskServices, records: RecordStore, record: BackupRecord): Promise<void> {
  const { ui, t, log } = services;
  const text = lostText(record, t);
  log.warn(text);
  const { end, copy, save } = buttonsOf(record, t);
  const buttons = [end, copy, save].filter((button) => button !== undefined);
  const answer = await ui.tell('error', text, ...buttons);
  if (answer !== undefined && answer === save && !(await saveFrom(services, record))) {
    void tell(services, records, record);
    return;
  }
  if (answer !== undefined && answer === copy) await ui.copy(record.endSql);
  if (answer !== undefined && answer === end) await endBackupMode(services, record);
  await records.remove(record.id);
}

function buttonsOf(
  record: BackupRecord,
  t: DeskServices['t'],
): { readonly end?: string; readonly copy?: string; readonly save?: string } {
  if (record.state === 'stopped' && record.labelFile !== undefined)
    return { save: t('Choose the Folder of the Copy…') };
  if (record.state !== 'running' || !record.exclusive) return {};
  return { end: t('End Backup Mode…'), ...(record.endSql === '' ? {} : { copy: t('Copy SQL') }) };
}

async function saveFrom(services: DeskServices, record: BackupRecord): Promise<boolean> {
  const { ui, t } = services;
  const bytes = (text: string): Uint8Array => Buffer.from(text, 'base64');
  const { labelFile, tablespaceMap } = record;
  const { saved } = await saveLabel(services, undefined, {
    ...(labelFile === undefined ? {} : { labelFile: bytes(labelFile) }),
    ...(tablespaceMap === undefined ? {} : { tablespaceMap: bytes(tablespaceMap) }),
  });
  if (saved.kind === 'not-saved') {
    await ui.refuse(t('backup_label was not written'), saved.why);
    return false;
  }
  return true;
}

/** Ends the exclusive backup of the server that the record names, after one more question. */
async function endBackupMode(services: DeskServices, record: BackupRecord): Promise<void> {
  const { ui, t, connections, log } = services;
  const confirmed = await ui.confirm({
    question: t('End the backup mode of {0}?', record.connection),
    detail: `${t('Whatever exclusive backup the server is in is ended, also if somebody else has started another one meanwhile.')}\n\n${record.endSql}`,
    action: t('End Backup Mode'),
  });
  if (!confirmed) return;
  try {
    const layer = await services.layer();
    const { message } = await ui.progress(
      t('Ending the backup mode of {0}', record.connection),
      async (_report, signal) =>
        layer.endExclusiveBackup(await connections.resolve(record.connection, true), signal),
    );
    void ui.tell('info', message);
  } catch (error) {
    log.error(errorText(error));
    void ui.tell('error', errorText(error));
  }
}
