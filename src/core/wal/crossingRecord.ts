import type { WalkExpectation } from './walkTypes';

/** How much of a record is kept: no reader looks further. */
export const KEPT_BYTES = 512;

/**
 * A record that crosses pages, while its pieces are collected. Only its head is kept; the data goes into the checksum,
 * so that the longest record takes no memory.
 */
export class CrossingRecord {
  /** `got` of `total` bytes were seen. Nothing is pending if they are equal. */
  total = 0;
  got = 0;
  /** True while the rest of a record is skipped whose beginning was not seen. */
  passing = false;
  /** Where the record begins. */
  high = 0;
  low = 0;
  readonly kept = new Uint8Array(KEPT_BYTES);
  readonly view = new DataView(this.kept.buffer);
  /** State of the checksum over the data so far. */
  #running = -1;

  get missing(): number {
    return this.total - this.got;
  }

  begin(high: number, low: number, total: number): void {
    this.high = high;
    this.low = low;
    this.total = total;
    this.got = 0;
    this.#running = -1;
    this.passing = false;
  }

  /** Skips the rest of a record whose beginning was not seen. */
  pass(length: number): void {
    this.begin(0, 0, length);
    this.passing = length > 0;
  }

  /** Takes the next piece. */
  add(bytes: Uint8Array, from: number, count: number, { crc, format }: WalkExpectation): void {
    if (!this.passing) {
      const kept = Math.min(count, KEPT_BYTES - this.got);
      if (kept > 0) this.kept.set(bytes.subarray(from, from + kept), this.got);
      const headerPart = Math.min(Math.max(format.recordHeader - this.got, 0), count);
      this.#running = crc(this.#running, bytes, from + headerPart, from + count);
    }
    this.got += count;
  }

  /** Whether the record's checksum matches the one in its header. */
  checksumFits({ crc, format }: WalkExpectation): boolean {
    const sum = crc(this.#running, this.kept, format.crcFrom, format.crcTo);
    return ~sum === this.view.getInt32(format.crc, true);
  }

  /** Forgets the rest. */
  drop(): void {
    this.got = this.total;
    this.passing = false;
  }
}
