import type { TaskHooks } from '../../worker/taskRunner';
import type { EngineTools } from '../tools';
import { verifySetWithin } from '../verify/verifySet';
import type { CompletionCatalog } from './completionHost';

/** Verifies WAL and data directory of a completed set as the catalog judges it: by all that serves it. */
export async function verifyAmongAll(
  tools: EngineTools,
  source: CompletionCatalog,
  id: string,
  hooks: TaskHooks,
): Promise<void> {
  await source.refresh();
  const { unproven, results } = source;
  const set = unproven.sets.find((each) => each.id === id);
  if (set === undefined) return;
  const add = results.add.bind(results);
  await verifySetWithin(tools, set, unproven, { keep: true, add }, hooks);
  source.showResults();
}
