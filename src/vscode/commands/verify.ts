import * as vscode from 'vscode';
import type { VerificationResult } from '../../engine/verify/verificationResults';
import {
  type VerificationScope,
  bytesToRead,
  scopeOfAll,
  scopeOfAnswer,
  scopeOfArchives,
  scopeOfSet,
} from '../../engine/verify/scope';
import { cancelableProgress, progressOfBytes } from '../services/cancelableProgress';
import { messages } from '../services/messages';
import { nodesOf, setOf } from './arguments';
import type { CommandServices, Handler } from './services';

/** Verifies one set, given or picked. */
export const verifySetCommand: Handler = async (services, ...args) => {
  const set = await setOf(services, args);
  if (set !== undefined) await verify(services, scopeOfSet(set.id));
};

/** Verifies all sets and archives. What was verified and has not changed is not read again. */
export const verifyAll: Handler = async (services) => {
  await services.catalog.whenReady();
  const { sets, archives } = services.catalog.unproven;
  if (sets.length + archives.length === 0) void vscode.window.showInformationMessage(messages.noSets());
  else await verify(services, scopeOfAll(services.catalog));
};

/** Verifies every segment of an archive, and the sets that it serves. */
export const verifyArchiveCommand: Handler = async (services, ...args) => {
  await services.catalog.whenReady();
  const named = new Set(nodesOf(services, args).map(({ values }) => values.path));
  const archives = services.catalog.unproven.archives
    .map(({ path }) => path)
    .filter((path) => named.has(path));
  if (archives.length > 0) await verify(services, scopeOfArchives(services.catalog, archives));
};

/** Verifies the sets on which an answer about recovery depends. */
export async function verifySets(services: VerifyServices, ids: readonly string[]): Promise<void> {
  const scope = scopeOfAnswer(services.catalog, ids, true);
  if (scope.sets.length + scope.archives.length > 0) await verify(services, scope);
}

type VerifyServices = Pick<CommandServices, 'catalog' | 'pool' | 'log'>;

async function verify(services: VerifyServices, scope: VerificationScope): Promise<void> {
  const { catalog } = services;
  const total = bytesToRead(catalog.unproven, scope);
  await cancelableProgress(titleOf(services, scope), (signal, progress) =>
    perform(services, scope, signal, progressOfBytes(progress, total)),
  );
}

function titleOf({ catalog }: VerifyServices, { sets, archives }: VerificationScope): string {
  const only =
    sets.length === 1 && archives.length === 0
      ? catalog.unproven.sets.find(({ id }) => id === sets[0])
      : undefined;
  return messages.verifying(sets.length, only?.label ?? only?.path ?? '');
}

async function perform(
  { catalog, pool, log }: VerifyServices,
  scope: VerificationScope,
  signal: AbortSignal,
  progress: (bytes: number) => void,
): Promise<void> {
  // Needed when a verification is requested, not when the window opens.
  const { verifyInWindow } = await import('../services/verifying');
  await verifyInWindow(pool, catalog, scope, {
    signal,
    report: (event) => {
      if (event.kind === 'progress' && event.of === 'wal') progress(event.bytes);
      if (event.kind !== 'result') return;
      log.info(resultText(event.verification));
      catalog.showResults();
    },
  });
}

/** A verification as a line of the log. */
function resultText(verification: VerificationResult): string {
  switch (verification.kind) {
    case 'records':
      return `${verification.set.path}: ${verification.result.verdict}, ${String(verification.result.records)} records`;
    case 'files':
      return `${verification.set.path}: files ${verification.result.outcome}, ${String(verification.result.hashedFiles)} read`;
    case 'structure':
      return `${verification.set.path}: data directory ${verification.result.evidence}, ${String(verification.result.findings.length)} findings`;
    case 'segments': {
      const { looked, read, records } = verification.result;
      return `${verification.archive.path}: ${String(records)} records, ${String(looked.length + read.length)} findings in its segments`;
    }
    case 'windows': {
      const { records, windows } = verification.result;
      return `${verification.archive.path}: ${String(records)} records, ${String(windows.length)} recovery windows`;
    }
    case 'set-failure':
      return `${verification.set.path}: the verification failed: ${verification.reason}`;
    case 'archive-failure':
      return `${verification.archive.path}: the verification failed: ${verification.reason}`;
  }
}
