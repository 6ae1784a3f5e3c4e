import * as vscode from 'vscode';
import type { BackupSet, Catalog } from '../../core/catalog/model';
import { setJobOf } from '../../core/catalog/setJob';
import { Verifier } from '../../worker/verifier';
import { messages } from '../services/messages';
import { setOf } from './arguments';
import type { CommandServices, Handler } from './services';

/** Decodes the WAL of one set, the one that is meant or picked. */
export const verifySet: Handler = async (services, ...args) => {
  const set = await setOf(services, args);
  if (set !== undefined) await verify(services, [set.id]);
};

/** Decodes the WAL of every set. */
export const verifyAll: Handler = async (services) => {
  const { sets } = await services.catalog.whenReady();
  if (sets.length === 0) void vscode.window.showInformationMessage(messages.noSets());
  else
    await verify(
      services,
      sets.map(({ id }) => id),
    );
};

async function verify(services: CommandServices, ids: readonly string[]): Promise<void> {
  const { unproven } = services.catalog;
  const sets = unproven.sets.filter(({ id }) => ids.includes(id));
  const total = sets.reduce((sum, set) => sum + (set.required?.bytes ?? 0), 0);
  const only = sets.length === 1 ? sets[0] : undefined;
  const title = messages.verifying(sets.length, only?.label ?? only?.path ?? '');
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      const abort = new AbortController();
      const listening = token.onCancellationRequested(() => {
        abort.abort();
      });
      const advance = (bytes: number): void => {
        if (total > 0) progress.report({ increment: (bytes / total) * 100 });
      };
      try {
        await Promise.all(sets.map((set) => verifyOne(services, set, unproven, abort.signal, advance)));
      } finally {
        listening.dispose();
      }
    },
  );
}

async function verifyOne(
  { catalog, pool, log }: CommandServices,
  set: BackupSet,
  unproven: Catalog,
  signal: AbortSignal,
  advance: (bytes: number) => void,
): Promise<void> {
  const job = setJobOf(set, unproven);
  if (job === undefined || signal.aborted) return;
  const began = performance.now();
  const result = await new Verifier(pool).verifySet(job, { signal, progress: advance });
  log.info(`${set.path}: ${result.canceled ? 'called off' : result.verdict}, ${result.records} records`);
  log.debug(`${set.path}: ${(performance.now() - began).toFixed(0)} ms`);
  if (!result.canceled) catalog.prove(set, result);
}
