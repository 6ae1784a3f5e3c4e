import { stat } from 'node:fs/promises';
import type { PreflightCheck } from '../../postgres/checks/preflight';
import type { Switched } from './heldBackup';
import type { BackupServer } from './holdBackup';
import { createSwitchFile, removeSwitchFile, switchFileOf } from './switchFile';

/** Why a switch file was not changed. */
export type SwitchProblem =
  | { readonly kind: 'not-empty'; readonly path: string }
  | { readonly kind: 'failed'; readonly path: string; readonly error: unknown };

/** What turning archiving on asks and reports. */
export interface SwitchHost {
  /** Whether to turn archiving on for the backup; undefined if the user gives the start up. */
  switchOn(wanted: Switched): Promise<boolean | undefined>;
  /** Archiving could not be turned on. */
  notSwitched(problem: SwitchProblem): Promise<void>;
  switched(done: Switched): void;
}

/**
 * If a switch file of this machine controls archiving and archiving is off, offers to turn it on for the backup. It is
 * put back after the backup. If the file is on another machine, only the check reports it.
 */
export async function offerArchiving(
  host: SwitchHost,
  { facts, connection }: Pick<BackupServer, 'facts' | 'connection'>,
  checks: readonly PreflightCheck[],
): Promise<Switched | 'given-up' | undefined> {
  const file = await switchFileOf(checks, facts, connection.target);
  if (file?.isLocal !== true) return undefined;
  const present = await isThere(file.path);
  if (present === (file.archivesWhen === 'present')) return undefined;
  const wanted: Switched = { path: file.path, done: present ? 'removed' : 'created' };
  const answer = await host.switchOn(wanted);
  if (answer !== true) return answer === undefined ? 'given-up' : undefined;
  const problem = await change(wanted);
  if (problem !== undefined) {
    await host.notSwitched(problem);
    return 'given-up';
  }
  host.switched(wanted);
  return wanted;
}

/** Puts a switch file back as it was before the backup. Returns why that failed. */
export function switchBack({ path, done }: Switched): Promise<SwitchProblem | undefined> {
  return change({ path, done: done === 'created' ? 'removed' : 'created' });
}

async function change({ path, done }: Switched): Promise<SwitchProblem | undefined> {
  try {
    if (done === 'created') await createSwitchFile(path);
    else if (!(await removeSwitchFile(path))) return { kind: 'not-empty', path };
    return undefined;
  } catch (error) {
    return { kind: 'failed', path, error };
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
