import type { FileTree } from '../../ground/ports';
import { lookAtRelations } from './lookAtRelations';
import type { StructureInput, StructureLook } from './structureInput';

/**
 * Looks at the data directory of a set: at what a server of its version needs besides label and WAL. Reads names, sizes
 * and small files, never all pages. Never rejects for what is in the files.
 *
 * @param tree lists a tar as a directory, too
 */
export async function checkStructure(
  tree: FileTree,
  input: StructureInput,
  signal?: AbortSignal,
): Promise<StructureLook> {
  const facts = await tree.stat(input.directory);
  const seen = !('failed' in facts) && facts.kind === 'directory';
  const { look } = seen ? await lookAtRelations(tree, input, signal) : {};
  return {
    findings: look?.findings ?? [],
    evidence: seen ? 'names' : 'not-checked',
    relations: look === undefined ? undefined : { checked: look.checked },
    canceled: signal?.aborted === true,
  };
}
