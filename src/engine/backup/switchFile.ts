import { open, stat, unlink } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { ConnectionTarget } from '../../postgres/connection/connectionSpec';
import type { PreflightCheck } from '../../postgres/checks/preflight';
import type { ServerFacts } from '../../postgres/facts/serverFacts';

/** A file whose presence turns archiving on or off (manual, "Standalone Hot Backups"). */
export interface SwitchFile {
  /** Absolute path on the server's machine. */
  readonly path: string;
  readonly archivesWhen: 'present' | 'absent';
  /** This machine is the server's. */
  readonly isLocal: boolean;
}

/** The switch file of a check; relative paths start at the data directory, as in the server's own shell. */
export async function switchFileOf(
  checks: readonly PreflightCheck[],
  facts: ServerFacts,
  target: ConnectionTarget,
): Promise<SwitchFile | undefined> {
  const check = checks.find(({ code }) => code === 'archive-switch-file');
  const file = check?.args['file'];
  if (typeof file !== 'string') return undefined;
  const directory = facts.dataDirectory.known ? facts.dataDirectory.value : undefined;
  const path = isAbsolute(file) || directory === undefined ? file : join(directory, file);
  const isLocal = isAbsolute(path) && directory !== undefined && (await isSameMachine(target, directory));
  return { path, archivesWhen: check?.args['archivesWhen'] === 'absent' ? 'absent' : 'present', isLocal };
}

/**
 * A socket belongs to this machine. A local address may be the end of a tunnel, so the data directory must exist here
 * too.
 */
export async function isSameMachine({ hosts }: ConnectionTarget, dataDirectory: string): Promise<boolean> {
  const local = hosts.every(({ host, address }) => host.startsWith('/') || isLoopback(address ?? host));
  if (!local) return false;
  try {
    return (await stat(dataDirectory)).isDirectory();
  } catch {
    return false;
  }
}

/**
 * Creates the empty file. An existing one stays as it is.
 * @throws Error of the system
 */
export async function createSwitchFile(path: string): Promise<void> {
  const file = await open(path, 'a', 0o644);
  await file.close();
}

/** Removes the file if it is empty, as such a switch is. Anything else is left alone. */
export async function removeSwitchFile(path: string): Promise<boolean> {
  if ((await stat(path)).size > 0) return false;
  await unlink(path);
  return true;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
