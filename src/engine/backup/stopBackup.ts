import type { StopProgress, StopResult } from '../../postgres/session/backupTypes';
import type { HeldBackup, Switched } from './heldBackup';
import type { HeldBackups } from './heldBackups';
import { type ArchiveWait, archiveWaitOf, settleStopped, type StoppedBackup, stopHeld } from './holdBackup';
import { type LabelInCopy, labelInCopy } from './labelInCopy';
import { type LabelHost, saveLabel, type SavedLabel } from './saveLabel';

/** What is to be known before a stop. */
export interface StopFacts {
  /** Who decides whether the stop waits for the archive. */
  readonly wait: ArchiveWait;
  /**
   * For an exclusive backup: whose label is in the copy, as the stop removes the label from the data directory. `unknown` if the copy was not seen.
   */
  readonly label?: LabelInCopy | 'unknown';
}

/** What a stop asks and shows on its way. */
export interface StopHost extends LabelHost {
  /** Whether to wait until the WAL is archived; undefined if the user gives the stop up. */
  wait(held: HeldBackup): Promise<boolean | undefined>;
  /** Whether to stop now. */
  agree(held: HeldBackup, facts: StopFacts): Promise<boolean>;
  /** Shows the progress of the stop; undefined if the user no longer waits for it. */
  during(
    held: HeldBackup,
    work: (onProgress: (progress: StopProgress) => void, signal: AbortSignal) => Promise<StoppedBackup>,
  ): Promise<StoppedBackup | undefined>;
  /** Shows what the stop gave, and what became of the label. */
  show(held: HeldBackup, result: StopResult, saved: SavedLabel): Promise<void>;
  /** Archiving was turned on for the backup; `isArchived`: its WAL is archived, so that it may be turned off. */
  offerSwitchBack(switched: Switched, isArchived: boolean): void;
  /** The backup is done, its label is where it belongs as far as is known. `folder`: the copy, if its place is known. */
  done(held: HeldBackup, result: StopResult, folder: string | undefined): void;
  /** The label is not in the copy. `again` looks for another place. */
  notSaved(
    held: HeldBackup,
    why: Extract<SavedLabel, { kind: 'not-saved' }>['why'],
    again: () => Promise<void>,
  ): void;
}

/**
 * Asks, stops a backup in the session that started it, and writes its label into the copy. One that is stopped already only
 * gets its label. It rejects with what the server says.
 */
export async function stopBackup(backups: HeldBackups, held: HeldBackup, host: StopHost): Promise<void> {
  if (held.stopped !== undefined) {
    await afterStop(backups, held, held.stopped, undefined, host);
    return;
  }
  const wait = archiveWaitOf(held);
  const waits = wait === 'asked' ? await host.wait(held) : wait === 'server';
  if (waits === undefined) return;
  if (!(await host.agree(held, { wait, ...(await labelFacts(held)) }))) return;
  const stopped = await host.during(held, (onProgress, signal) =>
    stopHeld(backups, held, waits, onProgress, signal),
  );
  if (stopped !== undefined) await afterStop(backups, stopped, stopped.stopped, held.folder, host);
}

async function labelFacts({ backup, folder }: HeldBackup): Promise<Pick<StopFacts, 'label'>> {
  const { started } = backup;
  if (started.mode !== 'exclusive') return {};
  return { label: (folder === undefined ? undefined : await labelInCopy(folder, started)) ?? 'unknown' };
}

/** @param known the directory of the copy, if it need not be asked for */
async function afterStop(
  backups: HeldBackups,
  held: HeldBackup,
  result: StopResult,
  known: string | undefined,
  host: StopHost,
): Promise<void> {
  const { saved, folder } = await saveLabel(host, known, result, result.started);
  const settled = { ...held, ...(folder === undefined ? {} : { folder }) };
  await host.show(settled, result, saved);
  if (held.switched !== undefined) host.offerSwitchBack(held.switched, result.archive === 'archived');
  await settleStopped(backups, settled, result, saved.kind !== 'not-saved');
  if (saved.kind !== 'not-saved') {
    host.done(settled, result, folder);
    return;
  }
  host.notSaved(settled, saved.why, async () => {
    const { stopped } = settled;
    if (stopped !== undefined) await afterStop(backups, settled, stopped, undefined, host);
  });
}
