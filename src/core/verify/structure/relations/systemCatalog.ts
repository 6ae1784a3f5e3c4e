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
  /** Pages of the file. */
  readonly blocks: number;
  /** Pages that the WAL changes, and whose content it does not show: their rows are not known. */
  readonly pagesUnknown: number;
}

/** `missing`: there is no such file, and the WAL does not make it; `unread`: it is there, or may be, and cannot be read. */
export type CatalogFailure = 'missing' | 'unread';

/** Takes the rows of a system catalog. The same object is used for each: read it before the next one. */
export interface CatalogVisitor {
  /** A row that is there for sure. */
  readonly live: (row: HeapRow) => void;
  /**
   * Any other row: one that was deleted or replaced, or of which the copy does not show whether it counts. The copy may have only the
   * old version of a row that was replaced while it was made.
   */
  readonly other?: (row: HeapRow) => void;
}

/**
 * Shows the rows of a system catalog as of the beginning of the backup. A page that the WAL changes may have been copied while it
 * was written, half old and half new: its image in the WAL counts instead. Never rejects for what is in the file.
 */
export async function readSystemCatalog(
  tree: FileTree,
  file: CatalogFile,
  states: TransactionStates,
  visit: CatalogVisitor,
): Promise<CatalogReading | CatalogFailure> {
  const reader = new CatalogReader(tree, file, states, visit);
  return (await reader.readFiles()) ?? reader.finish();
}

class CatalogReader {
  readonly #tree: FileTree;
  readonly #file: CatalogFile;
  readonly #states: TransactionStates;
  readonly #visit: CatalogVisitor;
  #block = 0;
  #pagesUnknown = 0;

  constructor(tree: FileTree, file: CatalogFile, states: TransactionStates, visit: CatalogVisitor) {
    this.#tree = tree;
    this.#file = file;
    this.#states = states;
    this.#visit = visit;
  }

  /** Why the file cannot be read; undefined if it was. */
  async readFiles(): Promise<CatalogFailure | undefined> {
    const { path, blockSize, segmentSize, change } = this.#file;
    for (let segment = 0; ; segment++) {
      const name = segment === 0 ? path : `${path}.${String(segment)}`;
      let offset = 0;
      for (;;) {
        const bytes = await this.#tree.read(name, offset, PAGES_AT_ONCE * blockSize);
        if (isFailure(bytes)) {
          if (bytes.code !== 'ENOENT') return 'unread';
          // A file that the WAL creates may have been copied before it was there.
          return segment > 0 || change?.created === true ? undefined : 'missing';
        }
        await this.#pages(bytes);
        offset += bytes.length;
        if (bytes.length < PAGES_AT_ONCE * blockSize) break;
      }
      if (offset < segmentSize) return undefined;
    }
  }

  /** Pages that exist in the WAL only come last. */
  async finish(): Promise<CatalogReading> {
    const { change } = this.#file;
    for (const [block, page] of change?.pages ?? []) {
      if (block < this.#block) continue;
      if (page === undefined) this.#pagesUnknown++;
      else if (page.length > 0) await this.#page(page);
    }
    // Without the pages of a file that the WAL changes nothing is known of those that it adds.
    if (change !== undefined && change.pages === undefined && mayChange(change, this.#block))
      this.#pagesUnknown++;
    return { blocks: this.#block, pagesUnknown: this.#pagesUnknown };
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
      if (page === undefined) this.#pagesUnknown++;
      else if (page.length > 0) await this.#page(page);
    }
  }

  async #page(page: Uint8Array): Promise<void> {
    const xids = new Set<number>();
    if (!visitRows(page, ({ xmin, xmax }) => xids.add(xmin).add(xmax))) return;
    await this.#states.prepare(xids);
    const { rowLength } = this.#file;
    visitRows(page, (row) => {
      if (row.end - row.data < rowLength) return;
      const state = rowState(row, this.#states.stateOf);
      if (state === 'live') this.#visit.live(row);
      else this.#visit.other?.(row);
    });
  }
}
