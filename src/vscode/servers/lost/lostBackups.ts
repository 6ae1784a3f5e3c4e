import { BACKUP_LOST_POLL_MS } from './poll';
import { saveLabel } from '../backup/saveLabel';
import type { BackupRecord } from '../../../engine/backup/record';
import type { RecordStore } from '../../../engine/backup/recordStore';
import type { ServerServices } from '../serverServices';
import { sleep } from '../watch/sleep';
import { type BackupModeNow, backupModeNow } from './backupModeNow';
import { endBackupMode } from './endBackupMode';
import { lostText } from './lostWords';

/**
 * Reports backups whose windows are gone, now and as long as there are records of other windows: one of them may end
 * while this one runs, and after a reload the previous window may take a moment to end.
 */
export async function reportLostBackups(
  services: ServerServices,
  records: RecordStore,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted && !(await records.isEmpty())) {
    for (const record of await records.takeLost()) void reportLost(services, records, record);
    await sleep(BACKUP_LOST_POLL_MS, signal);
  }
}

/**
 * The record is removed only after the user has answered the message; if the window closes before, the message comes
 * again. A server that may still be in backup mode is asked first.
 */
export async function reportLost(
  services: ServerServices,
  records: RecordStore,
  record: BackupRecord,
): Promise<void> {
  const { ui, t, log } = services;
  for (;;) {
    const asked = record.state === 'running' && record.exclusive;
    const now = asked ? await backupModeNow(services, record) : undefined;
    const text = lostText(record, now, t);
    log.warn(text);
    const actions = actionsOf(services, record, now);
    const answer = await ui.report('error', text, ...actions.keys());
    const act = answer === undefined ? undefined : actions.get(answer);
    if (act === undefined || (await act())) break;
  }
  await records.remove(record.id);
}

/** What each button does; true if nothing is left to report after it. */
function actionsOf(
  services: ServerServices,
  record: BackupRecord,
  now: BackupModeNow | undefined,
): ReadonlyMap<string, () => Promise<boolean>> {
  const { ui, t } = services;
  if (record.state === 'stopped' && record.labelFile !== undefined)
    return new Map([[t('Choose the Directory of the Copy…'), () => saveFrom(services, record)]]);
  if (now?.kind !== 'still' && now?.kind !== 'unknown') return new Map();
  const actions = new Map([
    [t('End Backup Mode…'), () => endBackupMode(services, record.connection, record.endSql)],
  ]);
  if (now.kind === 'unknown') actions.set(t('Ask Again'), () => Promise.resolve(false));
  if (record.endSql !== '') {
    actions.set(t('Copy SQL'), async () => {
      await ui.copy(record.endSql);
      return false;
    });
  }
  return actions;
}

async function saveFrom(services: ServerServices, record: BackupRecord): Promise<boolean> {
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
