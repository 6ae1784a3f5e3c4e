import type { BackupSet } from '../../core/model/backupSet';
import type { Catalog } from '../../core/model/catalog';
import { comparableFiles, watchedFiles } from '../../core/proofs/filesJob';
import { setJobOf } from '../../core/proofs/setJob';
import { expectedFacts } from '../../core/proofs/withFiles';
import { type Run, hooksOf } from '../run';
import type { EngineTools } from '../tools';
import type { Proof } from './proofs';
import type { VerificationScope } from './scope';

/** What `verifySet` proves, as soon as it is proven. */
export interface ProofEvent {
  readonly kind: 'proof';
  readonly proof: Proof;
}

/**
 * Reads the WAL of a set record by record, then compares its files with its manifest, as far as the scope says. What is in
 * the files never makes it reject: a verification that breaks off is a proof of its own kind. A canceled part proves nothing.
 */
export async function verifySet(
  tools: EngineTools,
  set: BackupSet,
  catalog: Catalog,
  scope: Pick<VerificationScope, 'level' | 'files' | 'keep'>,
  run: Run<ProofEvent>,
): Promise<void> {
  const prove = (proof: Proof): void => {
    run.report({ kind: 'proof', proof });
  };
  try {
    if (scope.level === 'records') await readRecords(tools, set, catalog, run, prove);
    if (scope.files) await compareFiles(tools, set, scope.keep, run, prove);
  } catch (error) {
    prove({ kind: 'set-failure', set, reason: reasonOf(error) });
  }
}

/** What an error says. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function readRecords(
  { reader }: EngineTools,
  set: BackupSet,
  catalog: Catalog,
  run: Run<ProofEvent>,
  prove: (proof: Proof) => void,
): Promise<void> {
  const job = setJobOf(set, catalog);
  if (job === undefined || run.signal.aborted) return;
  const result = await reader.verifySet(job, hooksOf(run));
  if (!result.canceled) prove({ kind: 'records', set, result });
}

/** A set without files, or without anything that lists them, stays as it is. */
async function compareFiles(
  { tasks }: EngineTools,
  set: BackupSet,
  keep: boolean,
  run: Run<ProofEvent>,
  prove: (proof: Proof) => void,
): Promise<void> {
  const comparable = comparableFiles(set);
  if (comparable === undefined || run.signal.aborted) return;
  const hooks = hooksOf(run, 'files');
  const fingerprint = keep
    ? await tasks.run('fingerprint-files', watchedFiles(comparable), { signal: run.signal })
    : undefined;
  const result = await tasks.run('verify-files', { ...comparable, expected: expectedFacts(set) }, hooks);
  if (result.outcome !== 'canceled') prove({ kind: 'files', set, fingerprint, result });
}
