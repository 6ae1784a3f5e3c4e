import { readBtreeMeta, visitBtreeReferences } from '../../../formats/cluster/btreePage';
import { joinPath } from '../../../ground/paths';
import { isFailure } from '../../../ground/ports';
import { type FileChange, mayChange } from '../../records/effects/fileChanges';
import type { CopyContext } from './copyContext';
import type { SizedRelation } from './sizedRelation';

/** Pages at the end of an index that are read: the newest, and those that a sorted build wrote last. */
const LAST_PAGES = 4;
/** Pages that are read at once of an index that is read as a whole. */
const PAGES_AT_ONCE = 128;

/** A B-tree and the pages of its table, and what they show to be lost. */
export class IndexLook {
  /** Whether a page of the index to which it refers is not there and is not made by the WAL. */
  isCut = false;
  /** Whether that is so with a page of its table. */
  isTableCut = false;
  readonly #context: CopyContext;
  readonly #index: SizedRelation;
  readonly #table: SizedRelation | undefined;

  constructor(context: CopyContext, index: SizedRelation, table: SizedRelation | undefined) {
    this.#context = context;
    this.#index = index;
    this.#table = table;
  }

  /**
   * Looks at the first page, which names the root, at the root itself, whose entries lead to the pages below it, and at the last
   * pages. A root is never taken away, and the WAL makes a new one.
   */
  async atEnds(): Promise<void> {
    const { blocks } = this.#index;
    const last = Math.max(0, blocks - LAST_PAGES);
    // A small index is read at once.
    const first = last <= 1 ? 0 : last;
    const [meta] = first === 0 ? await this.#visit(0, blocks) : await this.#visit(0, 1);
    if (first > 0) {
      const pages = await this.#visit(first, blocks);
      // Fewer than were asked for if a segment begins there.
      if (pages.length > 0 && pages.length < blocks - first) await this.#visit(first, blocks - pages.length);
    }
    const known = meta && readBtreeMeta(meta);
    if (known === undefined) return;
    for (const root of new Set([known.root, known.fastRoot])) {
      this.isCut ||= isLost(this.#index, root);
      if (root > 0 && root < first) await this.#visit(root, root + 1);
    }
  }

  /**
   * Looks at all pages until something of the table is known to be lost.
   *
   * @param most pages that may be read
   * @returns pages that were read
   */
  async atAll(most: number): Promise<number> {
    let read = 0;
    for (let end = this.#index.blocks; end > 0 && read < most && !this.isTableCut;) {
      const pages = await this.#visit(Math.max(0, end - PAGES_AT_ONCE), end);
      // They cannot be read in a compressed tar.
      if (pages.length === 0) break;
      read += pages.length;
      // Fewer than were asked for if a segment begins there.
      end -= pages.length;
    }
    return read;
  }

  /** Notes what pages refer to, and returns them; fewer if they cannot be read. Never reads beyond a segment. */
  async #visit(first: number, end: number): Promise<Uint8Array[]> {
    const { blockSize, segmentSize } = this.#context.facts.unit;
    const perSegment = segmentSize / blockSize;
    const segment = Math.floor((end - 1) / perSegment);
    const begin = Math.max(first, segment * perSegment);
    const bytes = await this.#read(segment, begin - segment * perSegment, end - begin);
    const pages: Uint8Array[] = [];
    for (let at = 0; at + blockSize <= bytes.length; at += blockSize) {
      const page = bytes.subarray(at, at + blockSize);
      pages.push(page);
      // A page that the WAL changes may have been copied while it was written.
      if (!mayChange(this.#index.change, begin + at / blockSize)) this.#references(page);
    }
    return pages;
  }

  #references(page: Uint8Array): void {
    const table = this.#table;
    visitBtreeReferences(page, {
      index: (block) => {
        this.isCut ||= isLost(this.#index, block);
      },
      table: (block) => {
        this.isTableCut ||= table !== undefined && isLost(table, block);
      },
    });
  }

  async #read(segment: number, first: number, count: number): Promise<Uint8Array> {
    const { tree, unit } = this.#context.facts;
    const { files, file } = this.#index;
    const suffix = segment === 0 ? '' : `.${String(segment)}`;
    const path = joinPath(files.directory, `${String(file)}${suffix}`);
    const bytes = await tree.read(path, first * unit.blockSize, count * unit.blockSize);
    return isFailure(bytes) ? new Uint8Array(0) : bytes;
  }
}

/** Whether a page that the copy refers to is not there and is not made by the WAL. */
export function isLost(
  { blocks, change }: { readonly blocks: number; readonly change: FileChange | undefined },
  block: number,
): boolean {
  return block >= blocks && !mayChange(change, block);
}
