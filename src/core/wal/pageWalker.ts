import type { Lsn } from '../ground/lsn';
import { PAGE_LONG_HEADER } from './pageHeader';
import type { WalFault, WalkExpectation } from './walkTypes';

/**
 * Validates page headers in the order of a server (`XLogReaderValidatePageHeader`), for the position of the page.
 * Locations are pairs of signed 32-bit halves.
 */
export class PageWalker {
  /** Number of the current segment. */
  segment = 0;
  /** Both halves of the location at which the current segment begins. */
  segmentHigh = 0;
  segmentLow = 0;
  /** Offset in the segment of the next byte to read. */
  offset = 0;
  /** The target timeline and its ancestors: pages of any other are refused (`tliInHistory`). */
  history: readonly number[] = [];
  /** Timeline in the file's name, and the newest one that a page has shown. */
  timeline = 0;
  pageTimeline = 0;
  /** Timeline of the first page that was read. */
  firstTimeline = 0;

  fault: WalFault | undefined;
  /** Offset in the segment of the faulty page or record. */
  faultOffset = 0;

  readonly expect: WalkExpectation;
  /** The current block, and its offset in the segment. */
  protected bytes: Uint8Array = new Uint8Array(0);
  protected view: DataView = new DataView(new ArrayBuffer(0));
  protected base = 0;

  constructor(expect: WalkExpectation) {
    this.expect = expect;
  }

  /** Moves to the beginning of another segment. */
  beginSegment(segment: number, start: Lsn, timeline: number): void {
    this.segment = segment;
    this.segmentHigh = Number(BigInt.asIntN(32, start >> 32n));
    this.segmentLow = Number(BigInt.asIntN(32, start));
    this.timeline = timeline;
    this.offset = 0;
  }

  /** Checks the page that contains `offset`, without reading records. Returns false for a fault. */
  checkPage(bytes: Uint8Array, base: number, offset: number): boolean {
    this.take(bytes, base);
    return this.pageHeader(offset - (offset % this.expect.pageSize)) !== 0;
  }

  protected take(bytes: Uint8Array, base: number): void {
    if (bytes !== this.bytes) this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.bytes = bytes;
    this.base = base;
  }

  protected fail(fault: WalFault, offset: number): false {
    this.fault = fault;
    this.faultOffset = offset;
    return false;
  }

  /** Validates the header at the start of a page; returns its size, 0 for a fault. */
  protected pageHeader(page: number): number {
    const { view, expect } = this;
    const at = page - this.base;
    const { format } = expect;
    if (view.getUint16(at, true) !== expect.magic) return this.#pageFault('magic', page);
    const info = view.getUint16(at + 2, true);
    if ((info & ~expect.knownFlags) !== 0) return this.#pageFault('info-bits', page);
    const long = (info & PAGE_LONG_HEADER) !== 0;
    if (long && !this.#longHeader(at + format.shortPageHeader, page)) return 0;
    if (!long && page === 0) return this.#pageFault('long-header-missing', page);
    if (
      view.getInt32(at + format.pageAddressLow, true) !== ((this.segmentLow + page) | 0) ||
      view.getInt32(at + format.pageAddressHigh, true) !== this.segmentHigh
    )
      return this.#pageFault('page-address', page);
    const timeline = view.getUint32(at + 4, true);
    if (timeline !== this.pageTimeline && !this.#pageTimelineFits(timeline, page)) return 0;
    return long ? format.longPageHeader : format.shortPageHeader;
  }

  #pageFault(fault: WalFault, page: number): 0 {
    this.fail(fault, page);
    return 0;
  }

  #longHeader(at: number, page: number): boolean {
    const { view, expect } = this;
    if (view.getInt32(at, true) !== expect.systemLow || view.getInt32(at + 4, true) !== expect.systemHigh)
      return this.fail('system-identifier', page);
    if (view.getUint32(at + 8, true) !== expect.segmentSize) return this.fail('segment-size', page);
    if (view.getUint32(at + 12, true) !== expect.pageSize) return this.fail('page-size', page);
    return true;
  }

  /**
   * The timeline of a page is the one in effect when the page was begun: in the target's history, and never older than
   * before.
   */
  #pageTimelineFits(timeline: number, page: number): boolean {
    if (timeline !== this.timeline && !this.history.includes(timeline)) return this.fail('timeline', page);
    if (timeline < this.pageTimeline) return this.fail('timeline-order', page);
    if (this.pageTimeline === 0) this.firstTimeline = timeline;
    this.pageTimeline = timeline;
    return true;
  }
}
