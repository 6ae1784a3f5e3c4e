import { setJobOf } from '../../core/proofs/setJob';
import { withRecords } from '../../core/proofs/withRecords';
import type { TaskHooks } from '../../worker/taskRunner';
import type { EngineTools } from '../tools';
import { fingerprints, proveStructure } from '../verify/structure';
import type { CompletionCatalog } from './completionHost';

/** Verifies WAL and data directory of a completed set as the catalog judges it: by all that serves it. */
export async function proveAmongAll(
  { reader, tasks }: EngineTools,
  source: CompletionCatalog,
  id: string,
  hooks: TaskHooks,
): Promise<void> {
  await source.refresh();
  const set = source.unproven.sets.find((each) => each.id === id);
  const job = set && setJobOf(set, source.unproven);
  if (set === undefined || job === undefined || hooks.signal?.aborted === true) return;
  const result = await reader.verifySet(job, hooks);
  if (result.canceled) return;
  source.proofs.add({ kind: 'records', set, result });
  const { signal } = hooks;
  const read = withRecords(set, result);
  const fingerprintOf = fingerprints(tasks, true, signal);
  const seen = { set, read, catalog: source.unproven };
  const structure = await proveStructure(tasks, seen, 'records', fingerprintOf, signal);
  if (structure !== undefined) source.proofs.add(structure);
  source.showProofs();
}
