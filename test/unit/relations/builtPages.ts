import { crc32c } from '../../../src/core/formats/crc';

export const PAGE = 8192;

export interface BuiltRow {
  readonly xmin?: number;
  readonly xmax?: number;
  readonly infomask?: number;
  /** As a hidden column. */
  readonly oid?: number;
  readonly data: Uint8Array;
  /** The line pointer's flags: 1 leads to a row. */
  readonly pointer?: number;
}

const COMMITTED = 0x0100;
const NO_DELETER = 0x0800;
export const HAS_OID = 0x0008;

/** A page of a table, written from the description of the layout: rows from the end on, pointers from the beginning. */
export function heapPage(rows: readonly BuiltRow[]): Uint8Array {
  const page = emptyPage(PAGE);
  const view = new DataView(page.buffer);
  let upper = PAGE;
  let at = 24;
  for (const { xmin = 3, xmax = 0, infomask = COMMITTED | NO_DELETER, oid, data, pointer = 1 } of rows) {
    const header = oid === undefined ? 24 : 32;
    const length = header + data.length;
    upper -= (length + 7) & ~7;
    view.setUint32(at, (upper | (pointer << 15) | (length << 17)) >>> 0, true);
    at += 4;
    view.setUint32(upper, xmin, true);
    view.setUint32(upper + 4, xmax, true);
    view.setUint16(upper + 20, oid === undefined ? infomask : infomask | HAS_OID, true);
    view.setUint8(upper + 22, header);
    if (oid !== undefined) view.setUint32(upper + header - 4, oid, true);
    page.set(data, upper + header);
  }
  view.setUint16(12, at, true);
  view.setUint16(14, upper, true);
  return page;
}

/** Rows as pages, as many on each as fit. */
export function heapFile(rows: readonly BuiltRow[], perPage = 25): Uint8Array {
  const pages: Uint8Array[] = [];
  for (let at = 0; at < rows.length; at += perPage) pages.push(heapPage(rows.slice(at, at + perPage)));
  const file = new Uint8Array(pages.length * PAGE);
  for (const [at, page] of pages.entries()) file.set(page, at * PAGE);
  return file;
}

/** A page of a B-tree: entries lead to pages of the table on a leaf, of the index above. */
export function btreePage(
  entries: readonly number[],
  { left = 0, right = 0, flags = 1 }: { left?: number; right?: number; flags?: number } = {},
): Uint8Array {
  const page = emptyPage(PAGE - 16);
  const view = new DataView(page.buffer);
  let upper = PAGE - 16;
  let at = 24;
  // A page that is not the last of its level begins with its upper limit.
  for (const block of right === 0 ? entries : [0xfffffffe, ...entries]) {
    upper -= 16;
    view.setUint32(at, (upper | (1 << 15) | (16 << 17)) >>> 0, true);
    at += 4;
    putBlock(view, upper, block);
    view.setUint16(upper + 4, 1, true);
    view.setUint16(upper + 6, 16, true);
  }
  view.setUint16(12, at, true);
  view.setUint16(14, upper, true);
  view.setUint32(PAGE - 16, left, true);
  view.setUint32(PAGE - 12, right, true);
  view.setUint16(PAGE - 4, flags, true);
  return page;
}

/** The first page of a B-tree with its root there. */
export function btreeMeta(root: number, fastRoot = root): Uint8Array {
  const page = emptyPage(PAGE - 16);
  const view = new DataView(page.buffer);
  [0x053162, 4, root, 1, fastRoot, 1].forEach((value, at) => {
    view.setUint32(24 + at * 4, value, true);
  });
  view.setUint16(PAGE - 4, 0x08, true);
  return page;
}

/** A block number's high half comes first. */
export function putBlock(view: DataView, at: number, block: number): void {
  view.setUint16(at, block >>> 16, true);
  view.setUint16(at + 2, block & 0xffff, true);
}

/** A relation map as servers up to 15 write it, or from 16 on. */
export function relationMap(files: ReadonlyMap<number, number>, size: 512 | 524 = 512): Uint8Array {
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x592717, true);
  view.setInt32(4, files.size, true);
  for (const [at, [oid, file]] of [...files].entries()) {
    view.setUint32(8 + at * 8, oid, true);
    view.setUint32(12 + at * 8, file, true);
  }
  const crc = size === 512 ? 504 : 520;
  view.setUint32(crc, crc32c(bytes, 0, crc), true);
  return bytes;
}

function emptyPage(special: number): Uint8Array {
  const page = new Uint8Array(PAGE);
  const view = new DataView(page.buffer);
  view.setUint16(12, 24, true);
  view.setUint16(14, special, true);
  view.setUint16(16, special, true);
  view.setUint16(18, PAGE | 4, true);
  return page;
}
