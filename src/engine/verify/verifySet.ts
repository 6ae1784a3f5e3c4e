import type { BackupSet } from '../../core/model/backupSet';
import type { Catalog } from '../../core/model/catalog';
import { comparableFiles, watchedFiles } from '../../core/proofs/filesJob';
import { setJobOf } from '../../core/proofs/setJob';
import { expectedFacts } from '../../core/proofs/withFiles';
import { withRecords } from '../../core/proofs/withRecords';
import { type Run, hooksOf } from '../run';
import type { EngineTools } from '../tools';
import type { Proof } from './proofs';
import type { VerificationScope } from './scope';
import { type FingerprintOf, fingerprints, proveStructure } from './structure';

/** A result of `verifySet`, sent as soon as it is proven. */
export interface ProofEvent {
  readonly kind: 'proof';
  readonly proof: Proof;
}

/**
 * Reads the WAL of a set record by record, looks at its data directory, then compares its files with its manifest, as far
 * as the scope says. What is in the files never makes it reject: a verification that breaks off is a proof of its own
 * kind. A canceled part proves nothing.
 */
export async function verifySet(
  tools: EngineTools,
  set: BackupSet,
  catalog: Catalog,
  { level, files, keep }: Pick<VerificationScope, 'level' | 'files' | 'keep'>,
  run: Run<ProofEvent>,
): Promise<void> {
  const prove = (proof: Proof | undefined): void => {
    if (proof !== undefined) run.report({ kind: 'proof', proof });
  };
  const fingerprintOf = fingerprints(tools.tasks, keep, run.signal);
  try {
    const records = level === 'records' ? await readRecords(tools, set, catalog, run) : undefined;
    prove(records);
    const read = records === undefined ? set : withRecords(set, records.result);
    if (level !== 'names')
      prove(await proveStructure(tools.tasks, { set, read, catalog }, level, fingerprintOf, run.signal));
    if (files) prove(await compareFiles(tools, set, fingerprintOf, run));
  } catch (error) {
    prove({ kind: 'set-failure', set, reason: reasonOf(error) });
  }
}

/** The message of an error. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function readRecords(
  { reader }: EngineTools,
  set: BackupSet,
  catalog: Catalog,
  run: Run<ProofEvent>,
): Promise<Extract<Proof, { kind: 'records' }> | undefined> {
  const job = setJobOf(set, catalog);
  if (job === undefined || run.signal.aborted) return undefined;
  const result = await reader.verifySet(job, hooksOf(run));
  return result.canceled ? undefined : { kind: 'records', set, result };
}

/** A set without files, or without anything that lists them, stays as it is. */
async function compareFiles(
  { tasks }: EngineTools,
  set: BackupSet,
  fingerprintOf: FingerprintOf,
  run: Run<ProofEvent>,
): Promise<Proof | undefined> {
  const comparable = comparableFiles(set);
  if (comparable === undefined || run.signal.aborted) return undefined;
  const hooks = hooksOf(run, 'files');
  const fingerprint = await fingerprintOf(watchedFiles(comparable));
  const result = await tasks.run('verify-files', { ...comparable, expected: expectedFacts(set) }, hooks);
  return result.outcome === 'canceled' ? undefined : { kind: 'files', set, fingerprint, result };
}
