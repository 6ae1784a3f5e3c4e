import { archivesIn } from '../../core/backup/archivesIn';
import type { PostgresLayer } from '../../postgres/api';
import type { PreflightCheck } from '../../postgres/checks/preflight';
import type { ResolvedConnection } from '../../postgres/connection/connectionSpec';
import type { ServerFacts } from '../../postgres/facts/serverFacts';
import type {
  RunningBackup,
  StartOptions,
  StartProgress,
  StopProgress,
  StopResult,
} from '../../postgres/session/backupTypes';
import type { HeldBackup, Switched } from './heldBackup';
import type { HeldBackups } from './heldBackups';
import type { RecordContent } from './record';
import { copyRequestOf } from './serverCopyRequest';

/** A server that has just answered, and its session. */
export interface BackupServer {
  readonly layer: PostgresLayer;
  /** Name of the connection. */
  readonly name: string;
  readonly connection: ResolvedConnection;
  readonly facts: ServerFacts;
}

/** The user's choices for a backup before it is started. */
export interface BackupWish extends Pick<StartOptions, 'mode' | 'label' | 'fast'> {
  /** Directory of the copy on this machine, if known. */
  readonly folder: string | undefined;
}

/**
 * Facts to know before a start, errors first: with an error the backup must not be started.
 *
 * @param usedLabels by label, the path of its backup
 */
export function checksBeforeStart(
  { layer, facts }: BackupServer,
  { mode, label, fast }: BackupWish,
  usedLabels: ReadonlyMap<string, string>,
): { readonly checks: readonly PreflightCheck[]; readonly errors: readonly PreflightCheck[] } {
  const archives = facts.archiveMode !== 'off';
  const plan = { mode, label, fast, usedLabels };
  const checks = layer.checkBeforeStart(facts, { ...plan, walFrom: archives ? 'archive' : 'server' });
  return { checks, errors: checks.filter(({ severity }) => severity === 'error') };
}

/** Starts a backup. Rejects with the server's error, and then nothing is held. */
export function startHeld(
  { layer, connection }: BackupServer,
  { mode, label, fast }: BackupWish,
  onProgress: (progress: StartProgress) => void,
  signal: AbortSignal,
): Promise<RunningBackup> {
  return layer.startBackup(connection, { mode, label, fast, onProgress }, signal);
}

/** Holds a started backup, with a record on disk, until it is stopped and its label is in the copy. */
export async function hold(
  backups: HeldBackups,
  { layer, name, connection, facts }: BackupServer,
  wish: BackupWish,
  backup: RunningBackup,
  switched: Switched | undefined,
): Promise<HeldBackup> {
  const { folder } = wish;
  const copy = await copyRequestOf(facts, connection.target, wish.mode, folder);
  const { stop, abort } = layer.backupSql(facts.version, wish);
  const held: HeldBackup = {
    backup,
    connection: name,
    sql: { stop, abort },
    ...(folder === undefined ? {} : { folder }),
    ...(copy === undefined ? {} : { copy }),
    archives: archivesIn(facts.archiveMode, facts.role),
    ...(facts.tablespaces.known ? {} : { tablespacesUnknown: facts.tablespaces.why }),
    ...(switched === undefined ? {} : { switched }),
  };
  await backups.add(held);
  return held;
}

/** The first version whose stop function has an option not to wait for the archive. */
const WAITS_AS_ASKED = 100000;

/** What decides whether a stop waits for the archive. */
export type ArchiveWait =
  /** The user decides. */
  | 'asked'
  /** The server itself waits, as long as archiving fails. */
  | 'server'
  /** Nothing is archived, so there is nothing to wait for. */
  | 'nothing';

export function archiveWaitOf({ archives, backup }: HeldBackup): ArchiveWait {
  if (archives === false) return 'nothing';
  return backup.started.version.number < WAITS_AS_ASKED ? 'server' : 'asked';
}

/** A backup that the server has ended. */
export type StoppedBackup = HeldBackup & { readonly stopped: StopResult };

/**
 * Stops a backup in the session that started it. The server's result is on disk, beside the record, before anything
 * else happens: waiting for the archive may take hours, and the window may close meanwhile.
 */
export async function stopHeld(
  backups: HeldBackups,
  held: HeldBackup,
  waitForArchive: boolean,
  onProgress: (progress: StopProgress) => void,
  signal: AbortSignal,
): Promise<StoppedBackup> {
  const keep = (stopped: StopResult): Promise<void> =>
    backups.update({ ...held, stopped }, unsavedOf(stopped));
  const stopped = await held.backup.stop(
    { waitForArchive },
    (progress) => {
      if (progress.kind === 'stopped') void keep(progress.result);
      onProgress(progress);
    },
    signal,
  );
  await keep(stopped);
  return { ...(backups.find(held.backup.started.backupId) ?? held), stopped };
}

/**
 * Forgets a stopped backup once its label is in the copy; until then it is kept, for this window and the next.
 *
 * @param isSaved whether the copy has everything that it needs
 */
export async function settleStopped(
  backups: HeldBackups,
  held: HeldBackup,
  stopped: StopResult,
  isSaved: boolean,
): Promise<void> {
  if (isSaved) await backups.forget(stopped.started.backupId);
  else await backups.update(held, unsavedOf(stopped));
}

/** Ends a backup without a result. Returns the session's account of it. */
export async function abortHeld(backups: HeldBackups, held: HeldBackup): Promise<string> {
  const { message } = await held.backup.abort();
  await backups.forget(held.backup.started.backupId);
  return message;
}

/** Label and map for the record, until they are in the copy. */
function unsavedOf({ labelFile, tablespaceMap }: StopResult): Partial<RecordContent> {
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  return {
    state: 'stopped',
    ...(labelFile === undefined ? {} : { labelFile: text(labelFile) }),
    ...(tablespaceMap === undefined ? {} : { tablespaceMap: text(tablespaceMap) }),
  };
}
