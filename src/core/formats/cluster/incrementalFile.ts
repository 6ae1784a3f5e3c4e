/** Files of incremental backups that hold only the pages that changed (17 and later; `basebackup_incremental.h`). */

const MAGIC = 0xd3ae1f0d;
/** Magic number, count of pages, and the length of the file without those that were added since. */
export const INCREMENTAL_HEAD = 12;
/** No segment of a relation has more pages: 32 GB of the smallest ones. */
const MOST_BLOCKS = 2 ** 25;

export interface IncrementalHead {
  /** The number of pages that it holds; their block numbers follow, four bytes each. */
  readonly count: number;
  /** Pages that the file had at least; those below that it does not hold are in an earlier backup. */
  readonly oldBlocks: number;
}

/** Reads the first bytes (`make_incremental_rfile` in reconstruct.c); undefined if pg_combinebackup refuses them. */
export function parseIncrementalHead(bytes: Uint8Array): IncrementalHead | undefined {
  if (bytes.length < INCREMENTAL_HEAD) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [count, oldBlocks] = [view.getUint32(4, true), view.getUint32(8, true)];
  if (view.getUint32(0, true) !== MAGIC || count > MOST_BLOCKS || oldBlocks > MOST_BLOCKS) return undefined;
  return { count, oldBlocks };
}

/** Where the first page begins: the header is filled up to a whole page, if there are pages. */
export function firstIncrementalPage(count: number, blockSize: number): number {
  const header = INCREMENTAL_HEAD + count * 4;
  return count === 0 ? header : Math.ceil(header / blockSize) * blockSize;
}
