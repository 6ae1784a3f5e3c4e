import type { Catalog } from '../core/model/catalog';
import type { BackupSet } from '../core/model/backupSet';
import { judgeWalk, worse } from '../core/model/verdict';
import { comparableFiles } from '../core/proofs/filesJob';
import { setJobOf } from '../core/proofs/setJob';
import { expectedFacts, withFiles } from '../core/proofs/withFiles';
import { withRecords } from '../core/proofs/withRecords';
import type { Finding } from '../core/ground/finding';
import type { Context } from './context';
import type { Invocation } from './invocation';

/** The set as it stands once everything was read that the command line asks for. */
export async function deepen(
  set: BackupSet,
  catalog: Catalog,
  { level, files }: Pick<Invocation, 'level' | 'files'>,
  context: Context,
  progress: (bytes: number) => void,
): Promise<BackupSet> {
  try {
    const proven = level === 'records' ? await byRecords(set, catalog, context, progress) : set;
    return files ? await byFiles(proven, context, progress) : proven;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const failed: Finding = { code: 'verification-failed', severity: 'error', args: { reason }, set: set.id };
    const verdict = worse(set.verdict, judgeWalk([failed], false));
    return { ...set, verdict, findings: [...set.findings, failed] };
  }
}

async function byRecords(
  set: BackupSet,
  catalog: Catalog,
  { verifySet }: Context,
  progress: (bytes: number) => void,
): Promise<BackupSet> {
  const job = setJobOf(set, catalog);
  return job === undefined ? set : withRecords(set, await verifySet(job, progress));
}

/** Compares the files of a data directory with its manifest; a set without both stays as it is. */
async function byFiles(
  set: BackupSet,
  { tree, verifyFiles }: Context,
  progress: (bytes: number) => void,
): Promise<BackupSet> {
  const comparable = comparableFiles(set);
  if (comparable === undefined) return set;
  let told = 0;
  const result = await verifyFiles({
    tree,
    ...comparable,
    expected: expectedFacts(set),
    onProgress: ({ doneBytes }) => {
      progress(doneBytes - told);
      told = doneBytes;
    },
  });
  return withFiles(set, result);
}
