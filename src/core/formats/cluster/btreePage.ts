import { readPageHeader } from './heapPage';

/** Pages of B-tree indexes (`nbtree.h`, `itup.h`), as far as they refer to other pages. */
const PAGE_HEADER = 24;
const SPECIAL_SIZE = 16;
const NORMAL = 1;
/** Flags of the special area at the end of a page. */
const LEAF = 0x0001;
const DELETED = 0x0004;
const META = 0x0008;
const HALF_DEAD = 0x0010;
/** In `t_info`: the row's place means something else (from 11 on); in the place itself: a list of places (from 13 on). */
const OTHER_PLACE = 0x2000;
const IS_LIST = 0x2000;
const PLACE = 6;

export interface BtreeReferences {
  /** A page of the table with a row to which the index refers. */
  readonly table: (block: number) => void;
  /** Another page of the index. */
  readonly index: (block: number) => void;
}

/** Calls back for each page to which a page of a B-tree refers; nothing for pages that are not in use. */
export function visitBtreeReferences(page: Uint8Array, references: BtreeReferences): void {
  const header = readPageHeader(page);
  if (header?.special !== page.length - SPECIAL_SIZE) return;
  const view = new DataView(page.buffer, page.byteOffset, page.length);
  const { special } = header;
  const flags = view.getUint16(special + 12, true);
  if ((flags & (DELETED | META | HALF_DEAD)) !== 0) return;
  const [left, right] = [view.getUint32(special, true), view.getUint32(special + 4, true)];
  if (left !== 0) references.index(left);
  if (right !== 0) references.index(right);
  const isLeaf = (flags & LEAF) !== 0;
  // All but the rightmost page of a level have an upper limit first, which refers to nothing.
  const first = PAGE_HEADER + (right === 0 ? 0 : 4);
  for (let at = first; at + 4 <= header.lower; at += 4) {
    const pointer = view.getUint32(at, true);
    const offset = pointer & 0x7fff;
    const length = pointer >>> 17;
    if (((pointer >>> 15) & 3) !== NORMAL || length < 8) continue;
    if (offset < header.upper || offset + length > special) continue;
    if (isLeaf) visitRow(view, offset, length, references);
    else references.index(blockAt(view, offset));
  }
}

function visitRow(view: DataView, at: number, length: number, { table }: BtreeReferences): void {
  if ((view.getUint16(at + 6, true) & OTHER_PLACE) === 0) {
    table(blockAt(view, at));
    return;
  }
  const count = view.getUint16(at + 4, true);
  if ((count & IS_LIST) === 0) return;
  const list = blockAt(view, at);
  const places = count & 0x0fff;
  if (list + places * PLACE > length) return;
  for (let i = 0; i < places; i++) table(blockAt(view, at + list + i * PLACE));
}

/** A block number is two halves, the high one first (`BlockIdData`). */
function blockAt(view: DataView, at: number): number {
  return view.getUint16(at, true) * 65_536 + view.getUint16(at + 2, true);
}

/** What the first page of a B-tree says about the whole. */
export interface BtreeMeta {
  /** The page at which a search begins; 0 while the index is empty. */
  readonly root: number;
  /** The lowest page that is alone on its level, at which searches begin in practice. */
  readonly fastRoot: number;
}

const MAGIC = 0x053162;
/** `BTMetaPageData`: magic, version, root, level, fast root, fast level; the same from 9.0 to 18 (versions 2 to 4). */
const META_AT = { magic: PAGE_HEADER, root: PAGE_HEADER + 8, fastRoot: PAGE_HEADER + 16 } as const;
const META_END = PAGE_HEADER + 24;

/** Reads the first page of a B-tree (`_bt_getmeta`); undefined if it is none. */
export function readBtreeMeta(page: Uint8Array): BtreeMeta | undefined {
  if (page.length < META_END) return undefined;
  const view = new DataView(page.buffer, page.byteOffset, page.length);
  if (view.getUint32(META_AT.magic, true) !== MAGIC) return undefined;
  return { root: view.getUint32(META_AT.root, true), fastRoot: view.getUint32(META_AT.fastRoot, true) };
}
