import assert from 'node:assert/strict';
import type { FileTree } from '../../../src/core/ground/ports';

/** The names in a directory, sorted; those of directories with a slash. */
export async function listed(tree: FileTree, directory: string): Promise<string[]> {
  const found: string[] = [];
  for await (const batch of tree.list(directory)) {
    if ('failed' in batch) assert.fail(batch.code);
    found.push(...batch.map(({ name, kind }) => (kind === 'directory' ? `${name}/` : name)));
  }
  return found.sort();
}
