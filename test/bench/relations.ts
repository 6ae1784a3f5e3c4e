import { EMPTY_EFFECTS } from '../support/emptyEffects';
import { MANY_CONTROL, MANY_VERSION, makeRelations, manyRelations } from '../support/manyRelations';
import { checkRelations, mapsOf } from '../../src/core/verify/structure/relations/checkRelations';
import { SyncFileTree } from '../../src/io/syncFileTree';

/** Seconds in which the files of so many relations are looked for, those of the processor, and how the process grew. */
export async function relationsTime(
  folder: string,
  count: number,
): Promise<{ readonly seconds: number; readonly processor: number; readonly bytes: number }> {
  makeRelations(folder, manyRelations(count));
  const tree = new SyncFileTree();
  const input = { directory: folder, versionNum: MANY_VERSION, control: MANY_CONTROL };
  const memory = process.memoryUsage().rss;
  const used = process.cpuUsage();
  const begin = performance.now();
  const look = await checkRelations(tree, input, await mapsOf(tree, input), EMPTY_EFFECTS);
  const seconds = (performance.now() - begin) / 1000;
  const { user, system } = process.cpuUsage(used);
  const processor = (user + system) / 1e6;
  const found = look?.findings.length ?? -1;
  if (look?.checked !== count || found !== 0)
    throw new Error(`${String(look?.checked)} relations, ${found} findings`);
  return { seconds, processor, bytes: Math.max(0, process.memoryUsage().rss - memory) };
}
