import { checkStructure } from '../../core/verify/structure/checkStructure';
import type { StructureLook } from '../../core/verify/structure/structureInput';
import type { StructureJob } from '../../core/proofs/structureJob';
import { SyncFileTree } from '../../io/syncFileTree';
import { TarTree } from '../../io/tar/tarTree';
import { contextOf, type WalkHooks } from './walkTasks';

/** Looks at the data directory of a set. Blocks its thread while it lists. */
export function checkStructureTask(
  { wal, shutdown, ...job }: StructureJob,
  hooks: WalkHooks,
): Promise<StructureLook> {
  const input = {
    ...job,
    wal: wal && { ...wal, ...contextOf(wal, 'plain-first', hooks) },
    ...(shutdown === undefined ? {} : { shutdown: contextOf(shutdown, 'plain-first', hooks) }),
  };
  return checkStructure(new TarTree(new SyncFileTree(), 'all-relations'), input, hooks.signal);
}
