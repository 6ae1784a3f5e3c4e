import { PageWalker } from './pageWalker';
import type { WalFault } from './walkTypes';

/** The position of another walker, which knows that everything up to there is right. */
export interface Advance {
  readonly offset: number;
  /** Where the last whole record ended, if there was one. */
  readonly ended: number | undefined;
  readonly lastHigh: number;
  readonly lastLow: number;
  readonly records: number;
}

/** The chain of records that a walk has followed: each links back to the one before it. */
export abstract class RecordChain extends PageWalker {
  /** Walking stops at the first record that ends at or after this offset in the segment. */
  limit = Number.POSITIVE_INFINITY;
  /** Start of the last whole record, and whether there was one since the walk began. */
  lastHigh = 0;
  lastLow = 0;
  linked = false;
  /** Where the last whole record ended. */
  endHigh = 0;
  endLow = 0;
  /** Location and back link of the first record. */
  readonly first = { seen: false, high: 0, low: 0, prevHigh: 0, prevLow: 0 };
  /** Location of the faulty record, for a fault of a record. */
  recordHigh = 0;
  recordLow = 0;

  records = 0;
  protected limitReached = false;
  /** Takes over from another walker. */
  advance(to: Advance): void {
    this.offset = to.offset;
    this.lastHigh = to.lastHigh;
    this.lastLow = to.lastLow;
    this.records += to.records;
    if (to.ended !== undefined) this.setEnd(to.ended);
  }

  protected failRecord(fault: WalFault, high: number, low: number): false {
    this.recordHigh = high;
    this.recordLow = low;
    return this.fail(fault, this.offset);
  }

  /** Whether a record links to the one before it; the first record only has to link back. */
  protected linkFits(prevHigh: number, prevLow: number, high: number, low: number): boolean {
    if (this.linked) return prevHigh === this.lastHigh && prevLow === this.lastLow;
    Object.assign(this.first, { seen: true, high, low, prevHigh, prevLow });
    return prevHigh >>> 0 < high >>> 0 || (prevHigh === high && prevLow >>> 0 < low >>> 0);
  }

  protected completed(high: number, low: number): void {
    this.records++;
    this.linked = true;
    this.lastHigh = high;
    this.lastLow = low;
    this.setEnd();
  }

  /** The end of a record is the next offset; at the end of a log file it is the beginning of the next one. */
  protected setEnd(offset = this.offset): void {
    if (offset >= this.limit) this.limitReached = true;
    const end = (this.segmentLow >>> 0) + offset;
    this.endLow = end | 0;
    this.endHigh = end > 0xffffffff ? (this.segmentHigh + 1) | 0 : this.segmentHigh;
  }
}
