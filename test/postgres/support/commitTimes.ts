import { CRC_START, finishCrc, updateCrc32c } from '../../../src/core/formats/crc';

/**
 * The records of a segment of 10 and later, read without the product's own walker. Offsets are those of xlogrecord.h and
 * xlog_internal.h.
 */
const PAGE = 8192;
const [LONG_HEADER, SHORT_HEADER] = [40, 24];
const RECORD_HEADER = 24;
const TRANSACTION = 1;
/** Commit, abort, and the same of a prepared transaction (`XLOG_XACT_OPMASK`). */
const ENDS = new Set([0x00, 0x20, 0x30, 0x40]);
/** Marks before the data of a record: its length in one byte or four, the origin, the transaction above. */
const [SHORT_DATA, LONG_DATA, ORIGIN, TOP] = [255, 254, 253, 252];
const CRC_AT = 20;

/** The segment with other times of its commits and aborts: `change` gets microseconds since 2000 and returns them. */
export function withCommitTimes(segment: Uint8Array, change: (time: bigint) => bigint): Uint8Array {
  const copy = segment.slice();
  for (const places of recordsOf(copy)) {
    const bytes = Uint8Array.from(places, (place) => copy[place] ?? 0);
    const view = new DataView(bytes.buffer);
    const isEnd = view.getUint8(17) === TRANSACTION && ENDS.has(view.getUint8(16) & 0x70);
    if (!isEnd) continue;
    const at = dataOf(bytes);
    view.setBigInt64(at, change(view.getBigInt64(at, true)), true);
    const data = updateCrc32c(CRC_START, bytes, RECORD_HEADER);
    view.setUint32(CRC_AT, finishCrc(updateCrc32c(data, bytes, 0, CRC_AT)), true);
    places.forEach((place, i) => (copy[place] = bytes[i] ?? 0));
  }
  return copy;
}

/** For each record that begins and ends in the segment, the place of each of its bytes. */
function recordsOf(segment: Uint8Array): number[][] {
  const view = new DataView(segment.buffer, segment.byteOffset, segment.length);
  const records: number[][] = [];
  let at = LONG_HEADER;
  // What continues from the segment before.
  const rest = (view.getUint16(2, true) & 1) === 0 ? 0 : view.getUint32(16, true);
  at = aligned(placesFrom(at, rest, segment.length).next);
  for (;;) {
    if (at % PAGE === 0) at += SHORT_HEADER;
    if (at + 4 > segment.length) return records;
    const length = view.getUint32(at, true);
    if (length < RECORD_HEADER) return records;
    const { places, next } = placesFrom(at, length, segment.length);
    if (places.length < length) return records;
    records.push(places);
    const isSwitch = segment[places[17] ?? 0] === 0 && ((segment[places[16] ?? 0] ?? 0) & 0xf0) === 0x40;
    if (isSwitch) return records;
    at = aligned(next);
  }
}

function placesFrom(
  from: number,
  length: number,
  end: number,
): { readonly places: number[]; readonly next: number } {
  const places: number[] = [];
  let at = from;
  while (places.length < length && at < end) {
    if (at % PAGE === 0) at += SHORT_HEADER;
    places.push(at++);
  }
  return { places, next: at };
}

function aligned(at: number): number {
  return (at + 7) & ~7;
}

/** Where the data of a record without blocks begins. */
function dataOf(bytes: Uint8Array): number {
  let at = RECORD_HEADER;
  for (;;) {
    const mark = bytes[at];
    if (mark === SHORT_DATA) return at + 2;
    if (mark === LONG_DATA) return at + 5;
    if (mark !== ORIGIN && mark !== TOP) throw new Error('a commit with blocks');
    at += mark === ORIGIN ? 3 : 5;
  }
}
