import type { BackupSet } from '../../core/model/backupSet';
import type { Catalog } from '../../core/model/catalog';
import type { Part } from '../../core/model/verdict';
import { comparableFiles, watchedFiles } from '../../core/proofs/filesJob';
import { setJobOf } from '../../core/proofs/setJob';
import { expectedFacts } from '../../core/proofs/withFiles';
import { withRecords } from '../../core/proofs/withRecords';
import { type Run, hooksOf } from '../run';
import type { TaskHooks } from '../../worker/taskRunner';
import type { EngineTools, WalRecordReader } from '../tools';
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
  let part: Part = 'wal';
  const fingerprintOf = fingerprints(tools.tasks, keep, run.signal);
  try {
    const { proof, read } =
      level === 'records' ? await readRecords(tools.reader, set, catalog, hooksOf(run)) : { read: set };
    prove(proof);
    part = 'data';
    if (level !== 'names')
      prove(await proveStructure(tools.tasks, { set, read, catalog }, level, fingerprintOf, run.signal));
    part = 'files';
    if (files) prove(await compareFiles(tools, set, fingerprintOf, run));
  } catch (error) {
    prove({ kind: 'set-failure', set, part, reason: reasonOf(error) });
  }
}

/** Verifies WAL and data directory of one set within other work, whose hooks get its progress. */
export function proveSet(
  tools: EngineTools,
  set: BackupSet,
  catalog: Catalog,
  { keep, add }: { readonly keep: boolean; readonly add: (proof: Proof) => void },
  { signal = new AbortController().signal, progress }: TaskHooks,
): Promise<void> {
  return verifySet(
    tools,
    set,
    catalog,
    { level: 'records', files: false, keep },
    {
      signal,
      report: (event) => {
        if (event.kind === 'proof') add(event.proof);
        else progress?.(event.bytes);
      },
    },
  );
}

/** The message of an error. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

interface RecordsRead {
  /** Undefined if nothing can be read, or if canceled. */
  readonly proof?: Proof;
  /** The set with what its records say. */
  readonly read: BackupSet;
}

/** Reads the WAL of a set record by record, from the archives of a catalog that serve it. */
export async function readRecords(
  reader: Pick<WalRecordReader, 'verifySet'>,
  set: BackupSet,
  catalog: Catalog,
  hooks: TaskHooks,
): Promise<RecordsRead> {
  const job = setJobOf(set, catalog);
  if (job === undefined || hooks.signal?.aborted === true) return { read: set };
  const result = await reader.verifySet(job, hooks);
  if (result.canceled) return { read: set };
  return { proof: { kind: 'records', set, result }, read: withRecords(set, result) };
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
