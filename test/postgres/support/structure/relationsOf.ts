import { scan } from '../../../../src/core/catalog/scan';
import { setJobOf } from '../../../../src/core/proofs/setJob';
import { structureJobOf } from '../../../../src/core/proofs/structureJob';
import { withRecords } from '../../../../src/core/proofs/withRecords';
import { lookAtRelations } from '../../../../src/core/verify/structure/lookAtRelations';
import type { RelationsLook } from '../../../../src/core/verify/structure/relations/checkRelations';
import { Verifier } from '../../../../src/engine/read/verifier';
import { NodeFileTree } from '../../../../src/io/nodeFileTree';
import { SyncFileTree } from '../../../../src/io/syncFileTree';
import { InlineRunner } from '../../../../src/worker/inlineRunner';
import { contextOf } from '../../../../src/worker/tasks/walkTasks';

/** What is seen of the relations of the one set in a directory, whose WAL must be whole. */
export async function relationsOf(directory: string, archive: string): Promise<RelationsLook> {
  const options = { roots: [directory], archiveDirectories: [archive], level: 'headers' as const };
  const catalog = await scan(new NodeFileTree(), options);
  const set = catalog.sets.find(({ files }) => files.dataDirectory === directory);
  const walJob = set && setJobOf(set, catalog);
  if (set === undefined || walJob === undefined) throw new Error(`no set in ${directory}`);
  const read = withRecords(set, await new Verifier(new InlineRunner()).verifySet(walJob));
  const job = structureJobOf(read, catalog, 'records');
  if (job?.wal === undefined) throw new Error('its files were not seen');
  const wal = { ...job.wal, ...contextOf(job.wal, 'plain-first', {}) };
  // A set with a label was not shut down.
  const input = { ...job, wal, shutdown: wal };
  const { look, effects } = await lookAtRelations(new SyncFileTree(), input);
  if (look === undefined) throw new Error(`not looked at; the WAL was read: ${String(effects?.isWhole)}`);
  return look;
}
