import { type FileTree, isFailure } from '../../../ground/ports';
import { type HeapRow, visitRows } from '../../../formats/cluster/heapPage';
import { rowState } from '../../../formats/cluster/rowState';
import { type FileChange, mayChange } from '../../records/effects/fileChanges';
import type { TransactionStates } from './transactionStates';

/** Pages that are read at once. */
const PAGES_AT_ONCE = 128;

export interface CatalogFile {
  /** The file of its first gigabyte. */
  readonly path: string;
  readonly blockSize: number;
  readonly segmentSize: number;
  /** What the WAL does to it while the files were copied. */
  readonly change: FileChange | undefined;
  /** Rows must have at least so many bytes of data. */
  readonly rowLength: number;
}

export interface CatalogReading {
  /** Pages whose rows could not be taken: changed while they were copied, or no pages. */
  readonly pagesLeftOut: number;
}

/**
 * Shows the rows of a system catalog that are there for sure, as of the beginning of the backup. A page that the WAL changes
 * may have been copied while it was written, half old and half new: its image in the WAL counts instead. Undefined if the
 * file cannot be read.
 */
export async function readSystemCatalog(
  tree: FileTree,
  file: CatalogFile,
  states: TransactionStates,
  visit: (row: HeapRow) => void,
): Promise<CatalogReading | undefined> {
  const reader = new CatalogReader(tree, file, states, visit);
  return (await reader.readFiles()) ? reader.finish() : undefined;
}

class CatalogReader {
  readonly #tree: FileTree;
  readonly #file: CatalogFile;
  readonly #states: TransactionStates;
  readonly #visit: (row: HeapRow) => void;
  #block = 0;
  #pagesLeftOut = 0;

  constructor(tree: FileTree, file: CatalogFile, states: TransactionStates, visit: (row: HeapRow) => void) {
    this.#tree = tree;
    this.#file = file;
    this.#states = states;
    this.#visit = visit;
  }

  async readFiles(): Promise<boolean> {
    const { path, blockSize, segmentSize } = this.#file;
    for (let segment = 0; ; segment++) {
      const name = segment === 0 ? path : `${path}.${String(segment)}`;
      let offset = 0;
      for (;;) {
        const bytes = await this.#tree.read(name, offset, PAGES_AT_ONCE * blockSize);
        // A file that the WAL creates may have been copied before it was there.
        if (isFailure(bytes)) return segment > 0 || this.#file.change?.created === true;
        await this.#pages(bytes);
        offset += bytes.length;
        if (bytes.length < PAGES_AT_ONCE * blockSize) break;
      }
      if (offset < segmentSize) return true;
    }
  }

  /** Pages that exist in the WAL only come last. */
  async finish(): Promise<CatalogReading> {
    for (const [block, page] of this.#file.change?.pages ?? []) {
      if (block >= this.#block && page !== undefined && page.length > 0) await this.#page(page);
    }
    return { pagesLeftOut: this.#pagesLeftOut };
  }

  async #pages(bytes: Uint8Array): Promise<void> {
    const { blockSize, change } = this.#file;
    for (let at = 0; at + blockSize <= bytes.length; at += blockSize, this.#block++) {
      const isChanged = change?.pages?.has(this.#block) ?? mayChange(change, this.#block);
      if (!isChanged) {
        await this.#page(bytes.subarray(at, at + blockSize));
        continue;
      }
      const page = change?.pages?.get(this.#block);
      if (page === undefined) this.#pagesLeftOut++;
      else if (page.length > 0) await this.#page(page);
    }
  }

  async #page(page: Uint8Array): Promise<void> {
    const xids = new Set<number>();
    const isPage = visitRows(page, ({ xmin, xmax }) => xids.add(xmin).add(xmax));
    if (!isPage) {
      if (page.some((byte) => byte !== 0)) this.#pagesLeftOut++;
      return;
    }
    await this.#states.prepare(xids);
    const { rowLength } = this.#file;
    visitRows(page, (row) => {
      if (row.end - row.data < rowLength) return;
      if (rowState(row, this.#states.stateOf) === 'live') this.#visit(row);
    });
  }
}
