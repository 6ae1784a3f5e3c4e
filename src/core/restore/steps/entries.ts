import { type DirectoryEntry, type FileTree, isFailure } from '../../ground/ports';

/** Number of names that are read to learn how a directory is laid out. */
const SAMPLE = 20_000;

/** Entries of a directory; those that cannot be listed count as absent. */
export async function entriesOf(tree: FileTree, path: string): Promise<DirectoryEntry[]> {
  const entries: DirectoryEntry[] = [];
  for await (const batch of tree.list(path)) {
    if (isFailure(batch)) break;
    entries.push(...batch);
    if (entries.length >= SAMPLE) break;
  }
  return entries;
}
