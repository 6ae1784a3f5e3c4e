import { judge } from '../core/catalog/judge';
import type { BackupSet, Catalog } from '../core/catalog/model';
import { setJobOf } from '../core/catalog/setJob';
import { withRecords } from '../core/catalog/withRecords';
import type { Finding } from '../core/finding';
import type { ExpectedFacts } from '../core/verify/files/filesVerification';
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
    return files ? await byFiles(proven, context) : proven;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const failed: Finding = { code: 'verification-failed', severity: 'error', args: { reason }, set: set.id };
    return { ...set, verdict: 'undetermined', findings: [...set.findings, failed] };
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
async function byFiles(set: BackupSet, { tree, verifyFiles }: Context): Promise<BackupSet> {
  const { dataDirectory: directory, manifest } = set.files;
  if (directory === undefined || manifest === undefined) return set;
  const result = await verifyFiles({ tree, directory, manifest, expected: expectedOf(set) });
  const found = result.findings.map((finding) => ({ ...finding, set: set.id }));
  const seen = new Set(found.map(({ code }) => code));
  // What the scan said of the manifest after a glance, this says after reading all of it.
  const findings = [
    ...set.findings.filter(({ code }) => !code.startsWith('manifest-') || !seen.has(code)),
    ...found,
  ];
  const judged = judge({
    findings,
    rangeKnown: set.stop !== undefined,
    provenByRecords: set.verdict === 'restorable',
  });
  const verdict = found.some(({ severity }) => severity === 'error') ? judged : set.verdict;
  return { ...set, findings, verdict, evidence: { ...set.evidence, files: 'checked' } };
}

function expectedOf({ checkpointLsn, start, stop }: BackupSet): ExpectedFacts {
  return {
    ...(checkpointLsn !== undefined && { checkpointLsn }),
    ...(start !== undefined && { start }),
    ...(stop !== undefined && stop.source !== 'manifest' && { stop }),
  };
}
