import { readTime } from './commits/commitTimes';
import { payloadOffset } from './recordPayload';
import type { WalkExpectation } from './walkTypes';
import type { Lsn } from '../ground/lsn';

/** The records of the resource manager XLOG that matter for a backup or a recovery. */
export type XlogEvent =
  | {
      readonly kind: 'checkpoint';
      readonly shutdown: boolean;
      readonly redo: Lsn;
      readonly timeline: number;
      /** From 9.2. */
      readonly fullPageWrites: boolean | undefined;
    }
  | { readonly kind: 'backup-end'; readonly start: Lsn }
  | { readonly kind: 'restore-point'; readonly name: string; readonly time: number }
  | { readonly kind: 'full-page-writes'; readonly on: boolean }
  | {
      readonly kind: 'parameter-change';
      /** Whether the server began to write with `wal_level = minimal`. */
      readonly minimal: boolean;
      /** Where the record before it begins. */
      readonly previous: Lsn;
    }
  | { readonly kind: 'end-of-recovery'; readonly timeline: number; readonly previousTimeline: number }
  | { readonly kind: 'overwrite-contrecord'; readonly overwritten: Lsn };

const MAGIC_OF_94 = 0xd07e;
const MAGIC_OF_12 = 0xd101;

const NAME = new TextDecoder('utf-8', { fatal: false });

/** Joins the two halves of a location. */
export function lsnOf(high: number, low: number): Lsn {
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

/** Decodes a record of the resource manager XLOG; undefined for records that do not matter here or are too short. */
export function decodeXlogRecord(
  view: DataView,
  at: number,
  length: number,
  expect: Pick<WalkExpectation, 'format' | 'magic'>,
): XlogEvent | undefined {
  const { format, magic } = expect;
  const operation = view.getUint8(at + format.info) & 0xf0;
  const size = NEEDED[operation];
  const payload = payloadOffset(view, at, length, format);
  if (size === undefined || payload < 0 || payload + size > at + length) return undefined;
  const lsn = (offset: number): Lsn => {
    const first = view.getUint32(payload + offset, true);
    const second = view.getUint32(payload + offset + 4, true);
    return format.family === '9.0' ? lsnOf(first, second) : lsnOf(second, first);
  };
  switch (operation) {
    case 0x00:
    case 0x10:
      return {
        kind: 'checkpoint',
        shutdown: operation === 0x00,
        redo: lsn(0),
        timeline: view.getUint32(payload + 8, true),
        fullPageWrites: fullPageWrites(view, payload, magic),
      };
    case 0x50:
      return { kind: 'backup-end', start: lsn(0) };
    case 0x60:
      return {
        kind: 'parameter-change',
        minimal: isMinimal(view, payload, at + length, magic),
        previous: lsnOf(
          view.getUint32(at + format.prevHigh, true),
          view.getUint32(at + format.prevLow, true),
        ),
      };
    case 0x70:
      return {
        kind: 'restore-point',
        time: readTime(view, payload),
        name: textUntilNul(view, payload + 8, 64),
      };
    case 0x80:
      return { kind: 'full-page-writes', on: view.getUint8(payload) !== 0 };
    case 0x90:
      return {
        kind: 'end-of-recovery',
        timeline: view.getUint32(payload + 8, true),
        previousTimeline: view.getUint32(payload + 12, true),
      };
    default:
      return { kind: 'overwrite-contrecord', overwritten: lsn(0) };
  }
}

/** Bytes of payload that each operation needs. */
const NEEDED: Readonly<Partial<Record<number, number>>> = {
  0x00: 17,
  0x10: 17,
  0x50: 8,
  0x60: 16,
  0x70: 72,
  0x80: 1,
  0x90: 16,
  0xd0: 8,
};

/** `CheckPoint.fullPageWrites`: absent up to 9.1, after the timeline in 9.2, after both timelines from 9.3. */
function fullPageWrites(view: DataView, payload: number, magic: number): boolean | undefined {
  if (magic <= 0xd066) return undefined;
  return view.getUint8(payload + (magic <= 0xd071 ? 12 : 16)) !== 0;
}

/**
 * Whether a parameter change says `wal_level = minimal`, which is 0 in every version. It is after three numbers up to 9.3,
 * after four up to 11, and after five from 12 on (`xl_parameter_change`).
 */
function isMinimal(view: DataView, payload: number, end: number, magic: number): boolean {
  const offset = magic < MAGIC_OF_94 ? 12 : magic < MAGIC_OF_12 ? 16 : 20;
  return payload + offset + 4 <= end && view.getInt32(payload + offset, true) === 0;
}

/** After the NUL, the name of a restore point contains arbitrary bytes of the server's memory. */
function textUntilNul(view: DataView, at: number, longest: number): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at, longest);
  const end = bytes.indexOf(0);
  return NAME.decode(bytes.subarray(0, end < 0 ? longest : end));
}
