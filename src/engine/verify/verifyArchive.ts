import type { BackupSet } from '../../core/model/backupSet';
import type { Catalog } from '../../core/model/catalog';
import type { WalArchive } from '../../core/model/walArchive';
import { readEverySegment, readWindows } from '../read/readRecordsOfArchive';
import { type Run, hooksOf } from '../run';
import type { EngineTools } from '../tools';
import type { VerificationResult } from './verificationResults';
import type { VerificationScope } from './scope';
import { type ResultEvent, reasonOf } from './verifySet';

/**
 * Checks every segment of an archive by itself, if the scope says so, then finds out how far recovery gets from the
 * proven sets.
 *
 * @param sets with their results so far: recovery windows begin at proven sets only
 */
export async function verifyArchive(
  tools: EngineTools,
  archive: WalArchive,
  { sets, catalog }: { readonly sets: readonly BackupSet[]; readonly catalog: Catalog },
  scope: Pick<VerificationScope, 'level' | 'everySegment'>,
  run: Run<ResultEvent>,
): Promise<void> {
  const report = (verification: VerificationResult): void => {
    if (!run.signal.aborted) run.report({ kind: 'result', verification });
  };
  try {
    if (scope.everySegment) await lookAtSegments(tools, archive, scope.level, run, report);
    if (scope.level !== 'records' || run.signal.aborted) return;
    const result = await readWindows(tools.reader, archive, sets, catalog, hooksOf(run));
    report({ kind: 'windows', archive, result });
  } catch (error) {
    report({ kind: 'archive-failure', archive, reason: reasonOf(error) });
  }
}

/** By size and first page, then by every record. */
async function lookAtSegments(
  { tasks, reader }: EngineTools,
  archive: WalArchive,
  level: VerificationScope['level'],
  run: Run<ResultEvent>,
  report: (verification: VerificationResult) => void,
): Promise<void> {
  const hooks = hooksOf(run);
  const looked = await tasks.run('check-archive', { archive, level }, { signal: run.signal });
  const read =
    level === 'records' ? await readEverySegment(reader, archive, hooks) : { findings: [], records: 0 };
  report({ kind: 'segments', archive, result: { looked, read: read.findings, records: read.records } });
}
