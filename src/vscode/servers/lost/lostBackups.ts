import {
  type LostAction,
  type LostHost,
  reportLostBackups as reportAll,
  reportRecord,
} from '../../../engine/backup/lostBackups';
import type { BackupRecord } from '../../../engine/backup/record';
import type { RecordStore } from '../../../engine/backup/recordStore';
import { saveLabel } from '../../../engine/backup/saveLabel';
import { labelHost, notSavedText } from '../backup/labelDialogs';
import type { ServerServices } from '../serverServices';
import { sleep } from '../watch/sleep';
import { endBackupMode } from './endBackupMode';
import { actionText, lostText } from './lostWords';
import { serversAsked } from './serversAsked';

/** Reports backups whose windows are gone, as long as there are records of other windows. */
export function watchLostBackups(
  services: ServerServices,
  records: RecordStore,
  signal: AbortSignal,
): Promise<void> {
  return reportAll(records, hostOf(services), signal, sleep);
}

/** Reports one backup whose window is gone, until the user has answered. */
export function reportLost(
  services: ServerServices,
  records: RecordStore,
  record: BackupRecord,
): Promise<void> {
  return reportRecord(records, hostOf(services), record);
}

function hostOf(services: ServerServices): LostHost<BackupRecord> {
  const { t, log } = services;
  return {
    servers: serversAsked(services),
    report: (record, now, offers) => {
      const text = lostText(record, now, t);
      log.warn(text);
      return askFor(services, text, offers);
    },
    act: (record, chosen) => act(services, record, chosen),
  };
}

/** Shows an error with a button for each offer, and returns the one that was pressed. */
export async function askFor(
  { ui, t }: ServerServices,
  text: string,
  offers: readonly LostAction[],
): Promise<LostAction | undefined> {
  const answer = await ui.report('error', text, ...offers.map((offer) => actionText(offer, t)));
  return offers.find((offer) => actionText(offer, t) === answer);
}

async function act(services: ServerServices, record: BackupRecord, chosen: LostAction): Promise<boolean> {
  if (chosen === 'save-label') return saveFrom(services, record);
  if (chosen === 'end-backup-mode') return endBackupMode(services, record.connection, record.endSql);
  if (chosen === 'copy-sql') await services.ui.copy(record.endSql);
  return false;
}

async function saveFrom(services: ServerServices, record: BackupRecord): Promise<boolean> {
  const { ui, t } = services;
  const bytes = (text: string): Uint8Array => Buffer.from(text, 'base64');
  const { labelFile, tablespaceMap } = record;
  const { saved } = await saveLabel(labelHost(services), undefined, {
    ...(labelFile === undefined ? {} : { labelFile: bytes(labelFile) }),
    ...(tablespaceMap === undefined ? {} : { tablespaceMap: bytes(tablespaceMap) }),
  });
  if (saved.kind !== 'not-saved') return true;
  await ui.refuse(t('backup_label was not written'), notSavedText(saved.why, t));
  return false;
}
