import type { WalFault, WalkExpectation, WalkOutcome } from './walkTypes';
import { PAGE_CONTINUES_RECORD, PAGE_LONG_HEADER } from './recordFormat';
import type { Lsn } from './lsn';
import type { XlogListener } from './xlogRecord';
import { CommitTimes } from './commitTimes';
import { payloadOffset } from './recordPayload';

const SCRATCH = 512;

/**
 * Walks WAL page by page and record by record, as recovery does, and stops where recovery would. One `walk` call takes
 * one block of whole pages of one segment; records may cross pages, blocks and segments. Locations are kept as pairs of
 * signed 32-bit halves, so that nothing is allocated for a record.
 */
export class RecordWalker {
  /** Both halves of the location where the current segment begins. */
  segmentHigh = 0;
  segmentLow = 0;
  /** Offset in the segment of what is read next. */
  offset = 0;
  /** Walking stops at the first record that ends at or behind this offset of the segment. */
  limit = Number.POSITIVE_INFINITY;
  /** Walking stops as soon as the record that began in an earlier segment is complete. */
  finishOnly = false;
  /** Timelines that pages of the current segment may carry; undefined allows any up to `timeline`. */
  allowed: readonly number[] | undefined;
  /** Timeline of the file's name, and the newest that a page has shown. */
  timeline = 0;
  pageTimeline = 0;
  /** The timeline of the first page that was read. */
  firstTimeline = 0;
  /** Number of the current segment. */
  segment = 0;

  /** The last whole record, and whether there was one since the walk began. */
  lastHigh = 0;
  lastLow = 0;
  linked = false;
  /** Where the last whole record ended. */
  endHigh = 0;
  endLow = 0;
  /** The first whole record's location and back link. */
  readonly first = { seen: false, high: 0, low: 0, prevHigh: 0, prevLow: 0 };

  records = 0;
  readonly commits = new CommitTimes();
  stopRequested = false;
  private limitReached = false;
  fault: WalFault | undefined;
  /** Offset in the segment of the page or record that is wrong. */
  faultOffset = 0;

  /** The record that is being collected across pages: `got` of `total` bytes. Nothing is pending where they are equal. */
  private total = 0;
  private got = 0;
  private running = -1;
  /** True while the rest of a record is passed over whose beginning was not seen. */
  private skipping = false;
  recordHigh = 0;
  recordLow = 0;
  /** The record that the last overwriting page declared dead. */
  abandoned: { high: number; low: number } | undefined;
  private readonly scratch = new Uint8Array(SCRATCH);
  private readonly scratchView = new DataView(this.scratch.buffer);

  private bytes: Uint8Array = this.scratch;
  private view: DataView = this.scratchView;
  private base = 0;
  private switched = false;

  readonly expect: WalkExpectation;
  private readonly listener: XlogListener;

  constructor(expect: WalkExpectation, listener: XlogListener) {
    this.expect = expect;
    this.listener = listener;
  }

  /** Whether a record's beginning was read and its rest was not. */
  get pending(): boolean {
    return this.got < this.total && !this.skipping;
  }

  /** Whether the record that began before the walk is still being passed over. */
  get passing(): boolean {
    return this.got < this.total && this.skipping;
  }

  /** Starts on the next segment. The first one is entered with `startAt` or `startAtFirstRecord` instead. */
  beginSegment(segment: number, start: Lsn, timeline: number): void {
    this.segment = segment;
    this.segmentHigh = Number(BigInt.asIntN(32, start >> 32n));
    this.segmentLow = Number(BigInt.asIntN(32, start));
    this.timeline = timeline;
    this.offset = 0;
    this.switched = false;
  }

  /** Lets the next page's leading continuation pass unread: the walk begins in the middle of the WAL. */
  passLeadingContinuation(): void {
    this.skipping = true;
    this.total = 0;
    this.got = 0;
  }

  /** Checks the page that holds `offset` in the block, without reading records. False is a fault. */
  checkPage(bytes: Uint8Array, base: number, offset: number): boolean {
    this.take(bytes, base);
    return this.pageHeader(offset - (offset % this.expect.pageSize)) !== 0;
  }

  /** Walks from `offset` through the block, which begins at `base` in the segment and holds whole pages. */
  walk(bytes: Uint8Array, base: number): WalkOutcome {
    this.take(bytes, base);
    const end = base + bytes.length;
    const { pageSize, segmentSize } = this.expect;
    while (this.offset < end) {
      if (this.offset % pageSize === 0 && !this.enterPage(this.offset)) return 'fault';
      if (this.finishOnly && this.got === this.total) return 'limit';
      const pageEnd = this.offset - (this.offset % pageSize) + pageSize;
      if (this.halted) return this.outcome();
      if (this.offset % pageSize !== 0 && !this.walkPage(pageEnd)) return this.outcome();
    }
    return this.offset >= segmentSize ? 'segment-end' : 'block-end';
  }

  private take(bytes: Uint8Array, base: number): void {
    if (bytes !== this.bytes) this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.bytes = bytes;
    this.base = base;
  }

  private outcome(): WalkOutcome {
    if (this.fault !== undefined) return 'fault';
    if (this.stopRequested) return 'stopped';
    return this.limitReached ? 'limit' : 'segment-end';
  }

  /** Whether a record that crossed pages ended the walk of this segment. */
  private get halted(): boolean {
    return this.limitReached || this.stopRequested || this.switched;
  }

  /** A fault of a record: `recordHigh` and `recordLow` say which. */
  private failRecord(fault: WalFault, at: number): false {
    this.recordHigh = this.segmentHigh;
    this.recordLow = (this.segmentLow + this.base + at) | 0;
    return this.fail(fault, this.base + at);
  }

  private fail(fault: WalFault, offset: number): false {
    this.fault = fault;
    this.faultOffset = offset;
    return false;
  }

  /** Validates the page header at a page's start; returns its size, 0 for a fault. */
  private pageHeader(page: number): number {
    const { view, expect } = this;
    const at = page - this.base;
    const { format } = expect;
    if (view.getUint16(at, true) !== expect.magic) return this.pageFault('magic', page);
    const info = view.getUint16(at + 2, true);
    if ((info & ~expect.knownFlags) !== 0) return this.pageFault('info-bits', page);
    const long = (info & PAGE_LONG_HEADER) !== 0;
    if (long && !this.longHeader(at + format.shortPageHeader, page)) return 0;
    if (!long && page === 0) return this.pageFault('long-header-missing', page);
    if (
      view.getInt32(at + format.pageAddressLow, true) !== ((this.segmentLow + page) | 0) ||
      view.getInt32(at + format.pageAddressHigh, true) !== this.segmentHigh
    )
      return this.pageFault('page-address', page);
    const timeline = view.getUint32(at + 4, true);
    if (timeline !== this.pageTimeline && !this.pageTimelineFits(timeline, page)) return 0;
    return long ? format.longPageHeader : format.shortPageHeader;
  }

  private pageFault(fault: WalFault, page: number): 0 {
    this.fail(fault, page);
    return 0;
  }

  private longHeader(at: number, page: number): boolean {
    const { view, expect } = this;
    if (view.getInt32(at, true) !== expect.systemLow || view.getInt32(at + 4, true) !== expect.systemHigh)
      return this.fail('system-identifier', page);
    if (view.getUint32(at + 8, true) !== expect.segmentSize) return this.fail('segment-size', page);
    if (view.getUint32(at + 12, true) !== expect.pageSize) return this.fail('page-size', page);
    return true;
  }

  /** A page's timeline is that in effect when the page was begun: an ancestor or the file's own, never older than before. */
  private pageTimelineFits(timeline: number, page: number): boolean {
    if (timeline > this.timeline || this.allowed?.includes(timeline) === false)
      return this.fail('timeline', page);
    if (timeline < this.pageTimeline) return this.fail('timeline-order', page);
    if (this.pageTimeline === 0) this.firstTimeline = timeline;
    this.pageTimeline = timeline;
    return true;
  }

  /** Enters a page from its beginning: checks it, goes on with a record that began earlier, moves to the next record. */
  private enterPage(page: number): boolean {
    const header = this.pageHeader(page);
    if (header === 0) return false;
    const at = page - this.base;
    const flags = this.view.getUint16(at + 2, true);
    const continues = (flags & PAGE_CONTINUES_RECORD) !== 0;
    if (this.skipping && this.total === 0) this.beginPassing(at + header, at, continues);
    if (this.got === this.total) {
      if (continues) return this.fail('unexpected-continuation', page);
      this.offset = page + header;
      return true;
    }
    if ((flags & this.expect.overwriteFlag) !== 0) return this.abandon(page + header);
    if (!continues) return this.fail('no-continuation', page);
    return this.continueRecord(page, at + header);
  }

  private continuationLength(at: number, data: number): number {
    return this.view.getUint32(this.expect.format.continuationGap > 0 ? data : at + 16, true);
  }

  private beginPassing(data: number, at: number, continues: boolean): void {
    this.total = continues ? this.continuationLength(at, data) : 0;
    if (this.total === 0) this.skipping = false;
  }

  /** The server crashed in the middle of this record, and said so when it went on: it does not count. */
  private abandon(next: number): boolean {
    this.abandoned = this.skipping ? undefined : { high: this.recordHigh, low: this.recordLow };
    this.skipping = false;
    this.got = this.total;
    this.offset = next;
    return true;
  }

  private continueRecord(page: number, afterHeader: number): boolean {
    const { continuationGap } = this.expect.format;
    const missing = this.total - this.got;
    if (this.continuationLength(page - this.base, afterHeader) !== missing)
      return this.fail('continuation-length', page);
    const data = afterHeader + continuationGap;
    const pageEnd = page - this.base + this.expect.pageSize;
    const count = Math.min(missing, pageEnd - data);
    if (this.skipping) this.got += count;
    else this.collect(data, count);
    if (this.got < this.total) {
      this.offset = page + this.expect.pageSize;
      return true;
    }
    this.offset = this.base + ((data + count + 7) & ~7);
    if (!this.skipping) return this.finishCollected();
    this.skipping = false;
    return true;
  }

  /** Begins a record that goes on on the next page. */
  private beginRecord(at: number, pageEnd: number, total: number): void {
    this.recordHigh = this.segmentHigh;
    this.recordLow = (this.segmentLow + this.base + at) | 0;
    this.total = total;
    this.got = 0;
    this.running = -1;
    this.collect(at, pageEnd - at);
    this.offset = this.base + pageEnd;
  }

  /** Takes the next piece of a record that crosses pages: its head is kept, its data goes into the checksum. */
  private collect(from: number, count: number): void {
    const { bytes, scratch } = this;
    const header = this.expect.format.recordHeader;
    const kept = Math.min(count, SCRATCH - this.got);
    if (kept > 0) scratch.set(bytes.subarray(from, from + kept), this.got);
    const headerPart = Math.min(Math.max(header - this.got, 0), count);
    this.running = this.expect.crc(this.running, bytes, from + headerPart, from + count);
    this.got += count;
  }

  private finishCollected(): boolean {
    const { expect, scratch, scratchView } = this;
    const { format } = expect;
    const low = scratchView.getInt32(format.prevLow, true);
    const high = scratchView.getInt32(format.prevHigh, true);
    if (!this.linkFits(high, low)) return this.fail('prev-link', this.offset);
    const sum = expect.crc(this.running, scratch, format.crcFrom, format.crcTo);
    if (~sum !== scratchView.getInt32(format.crc, true)) return this.fail('checksum', this.offset);
    this.completed(this.recordHigh, this.recordLow);
    if ((scratch[format.resourceManager] ?? 0) > 1) return true;
    this.inspect(scratchView, 0, Math.min(this.total, SCRATCH));
    return this.fault === undefined;
  }

  private linkFits(high: number, low: number): boolean {
    if (this.linked) return high === this.lastHigh && low === this.lastLow;
    Object.assign(this.first, { seen: true, high: this.recordHigh, low: this.recordLow });
    Object.assign(this.first, { prevHigh: high, prevLow: low });
    const before = high >>> 0 < this.recordHigh >>> 0;
    return before || (high === this.recordHigh && low >>> 0 < this.recordLow >>> 0);
  }

  private completed(high: number, low: number): void {
    this.records++;
    this.linked = true;
    this.lastHigh = high;
    this.lastLow = low;
    this.setEnd();
  }

  /** The end of a record is the offset that follows; at the end of a log file that is the next one's beginning. */
  private setEnd(): void {
    if (this.offset >= this.limit) this.limitReached = true;
    const end = (this.segmentLow >>> 0) + this.offset;
    this.endLow = end | 0;
    this.endHigh = end > 0xffffffff ? (this.segmentHigh + 1) | 0 : this.segmentHigh;
  }

  /** The records of one page, from `offset`. False stops the walk (see `outcome`). */
  private walkPage(pageEnd: number): boolean {
    const { bytes, view, base, expect } = this;
    const { format, crc } = expect;
    const { recordHeader, leastStart, totalLength, prevLow, prevHigh, crcFrom, crcTo, resourceManager } =
      format;
    const end = pageEnd - base;
    let at = this.offset - base;
    while (end - at >= leastStart) {
      const total = view.getUint32(at + totalLength, true);
      if (total < recordHeader) return this.failRecord(total === 0 ? 'no-record' : 'record-length', at);
      if (total > end - at) {
        this.beginRecord(at, end, total);
        return true;
      }
      const low = view.getInt32(at + prevLow, true);
      const high = view.getInt32(at + prevHigh, true);
      if (low !== this.lastLow || high !== this.lastHigh || !this.linked) {
        this.recordHigh = this.segmentHigh;
        this.recordLow = (this.segmentLow + base + at) | 0;
        if (!this.linkFits(high, low)) return this.failRecord('prev-link', at);
      }
      const sum = crc(crc(-1, bytes, at + recordHeader, at + total), bytes, at + crcFrom, at + crcTo);
      if (~sum !== view.getInt32(at + format.crc, true)) return this.failRecord('checksum', at);
      this.offset = base + ((at + total + 7) & ~7);
      this.completed(this.segmentHigh, (this.segmentLow + base + at) | 0);
      if ((bytes[at + resourceManager] ?? 0) <= 1 && !this.inspect(view, at, total)) return false;
      if (this.limitReached) return false;
      at = this.offset - base;
    }
    this.offset = pageEnd;
    return true;
  }

  /** Looks into a record of the resource managers XLOG and Transaction. */
  private inspect(view: DataView, at: number, length: number): boolean {
    const { format, floatTimes } = this.expect;
    if (view.getUint8(at + format.resourceManager) === 1) {
      this.commits.record(view, at, length, format, floatTimes);
      return true;
    }
    if ((view.getUint8(at + format.info) & 0xf0) === 0x40) {
      this.offset = this.expect.segmentSize;
      this.setEnd();
      this.switched = true;
    }
    if (this.abandoned !== undefined && !this.namesAbandoned(view, at, length)) return false;
    this.listener(view, at, length, this);
    if (this.fault !== undefined || this.stopRequested) return false;
    return !this.switched;
  }

  /** The record behind an abandoned one says which one it replaces (`VerifyOverwriteContrecord`). */
  private namesAbandoned(view: DataView, at: number, length: number): boolean {
    const { abandoned } = this;
    this.abandoned = undefined;
    this.recordHigh = this.lastHigh;
    this.recordLow = this.lastLow;
    if ((view.getUint8(at + this.expect.format.info) & 0xf0) !== 0xd0) return true;
    const payload = payloadOffset(view, at, length, this.expect.format);
    if (payload < 0 || payload + 8 > at + length) return this.fail('overwrite-mismatch', this.offset);
    const fits =
      view.getInt32(payload, true) === abandoned?.low && view.getInt32(payload + 4, true) === abandoned.high;
    return fits || this.fail('overwrite-mismatch', this.offset);
  }
}
