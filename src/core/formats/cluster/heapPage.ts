/**
 * Pages of tables, as every server from 9.0 on lays them out (`bufpage.h`, `itemid.h`, `htup_details.h`): a header, line
 * pointers, free space, and rows at the end.
 */

/** Bytes of a page header; the first line pointer follows. */
const PAGE_HEADER = 24;
const LINE_POINTER = 4;
/** Line pointers that lead to a row (`LP_NORMAL`). */
const NORMAL = 1;
/** Bytes of a row header up to the bitmap of nulls. */
const ROW_HEADER = 23;
const LAYOUT_VERSION = 4;
/** The flags that servers up to 18 know (`PD_VALID_FLAG_BITS`). */
const KNOWN_FLAGS = 0x0007;

export interface PageHeader {
  /** The end of the last WAL record that changed the page. */
  readonly lsn: bigint;
  /** Bytes from the beginning to the end of the line pointers. */
  readonly lower: number;
  readonly upper: number;
  readonly special: number;
}

/** The header of a page; undefined if the page is all zeros, was never written, or is not a page (`PageIsVerified`). */
export function readPageHeader(page: Uint8Array): PageHeader | undefined {
  if (page.length < PAGE_HEADER) return undefined;
  const view = new DataView(page.buffer, page.byteOffset, page.length);
  const [lower, upper, special] = [12, 14, 16].map((at) => view.getUint16(at, true)) as [
    number,
    number,
    number,
  ];
  const sizeAndVersion = view.getUint16(18, true);
  const fits =
    (view.getUint16(10, true) & ~KNOWN_FLAGS) === 0 &&
    (sizeAndVersion & 0xff) === LAYOUT_VERSION &&
    (sizeAndVersion & 0xff00) === (page.length & 0xff00) &&
    lower >= PAGE_HEADER &&
    lower <= upper &&
    upper <= special &&
    special <= page.length;
  if (!fits) return undefined;
  // `PageXLogRecPtr` is two halves in every version, the high one first.
  const lsn = (BigInt(view.getUint32(0, true)) << 32n) | BigInt(view.getUint32(4, true));
  return { lsn, lower, upper, special };
}

/** A row on a page. The same object is used for each: read it before the next one. */
export interface HeapRow {
  readonly view: DataView;
  /** Where its header and its columns begin in the view, and where it ends. */
  readonly at: number;
  readonly data: number;
  readonly end: number;
  /** The transaction that wrote it, and the one that deleted, replaced or locked it. */
  readonly xmin: number;
  readonly xmax: number;
  readonly infomask: number;
  /** How many columns it has; those that were added later are absent. */
  readonly columns: number;
  /** The number that `oid` has as a hidden column (up to 11); 0 if it has none. */
  readonly oid: number;
}

/** Calls `visit` for each row of a page whose header makes sense, dead ones too. False if it is not a page of rows. */
export function visitRows(page: Uint8Array, visit: (row: HeapRow) => void): boolean {
  const header = readPageHeader(page);
  if (header === undefined) return false;
  const view = new DataView(page.buffer, page.byteOffset, page.length);
  const row = new Row(view);
  for (let at = PAGE_HEADER; at + LINE_POINTER <= header.lower; at += LINE_POINTER) {
    const pointer = view.getUint32(at, true);
    const offset = pointer & 0x7fff;
    const length = pointer >>> 17;
    if (((pointer >>> 15) & 3) !== NORMAL || length < ROW_HEADER) continue;
    if (offset < header.upper || offset + length > header.special) continue;
    if (row.moveTo(offset, offset + length)) visit(row);
  }
  return true;
}

const HAS_OID = 0x0008;

class Row implements HeapRow {
  readonly view: DataView;
  at = 0;
  data = 0;
  end = 0;
  xmin = 0;
  xmax = 0;
  infomask = 0;
  columns = 0;
  oid = 0;

  constructor(view: DataView) {
    this.view = view;
  }

  /** False if its header does not make sense. */
  moveTo(at: number, end: number): boolean {
    const { view } = this;
    const header = view.getUint8(at + 22);
    if (header < ROW_HEADER || (header & 7) !== 0 || at + header > end) return false;
    this.at = at;
    this.data = at + header;
    this.end = end;
    this.xmin = view.getUint32(at, true);
    this.xmax = view.getUint32(at + 4, true);
    this.columns = view.getUint16(at + 18, true) & 0x07ff;
    this.infomask = view.getUint16(at + 20, true);
    this.oid = (this.infomask & HAS_OID) === 0 ? 0 : view.getUint32(at + header - 4, true);
    return true;
  }
}
