import type { RecordFormat } from '../recordFormat';
import { payloadOffset } from '../recordPayload';

/** Times of commits that occur twice: later ones in the WAL have earlier times. Microseconds since 1970 UTC. */
export interface RepeatedTimes {
  readonly from: number;
  readonly to: number;
}

/**
 * Commits that run at the same time are written in another order than their times by some milliseconds. More than this, in
 * microseconds, is a clock that was set back.
 */
const SET_BACK = 1_000_000;

/** The repeated times of a commit after others; undefined if its time is not earlier than theirs. */
export function repeatedTimes(latest: number, next: number): RepeatedTimes | undefined {
  return next < latest - SET_BACK ? { from: next, to: latest } : undefined;
}

/**
 * Times of commits and aborts in a piece of WAL, the only records whose times a recovery target can match. Microseconds since 1970
 * UTC.
 */
export interface CommitSpan {
  readonly count: number;
  readonly first: number;
  readonly last: number;
  /** The latest of all: clocks can be put back. */
  readonly latest: number;
  /** The earliest of all, if it is not the first. */
  readonly earliest?: number;
  /** Times that occur twice, because a clock was set back by more than a second. */
  readonly repeated?: RepeatedTimes;
}

/** The later span's end and the earlier one's beginning; spans without a commit are ignored. */
export function joinSpans(first: CommitSpan, second: CommitSpan): CommitSpan {
  if (first.count === 0) return second;
  if (second.count === 0) return first;
  const lowest = second.earliest ?? second.first;
  const repeated = joinRepeated(
    joinRepeated(first.repeated, second.repeated),
    repeatedTimes(first.latest, lowest),
  );
  const earliest = Math.min(first.earliest ?? first.first, lowest);
  return {
    count: first.count + second.count,
    first: first.first,
    last: second.last,
    latest: Math.max(first.latest, second.latest),
    ...(earliest < first.first ? { earliest } : {}),
    ...(repeated === undefined ? {} : { repeated }),
  };
}

/** Repeated times of two pieces of WAL, as one period. */
function joinRepeated(a: RepeatedTimes | undefined, b: RepeatedTimes | undefined): RepeatedTimes | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return { from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) };
}

const MICROSECONDS_FROM_1970 = 946_684_800_000_000;

/** Commit and abort times seen in a range of WAL. */
export class CommitTimes {
  span: CommitSpan = { count: 0, first: 0, last: 0, latest: 0 };

  /** Adds times that were seen elsewhere, later in the WAL than all so far. */
  add(span: CommitSpan): void {
    this.span = joinSpans(this.span, span);
  }

  /**
   * Takes a record of the resource manager Transaction. Only commits and aborts carry a time (`recoveryStopsBefore`);
   * up to 9.4, those of prepared transactions have it after the transaction id.
   */
  record(view: DataView, at: number, length: number, format: RecordFormat): void {
    const gap = timeOffset(view.getUint8(at + format.info), format.family === '9.5');
    if (gap < 0) return;
    const payload = payloadOffset(view, at, length, format);
    if (payload < 0 || payload + gap + 8 > at + length) return;
    const time = readTime(view, payload + gap);
    this.add({ count: 1, first: time, last: time, latest: time });
  }
}

function timeOffset(info: number, from95: boolean): number {
  const operation = info & (from95 ? 0x70 : 0xf0);
  if (operation === 0x00 || operation === 0x20) return 0;
  if (operation === 0x30 || operation === 0x40) return from95 ? 0 : 8;
  return operation === 0x60 && !from95 ? 0 : -1;
}

/**
 * From this value of the upper half on, a timestamp is not an integer: as microseconds it would be more than 100,000
 * years away from 2000, while as floating-point seconds it is anything above a few billionths.
 */
const FLOAT_FROM = 0x30000000;

/**
 * A server's timestamp as microseconds since 1970, exact for dates from 1715 to 2285. Servers up to 9.6 can be built
 * with floating-point seconds since 2000 instead (`--disable-integer-datetimes`). The value itself shows which it is,
 * so that WAL without its pg_control is read correctly too.
 */
export function readTime(view: DataView, at: number): number {
  const high = view.getInt32(at + 4, true);
  const micros =
    Math.abs(high) >= FLOAT_FROM
      ? Math.round(view.getFloat64(at, true) * 1_000_000)
      : high * 4_294_967_296 + view.getUint32(at, true);
  return micros + MICROSECONDS_FROM_1970;
}
