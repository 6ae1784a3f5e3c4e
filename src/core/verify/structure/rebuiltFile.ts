import {
  firstIncrementalPage,
  INCREMENTAL_HEAD,
  parseIncrementalHead,
} from '../../formats/cluster/incrementalFile';
import { baseName, joinPath, parentPath } from '../../ground/paths';
import { type FileTree, isFailure, type ReadFailure } from '../../ground/ports';

/** What the name of a file begins with that holds only changed pages. */
export const INCREMENTAL = 'INCREMENTAL.';

/** The pages of a file that one backup of a chain holds. */
interface Part {
  readonly tree: FileTree;
  readonly path: string;
  /** Where each page begins that it holds; undefined if it is the whole file. */
  readonly pages: ReadonlyMap<number, number> | undefined;
}

/** A place in one of the backups of a chain. */
export interface ChainPlace {
  readonly tree: FileTree;
  readonly path: string;
}

/**
 * A file as `pg_combinebackup` makes it from an incremental backup and those before it (`reconstruct_from_incremental_file`):
 * each page from the newest backup that holds it, and zeros for those that none holds.
 */
export class RebuiltFile {
  /** Pages that it has. */
  readonly blocks: number;
  readonly #parts: readonly Part[];
  readonly #oldBlocks: number;
  readonly #blockSize: number;

  private constructor(parts: readonly Part[], oldBlocks: number, blockSize: number) {
    this.#parts = parts;
    this.#oldBlocks = oldBlocks;
    this.#blockSize = blockSize;
    const newest = Math.max(-1, ...(parts[0]?.pages?.keys() ?? []));
    this.blocks = Math.max(oldBlocks, newest + 1);
  }

  /**
   * The file at the first place, which holds only changed pages; undefined if it is none, or if an earlier backup lacks it.
   *
   * @param places where it is in each backup, the newest first, under its own name
   */
  static async of(places: readonly ChainPlace[], blockSize: number): Promise<RebuiltFile | undefined> {
    const parts: Part[] = [];
    let oldBlocks = 0;
    for (const [at, { tree, path }] of places.entries()) {
      // The first is not there as a whole.
      if (at > 0 && !isFailure(await tree.stat(path))) {
        parts.push({ tree, path, pages: undefined });
        return new RebuiltFile(parts, oldBlocks, blockSize);
      }
      const part = joinPath(parentPath(path), `${INCREMENTAL}${baseName(path)}`);
      const read = await readPages(tree, part, blockSize);
      if (read === undefined) return undefined;
      if (at === 0) ({ oldBlocks } = read);
      parts.push({ tree, path: part, pages: read.pages });
    }
    return undefined;
  }

  /** Bytes from `offset` on, fewer at the end. */
  async read(offset: number, length: number): Promise<Uint8Array | ReadFailure> {
    const size = this.blocks * this.#blockSize;
    const end = Math.min(size, offset + length);
    const bytes = new Uint8Array(Math.max(0, end - offset));
    const first = Math.floor(offset / this.#blockSize);
    for (let block = first; block * this.#blockSize < end; block++) {
      const page = await this.#page(block);
      if (isFailure(page)) return page;
      const at = block * this.#blockSize - offset;
      const from = Math.max(0, -at);
      bytes.set(page.subarray(from, Math.max(from, end - offset - at)), Math.max(0, at));
    }
    return bytes;
  }

  async #page(block: number): Promise<Uint8Array | ReadFailure> {
    for (const [at, { tree, path, pages }] of this.#parts.entries()) {
      // What the newest one cut off is not taken from the others.
      if (at > 0 && block >= this.#oldBlocks) break;
      const place = pages === undefined ? block * this.#blockSize : pages.get(block);
      if (place !== undefined) return tree.read(path, place, this.#blockSize);
    }
    return new Uint8Array(0);
  }
}

async function readPages(
  tree: FileTree,
  path: string,
  blockSize: number,
): Promise<{ readonly oldBlocks: number; readonly pages: ReadonlyMap<number, number> } | undefined> {
  const head = await tree.read(path, 0, INCREMENTAL_HEAD);
  const parsed = isFailure(head) ? undefined : parseIncrementalHead(head);
  if (parsed === undefined) return undefined;
  const { count, oldBlocks } = parsed;
  const list = await tree.read(path, INCREMENTAL_HEAD, count * 4);
  if (isFailure(list) || list.length < count * 4) return undefined;
  const view = new DataView(list.buffer, list.byteOffset, list.length);
  const begin = firstIncrementalPage(count, blockSize);
  const pages = new Map<number, number>();
  for (let i = 0; i < count; i++) pages.set(view.getUint32(i * 4, true), begin + i * blockSize);
  return { oldBlocks, pages };
}
