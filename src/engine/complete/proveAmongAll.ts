import { setJobOf } from '../../core/proofs/setJob';
import type { TaskHooks } from '../../worker/taskRunner';
import type { EngineTools } from '../tools';
import type { CompletionCatalog } from './completionHost';

/** Verifies a completed set as the catalog judges it: by all that serves it. */
export async function proveAmongAll(
  { reader }: EngineTools,
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
  source.showProofs();
}
