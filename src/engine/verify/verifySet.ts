import type { BackupSet } from '../../core/model/backupSet';
import type { Catalog } from '../../core/model/catalog';
import type { Part } from '../../core/model/consequences';
import { comparableFiles, watchedFiles } from '../../core/proofs/filesJob';
import { setJobOf } from '../../core/proofs/setJob';
import { expectedFacts } from '../../core/proofs/withFiles';
import { withRecords } from '../../core/proofs/withRecords';
import { type Run, hooksOf } from '../run';
import type { TaskHooks } from '../../worker/taskRunner';
import type { EngineTools, WalRecordReader } from '../tools';
import type { VerificationResult } from './verificationResults';
import type { VerificationScope } from './scope';
import { type FingerprintOf, fingerprints, verifyStructure } from './structure';

/** A result of `verifySet`, sent as soon as it is known. */
export interface ResultEvent {
  readonly kind: 'result';
  readonly verification: VerificationResult;
}

/**
 * Reads the WAL of a set record by record, looks at its data directory, then compares its files with its manifest, as far
 * as the scope says. What is in the files never makes it reject: if it ends early, that is a result too
 * (`set-failure`). A part that was canceled has none.
 */
export async function verifySet(
  tools: EngineTools,
  set: BackupSet,
  catalog: Catalog,
  { level, files, keep }: Pick<VerificationScope, 'level' | 'files' | 'keep'>,
  run: Run<ResultEvent>,
): Promise<void> {
  const report = (verification: VerificationResult | undefined): void => {
    if (verification !== undefined) run.report({ kind: 'result', verification });
  };
  let part: Part = 'wal';
  const fingerprintOf = fingerprints(tools.tasks, keep, run.signal);
  try {
    const { verification, read } =
      level === 'records' ? await readRecords(tools.reader, set, catalog, hooksOf(run)) : { read: set };
    report(verification);
    part = 'data';
    if (level !== 'names')
      report(await verifyStructure(tools.tasks, { set, read, catalog }, level, fingerprintOf, run.signal));
    part = 'files';
    if (files) report(await compareFiles(tools, set, fingerprintOf, run));
  } catch (error) {
    report({ kind: 'set-failure', set, part, reason: reasonOf(error) });
  }
}

/** Verifies WAL and data directory of one set within other work, whose hooks get its progress. */
export function verifySetWithin(
  tools: EngineTools,
  set: BackupSet,
  catalog: Catalog,
  { keep, add }: { readonly keep: boolean; readonly add: (verification: VerificationResult) => void },
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
        if (event.kind === 'result') add(event.verification);
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
  readonly verification?: VerificationResult;
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
  return { verification: { kind: 'records', set, result }, read: withRecords(set, result) };
}

/** A set without files, or without anything that lists them, stays as it is. */
async function compareFiles(
  { tasks }: EngineTools,
  set: BackupSet,
  fingerprintOf: FingerprintOf,
  run: Run<ResultEvent>,
): Promise<VerificationResult | undefined> {
  const comparable = comparableFiles(set);
  if (comparable === undefined || run.signal.aborted) return undefined;
  const hooks = hooksOf(run, 'files');
  const fingerprint = await fingerprintOf(watchedFiles(comparable));
  const result = await tasks.run('verify-files', { ...comparable, expected: expectedFacts(set) }, hooks);
  return result.outcome === 'canceled' ? undefined : { kind: 'files', set, fingerprint, result };
}
