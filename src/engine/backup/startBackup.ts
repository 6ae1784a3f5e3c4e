import type { PreflightCheck } from '../../postgres/checks/preflight';
import type { RunningBackup, StartProgress } from '../../postgres/session/backupTypes';
import { offerArchiving, type SwitchHost } from './archiveSwitch';
import type { HeldBackup, Switched } from './heldBackup';
import type { HeldBackups } from './heldBackups';
import { type BackupServer, type BackupWish, checksBeforeStart, hold, startHeld } from './holdBackup';

/** What a start asks and shows on its way. */
export interface StartHost extends SwitchHost {
  /** What is asked of the backup; undefined if the user gives it up. */
  wish(server: BackupServer): Promise<BackupWish | undefined>;
  /** Labels in use, with the place of their backup. */
  usedLabels(): Promise<ReadonlyMap<string, string>>;
  /** The backup cannot be started. */
  refuse(errors: readonly PreflightCheck[]): Promise<void>;
  /** Whether to start, with all that is to be known and the SQL that will run. */
  agree(wish: BackupWish, checks: readonly PreflightCheck[], sql: readonly string[]): Promise<boolean>;
  /** Shows the progress of the start; undefined if the user cancels it. */
  during(
    wish: BackupWish,
    work: (onProgress: (progress: StartProgress) => void, signal: AbortSignal) => Promise<RunningBackup>,
  ): Promise<RunningBackup | undefined>;
  /** The backup does not run, but archiving was turned on for it. */
  offerSwitchBack(switched: Switched): void;
}

/**
 * Asks, checks, and starts a backup, which is held from then on. Undefined if it is given up or refused. It rejects with what the
 * server says; then nothing is held.
 */
export async function startBackup(
  backups: HeldBackups,
  server: BackupServer,
  host: StartHost,
): Promise<HeldBackup | undefined> {
  const wish = await host.wish(server);
  if (wish === undefined) return undefined;
  const { checks, errors } = checksBeforeStart(server, wish, await host.usedLabels());
  if (errors.length > 0) {
    await host.refuse(errors);
    return undefined;
  }
  const { start: sql } = server.layer.backupSql(server.facts.version, wish);
  if (!(await host.agree(wish, checks, sql))) return undefined;
  const switched = await offerArchiving(host, server, checks);
  if (switched === 'given-up') return undefined;
  const backup = await startOrSwitchBack(server, wish, switched, host);
  return backup === undefined ? undefined : hold(backups, server, wish, backup, switched);
}

async function startOrSwitchBack(
  server: BackupServer,
  wish: BackupWish,
  switched: Switched | undefined,
  host: StartHost,
): Promise<RunningBackup | undefined> {
  let backup: RunningBackup | undefined;
  try {
    backup = await host.during(wish, (onProgress, signal) => startHeld(server, wish, onProgress, signal));
    return backup;
  } finally {
    if (backup === undefined && switched !== undefined) host.offerSwitchBack(switched);
  }
}
