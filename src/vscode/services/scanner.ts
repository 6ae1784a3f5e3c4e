import type { Catalog } from '../../core/catalog/model';
import type { ScanOptions } from '../../core/catalog/scan';
import { scan } from '../../core/catalog/scan';
import type { FileFacts, FileHead, ReadFailure } from '../../core/ports';
import { NodeFileTree } from '../../io/nodeFileTree';

/**
 * Everything that reads backups from disk. A bundle of its own: reach it by `import()` only, so that activation does
 * not load it.
 */
const tree = new NodeFileTree();

/** Lists the sets and archives on this machine. */
export function scanDisk(options: ScanOptions): Promise<Catalog> {
  return scan(tree, options);
}

/** A file's facts and the first `length` bytes of what it holds, unpacked. */
export function readStart(
  path: string,
  length: number,
): Promise<[FileFacts | ReadFailure, FileHead | ReadFailure]> {
  return Promise.all([tree.stat(path), tree.readHead(path, length)]);
}
