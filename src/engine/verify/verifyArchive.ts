import type { BackupSet } from '../../core/model/backupSet';
import type { Catalog } from '../../core/model/catalog';
import type { WalArchive } from '../../core/model/walArchive';
import { readEverySegment, readWindows } from '../read/readArchive';
import { type Run, hooksOf } from '../run';
import type { EngineTools } from '../tools';
import type { Proof } from './proofs';
import type { VerificationScope } from './scope';
import { type ProofEvent, reasonOf } from './verifySet';

/**
 * Checks every segment of an archive by itself, if the scope says so, then finds out how far recovery gets from the
 * proven sets.
 *
 * @param sets with their proofs so far: recovery windows begin at proven sets only
 */
export async function verifyArchive(
  tools: EngineTools,
  archive: WalArchive,
  { sets, catalog }: { readonly sets: readonly BackupSet[]; readonly catalog: Catalog },
  scope: Pick<VerificationScope, 'level' | 'everySegment'>,
  run: Run<ProofEvent>,
): Promise<void> {
  const prove = (proof: Proof): void => {
    if (!run.signal.aborted) run.report({ kind: 'proof', proof });
  };
  try {
    if (scope.everySegment) await lookAtSegments(tools, archive, scope.level, run, prove);
    if (scope.level !== 'records' || run.signal.aborted) return;
    const result = await readWindows(tools.reader, archive, sets, catalog, hooksOf(run));
    prove({ kind: 'windows', archive, result });
  } catch (error) {
    prove({ kind: 'archive-failure', archive, reason: reasonOf(error) });
  }
}

/** By size and first page, then by every record. */
async function lookAtSegments(
  { tasks, reader }: EngineTools,
  archive: WalArchive,
  level: VerificationScope['level'],
  run: Run<ProofEvent>,
  prove: (proof: Proof) => void,
): Promise<void> {
  const hooks = hooksOf(run);
  const looked = await tasks.run('check-archive', { archive, level }, { signal: run.signal });
  const read =
    level === 'records' ? await readEverySegment(reader, archive, hooks) : { findings: [], records: 0 };
  prove({ kind: 'segments', archive, result: { looked, read: read.findings, records: read.records } });
}
