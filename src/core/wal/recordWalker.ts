import { CommitTimes } from './commits/commitTimes';
import { CrossingRecord, KEPT_BYTES } from './crossingRecord';
import type { Lsn } from '../ground/lsn';
import { RecordChain } from './recordChain';
import { PAGE_CONTINUES_RECORD } from './recordFormat';
import { payloadOffset } from './recordPayload';
import { transactionEnded } from './commits/transactionEnd';
import type { WalkExpectation, WalkOutcome } from './walkTypes';

const OPERATION = 0xf0;
const SWITCH = 0x40;
const OVERWRITE_CONTRECORD = 0xd0;

/**
 * Walks WAL page by page and record by record, as recovery does, and stops where recovery would. One `walk` call takes
 * a block of whole pages of one segment; records may cross pages, blocks and segments. Locations are pairs of signed
 * 32-bit halves, so that no record costs an allocation.
 */
export class RecordWalker extends RecordChain {
  /** Walking stops as soon as the record that began in an earlier segment is complete. */
  finishOnly = false;

  readonly commits = new CommitTimes();
  stopRequested = false;
  /**
   * Walking stops after the first commit or abort that is later, in microseconds since 1970. The kernel ignores this.
   */
  stopAfterTime = Number.POSITIVE_INFINITY;
  /** Walking stops at the commit or abort of this transaction; -1: of none. The kernel ignores this. */
  stopAtXid = -1;
  #switched = false;

  readonly #crossing = new CrossingRecord();
  /** Until the first page is entered, it is unknown whether a record continues there. */
  #enteringMiddle = false;
  /** The record that the last overwriting page declared abandoned. */
  #abandoned: { high: number; low: number } | undefined;
  readonly #listener: XlogListener;

  constructor(expect: WalkExpectation, listener: XlogListener) {
    super(expect);
    this.#listener = listener;
  }

  /** Whether the beginning of a record was read, but not its rest. */
  get pending(): boolean {
    return this.#crossing.missing > 0 && !this.#crossing.passing;
  }

  /** Where the `pending` record begins. */
  get pendingPlace(): { readonly high: number; readonly low: number } {
    return this.#crossing;
  }

  /** Whether the next thing to read is a page, or a record that begins here, with nothing left over. */
  get ready(): boolean {
    return this.linked && this.#crossing.missing === 0 && this.#abandoned === undefined;
  }

  override beginSegment(segment: number, start: Lsn, timeline: number): void {
    super.beginSegment(segment, start, timeline);
    this.#switched = false;
  }

  /** Skips the continuation at the start of the next page: the walk begins in the middle of the WAL. */
  passLeadingContinuation(): void {
    this.#enteringMiddle = true;
  }

  /** Inspects a record that another walker found, after `advance`. */
  deliver(view: DataView, at: number, length: number): WalkOutcome {
    return this.#inspect(view, at, Math.min(length, KEPT_BYTES)) ? 'block-end' : this.#outcome();
  }

  /** Takes over a record of which another walker has read the first bytes, up to the end of a page. */
  resume(high: number, low: number, total: number, pieces: Uint8Array): void {
    this.#crossing.begin(high, low, total);
    this.#crossing.add(pieces, 0, pieces.length, this.expect);
  }

  /**
   * Walks from `offset` through the block, which begins at `base` in the segment and contains whole pages. With
   * `untilReady` it ends as soon as a record that began earlier is complete.
   */
  walk(bytes: Uint8Array, base: number, untilReady = false): WalkOutcome {
    this.take(bytes, base);
    const end = base + bytes.length;
    const { pageSize, segmentSize } = this.expect;
    while (this.offset < end) {
      if (this.offset % pageSize === 0 && !this.#enterPage(this.offset)) return 'fault';
      if (this.finishOnly && this.#crossing.missing === 0) return 'limit';
      if (this.limitReached || this.stopRequested || this.#switched) return this.#outcome();
      if (untilReady && this.ready) return 'block-end';
      const inPage = this.offset % pageSize;
      if (inPage !== 0 && !this.#walkPage(this.offset - inPage + pageSize)) return this.#outcome();
    }
    return this.offset >= segmentSize ? 'segment-end' : 'block-end';
  }

  #outcome(): WalkOutcome {
    if (this.fault !== undefined) return 'fault';
    if (this.stopRequested) return 'stopped';
    return this.limitReached ? 'limit' : 'segment-end';
  }

  /** Enters a page at its beginning: checks it, continues a record that began earlier, moves to the next record. */
  #enterPage(page: number): boolean {
    const header = this.pageHeader(page);
    if (header === 0) return false;
    const at = page - this.base;
    const flags = this.view.getUint16(at + 2, true);
    const continues = (flags & PAGE_CONTINUES_RECORD) !== 0;
    const crossing = this.#crossing;
    if (this.#enteringMiddle) crossing.pass(continues ? this.#continuationLength(at, at + header) : 0);
    this.#enteringMiddle = false;
    if (crossing.missing === 0) {
      if (continues) return this.fail('unexpected-continuation', page);
      this.offset = page + header;
      return true;
    }
    if ((flags & this.expect.overwriteFlag) !== 0) return this.#abandon(page + header);
    if (!continues) return this.fail('no-continuation', page);
    if (this.#continuationLength(at, at + header) !== crossing.missing)
      return this.fail('continuation-length', page);
    return this.#continueRecord(page, at + header + this.expect.format.continuationGap);
  }

  #continuationLength(at: number, data: number): number {
    return this.view.getUint32(this.expect.format.continuationGap > 0 ? data : at + 16, true);
  }

  /** The server crashed while it wrote this record, and said so when it continued: the record does not count. */
  #abandon(next: number): boolean {
    const crossing = this.#crossing;
    this.#abandoned = crossing.passing ? undefined : { high: crossing.high, low: crossing.low };
    crossing.drop();
    this.offset = next;
    return true;
  }

  #continueRecord(page: number, data: number): boolean {
    const crossing = this.#crossing;
    const expect = this.expect;
    const count = Math.min(crossing.missing, page - this.base + expect.pageSize - data);
    crossing.add(this.bytes, data, count, expect);
    if (crossing.missing > 0) {
      this.offset = page + expect.pageSize;
      return true;
    }
    this.offset = this.base + ((data + count + 7) & ~7);
    if (!crossing.passing) return this.#finishCrossing();
    crossing.passing = false;
    return true;
  }

  #finishCrossing(): boolean {
    const expect = this.expect;
    const crossing = this.#crossing;
    const { format } = expect;
    const { high, low, view } = crossing;
    if (!this.linkFits(view.getInt32(format.prevHigh, true), view.getInt32(format.prevLow, true), high, low))
      return this.failRecord('prev-link', high, low);
    if (!crossing.checksumFits(expect)) return this.failRecord('checksum', high, low);
    this.completed(high, low);
    if (view.getUint8(format.resourceManager) > 1) return true;
    this.#inspect(view, 0, Math.min(crossing.total, KEPT_BYTES));
    return this.fault === undefined;
  }

  /** Walks the records of one page, from `offset`. Returns false to stop the walk (see `outcome`). */
  #walkPage(pageEnd: number): boolean {
    const bytes = this.bytes;
    const view = this.view;
    const base = this.base;
    const expect = this.expect;
    const segmentHigh = this.segmentHigh;
    const crossing = this.#crossing;
    const { format, crc } = expect;
    const end = pageEnd - base;
    let at = this.offset - base;
    while (end - at >= format.leastStart) {
      const location = (this.segmentLow + this.offset) | 0;
      const total = view.getUint32(at + format.totalLength, true);
      if (total < format.recordHeader)
        return this.failRecord(total === 0 ? 'no-record' : 'record-length', segmentHigh, location);
      if (total > end - at) {
        crossing.begin(segmentHigh, location, total);
        crossing.add(bytes, at, end - at, expect);
        break;
      }
      const prevLow = view.getInt32(at + format.prevLow, true);
      const prevHigh = view.getInt32(at + format.prevHigh, true);
      if (
        (prevLow !== this.lastLow || prevHigh !== this.lastHigh || !this.linked) &&
        !this.linkFits(prevHigh, prevLow, segmentHigh, location)
      )
        return this.failRecord('prev-link', segmentHigh, location);
      const data = crc(-1, bytes, at + format.recordHeader, at + total);
      const sum = crc(data, bytes, at + format.crcFrom, at + format.crcTo);
      if (~sum !== view.getInt32(at + format.crc, true))
        return this.failRecord('checksum', segmentHigh, location);
      this.offset = base + ((at + total + 7) & ~7);
      this.completed(segmentHigh, location);
      if ((bytes[at + format.resourceManager] ?? 0) <= 1 && !this.#inspect(view, at, total)) return false;
      if (this.limitReached) return false;
      at = this.offset - base;
    }
    this.offset = pageEnd;
    return true;
  }

  /** Inspects a record of the resource managers XLOG and Transaction. Returns false to stop the walk. */
  #inspect(view: DataView, at: number, length: number): boolean {
    const { format, segmentSize } = this.expect;
    if (view.getUint8(at + format.resourceManager) === 1) {
      this.commits.record(view, at, length, format);
      const { count, latest } = this.commits.span;
      if (count > 0 && latest > this.stopAfterTime) this.stopRequested = true;
      if (this.stopAtXid >= 0 && this.#endsTransaction(view, at, length)) this.stopRequested = true;
      return !this.stopRequested;
    }
    const operation = view.getUint8(at + format.info) & OPERATION;
    if (operation === SWITCH) {
      this.offset = segmentSize;
      this.setEnd();
      this.#switched = true;
    }
    if (this.#abandoned !== undefined && !this.#namesAbandoned(operation, view, at, length)) return false;
    this.#listener(view, at, length, this);
    return this.fault === undefined && !this.stopRequested && !this.#switched;
  }

  #endsTransaction(view: DataView, at: number, length: number): boolean {
    return transactionEnded(view, at, length, this.expect.format, this.expect.magic) === this.stopAtXid;
  }

  /** The record after an abandoned one names the record that it replaces (`VerifyOverwriteContrecord`). */
  #namesAbandoned(operation: number, view: DataView, at: number, length: number): boolean {
    const abandoned = this.#abandoned;
    this.#abandoned = undefined;
    if (operation !== OVERWRITE_CONTRECORD) return true;
    const payload = payloadOffset(view, at, length, this.expect.format);
    const fits =
      payload >= 0 &&
      payload + 8 <= at + length &&
      view.getInt32(payload, true) === abandoned?.low &&
      view.getInt32(payload + 4, true) === abandoned.high;
    return fits || this.failRecord('overwrite-mismatch', this.lastHigh, this.lastLow);
  }
}

/**
 * Called for each record of the resource manager XLOG: `length` bytes at `at` in the view. May set the walker's
 * `stopRequested`.
 */
export type XlogListener = (view: DataView, at: number, length: number, walker: RecordWalker) => void;
