import type { Lsn } from '../ground/lsn';
import { PAGE_LONG_HEADER } from './pageHeader';
import { PAGE_CONTINUES_RECORD } from './recordFormat';
import type { WalkExpectation } from './walkTypes';
import { lsnOf } from './xlogRecord';

/** Longer records are shown by their beginning only. No server writes a longer one but for messages of an application. */
const LONGEST_KEPT = 32 * 1024 * 1024;
const SWITCH = 0x40;

/**
 * Called for each record: `length` bytes at `at` in the view, valid until it returns. `whole` is false if the record is
 * too long to be kept.
 */
export type RecordVisitor = (view: DataView, at: number, length: number, whole: boolean) => void;

/** `broken`: what comes next is not a record or page of this WAL. The others as for a walk. */
export type ReadOutcome = 'block-end' | 'segment-end' | 'limit' | 'broken';

/**
 * Shows every record of WAL that a walk proves or has proven: it follows lengths and page headers, and checks no sums,
 * which makes it several times as fast. Takes one block of whole pages of one segment after the other.
 */
export class RecordReader {
  /** Offset in the segment of what is read next. */
  offset = 0;
  /** Reading ends after the first record that ends at or after this offset of the segment. */
  limit = Number.POSITIVE_INFINITY;
  readonly expect: WalkExpectation;
  readonly #visit: RecordVisitor;
  #segmentHigh = 0;
  #segmentLow = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** The record that continues on the next page. */
  #kept = new Uint8Array(64 * 1024);
  #got = 0;
  #total = 0;
  #ended = false;
  #recordHigh = 0;
  #recordLow = 0;

  constructor(expect: WalkExpectation, visit: RecordVisitor) {
    this.expect = expect;
    this.#visit = visit;
  }

  /** Where the record begins that is being shown. */
  get recordStart(): Lsn {
    return lsnOf(this.#recordHigh, this.#recordLow);
  }

  beginSegment(start: Lsn): void {
    this.#segmentHigh = Number(start >> 32n);
    this.#segmentLow = Number(start & 0xffffffffn);
    this.offset = 0;
  }

  /** Reads from `offset` through the block, which begins at `base` in the segment. */
  read(bytes: Uint8Array, base: number): ReadOutcome {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const { pageSize, segmentSize } = this.expect;
    const end = base + bytes.length;
    while (this.offset < end) {
      const inPage = this.offset % pageSize;
      const follows =
        inPage === 0 ? this.#enterPage(base) : this.#readPage(base, this.offset - inPage + pageSize);
      if (!follows) return 'broken';
      if (this.#ended) return 'limit';
    }
    return this.offset >= segmentSize ? 'segment-end' : 'block-end';
  }

  #enterPage(base: number): boolean {
    const view = this.#view;
    const { format, magic, overwriteFlag, pageSize } = this.expect;
    const page = this.offset;
    const at = page - base;
    if (view.getUint16(at, true) !== magic) return false;
    const address = view.getUint32(at + format.pageAddressLow, true);
    if (address !== this.#segmentLow + page) return false;
    if (view.getUint32(at + format.pageAddressHigh, true) !== this.#segmentHigh) return false;
    const flags = view.getUint16(at + 2, true);
    const header = (flags & PAGE_LONG_HEADER) !== 0 ? format.longPageHeader : format.shortPageHeader;
    const missing = this.#total - this.#got;
    if (missing === 0) {
      this.offset = page + header;
      return (flags & PAGE_CONTINUES_RECORD) === 0;
    }
    if ((flags & overwriteFlag) !== 0) {
      // The server crashed in the middle of that record: it does not count.
      this.#got = this.#total;
      this.offset = page + header;
      return true;
    }
    if ((flags & PAGE_CONTINUES_RECORD) === 0) return false;
    const data = at + header + format.continuationGap;
    const count = Math.min(missing, at + pageSize - data);
    this.#keep(data, count);
    this.offset = count < missing ? page + pageSize : base + ((data + count + 7) & ~7);
    if (count === missing) this.#showKept();
    return true;
  }

  #readPage(base: number, pageEnd: number): boolean {
    const view = this.#view;
    const { format } = this.expect;
    const end = pageEnd - base;
    let at = this.offset - base;
    while (end - at >= format.leastStart) {
      const total = view.getUint32(at + format.totalLength, true);
      if (total < format.recordHeader) return false;
      this.#recordHigh = this.#segmentHigh;
      this.#recordLow = this.#segmentLow + base + at;
      if (total > end - at) {
        this.#total = total;
        this.#got = 0;
        this.#keep(at, end - at);
        break;
      }
      const begin = at;
      at = (at + total + 7) & ~7;
      this.offset = base + at;
      this.#show(view, begin, total, true);
      // A WAL switch ends the segment.
      if (this.#ended || this.offset === this.expect.segmentSize) return true;
    }
    this.offset = pageEnd;
    return true;
  }

  #keep(from: number, count: number): void {
    const room = Math.min(count, LONGEST_KEPT - Math.min(this.#got, LONGEST_KEPT));
    if (room > 0) {
      this.#makeRoom(this.#got + room);
      this.#kept.set(this.#bytes.subarray(from, from + room), this.#got);
    }
    this.#got += count;
  }

  #makeRoom(wanted: number): void {
    if (wanted <= this.#kept.length) return;
    const grown = new Uint8Array(Math.max(wanted, this.#kept.length * 2));
    grown.set(this.#kept);
    this.#kept = grown;
  }

  #showKept(): void {
    const length = Math.min(this.#total, LONGEST_KEPT);
    const view = new DataView(this.#kept.buffer, 0, length);
    this.#show(view, 0, length, length === this.#total);
  }

  #show(view: DataView, at: number, length: number, whole: boolean): void {
    const { format } = this.expect;
    this.#visit(view, at, length, whole);
    const isSwitch =
      view.getUint8(at + format.resourceManager) === 0 && (view.getUint8(at + format.info) & 0xf0) === SWITCH;
    if (isSwitch) this.offset = this.expect.segmentSize;
    if (this.offset >= this.limit) this.#ended = true;
  }
}
