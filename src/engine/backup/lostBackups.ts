import type { LostSession } from '../../postgres/session/backupTypes';
import { type BackupModeNow, backupModeNow, type ServersAsked } from './backupModeNow';
import type { HeldBackup } from './heldBackup';
import type { BackupRecord } from './record';
import type { RecordStore } from './recordStore';

/** What can be done about a lost backup. */
export type LostAction = 'save-label' | 'end-backup-mode' | 'ask-again' | 'show-backup' | 'copy-sql';

/** What reporting a lost backup asks and does. */
export interface LostHost<Lost> {
  readonly servers: ServersAsked;
  /**
   * Reports the backup, until the user has answered.
   *
   * @param now only of an exclusive backup that may still be running
   */
  report(
    lost: Lost,
    now: BackupModeNow | undefined,
    offers: readonly LostAction[],
  ): Promise<LostAction | undefined>;
  /** Does what was chosen; true if nothing is left to report after it. */
  act(lost: Lost, chosen: Exclude<LostAction, 'ask-again'>): Promise<boolean>;
}

/** How often the records of other windows are checked, as long as there are any. */
const POLL_MS = 5000;

/**
 * Reports backups whose windows are gone, now and as long as there are records of other windows: one of them may end
 * while this one runs, and after a reload the previous window may take a moment to end.
 */
export async function reportLostBackups(
  records: RecordStore,
  host: LostHost<BackupRecord>,
  signal: AbortSignal,
  wait: (milliseconds: number, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  while (!signal.aborted && !(await records.isEmpty())) {
    for (const record of await records.takeLost()) void reportRecord(records, host, record);
    await wait(POLL_MS, signal);
  }
}

/**
 * Reports a backup whose window is gone. Its record is removed only after the user has answered; if the window closes before,
 * the report comes again. A server that may still be in backup mode is asked first.
 */
export async function reportRecord(
  records: Pick<RecordStore, 'remove'>,
  host: LostHost<BackupRecord>,
  record: BackupRecord,
): Promise<void> {
  const mayRun = record.state === 'running' && record.exclusive;
  await reportUntilDone(host, record, mayRun ? record : undefined, (now) => offersOfRecord(record, now));
  await records.remove(record.id);
}

/** A backup whose session this process has just lost. */
export interface LostHeld {
  readonly held: HeldBackup;
  readonly lost: LostSession;
}

/** Reports a backup whose session this process has just lost, until the user has seen it. */
export async function reportSession(host: LostHost<LostHeld>, lost: LostHeld): Promise<void> {
  const { connection, backup } = lost.held;
  const exclusive = backup.started.mode === 'exclusive' ? { ...backup.started, connection } : undefined;
  await reportUntilDone(host, lost, exclusive, (now) => offersOfSession(lost.lost, now));
}

async function reportUntilDone<Lost>(
  host: LostHost<Lost>,
  lost: Lost,
  exclusive: Parameters<typeof backupModeNow>[1] | undefined,
  offersFor: (now: BackupModeNow | undefined) => readonly LostAction[],
): Promise<void> {
  for (;;) {
    const now = exclusive === undefined ? undefined : await backupModeNow(host.servers, exclusive);
    const chosen = await host.report(lost, now, offersFor(now));
    if (chosen === undefined) return;
    if (chosen !== 'ask-again' && (await host.act(lost, chosen))) return;
  }
}

function offersOfRecord(record: BackupRecord, now: BackupModeNow | undefined): readonly LostAction[] {
  if (record.state === 'stopped' && record.labelFile !== undefined) return ['save-label'];
  if (!mayEnd(now)) return [];
  return [
    'end-backup-mode',
    ...(now?.kind === 'unknown' ? (['ask-again'] as const) : []),
    ...(record.endSql === '' ? [] : (['copy-sql'] as const)),
  ];
}

function offersOfSession(
  { endStatement }: LostSession,
  now: BackupModeNow | undefined,
): readonly LostAction[] {
  const isOffered = mayEnd(now) && endStatement !== undefined;
  return [
    ...(isOffered ? (['end-backup-mode'] as const) : []),
    ...(now?.kind === 'unknown' ? (['ask-again'] as const) : []),
    'show-backup',
    ...(isOffered ? (['copy-sql'] as const) : []),
  ];
}

/** Nothing is offered that could end the backup of another user. */
function mayEnd(now: BackupModeNow | undefined): boolean {
  return now?.kind === 'still' || now?.kind === 'unknown';
}
