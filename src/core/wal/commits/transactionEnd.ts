import type { RecordFormat } from './recordFormat';
import { payloadOffset } from './recordPayload';

const COMMIT = 0x00;
const ABORT = 0x20;
const COMMIT_PREPARED = 0x30;
const ABORT_PREPARED = 0x40;
const COMMIT_COMPACT = 0x60;

/** Parts of a commit or abort record before the number of the prepared transaction (`ParseCommitRecord`, xactdesc.c). */
const HAS_INFO = 0x80;
const HAS_DATABASE = 1;
const HAS_SUBTRANSACTIONS = 2;
const HAS_RELATIONS = 4;
const HAS_INVALIDATIONS = 8;
const HAS_TWO_PHASE = 16;
const HAS_DROPPED_STATISTICS = 256;
/** Magic of 18, in which an object's number takes eight bytes. */
const MAGIC_OF_18 = 0xd118;

/**
 * The number of the transaction that a record of the resource manager Transaction commits or aborts; undefined for other
 * records, and for a prepared transaction whose number is not within the bytes that are kept.
 */
export function transactionEnded(
  view: DataView,
  at: number,
  length: number,
  format: RecordFormat,
  magic: number,
): number | undefined {
  const isNew = format.family === '9.5';
  const info = view.getUint8(at + format.info);
  const operation = info & (isNew ? 0x70 : 0xf0);
  if (operation === COMMIT || operation === ABORT || (!isNew && operation === COMMIT_COMPACT))
    return view.getUint32(at + (format.family === '9.0' ? 12 : 4), true);
  if (operation !== COMMIT_PREPARED && operation !== ABORT_PREPARED) return undefined;
  const payload = payloadOffset(view, at, length, format);
  const end = Math.min(at + length, view.byteLength);
  if (payload < 0) return undefined;
  const place = isNew ? preparedPlace(view, payload, end, info, magic) : payload;
  return place === undefined || place + 4 > end ? undefined : view.getUint32(place, true);
}

/** Where a prepared transaction's number is, from 9.5 on. */
function preparedPlace(
  view: DataView,
  payload: number,
  end: number,
  info: number,
  magic: number,
): number | undefined {
  if ((info & HAS_INFO) === 0 || payload + 12 > end) return undefined;
  const parts = view.getUint32(payload + 8, true);
  if ((parts & HAS_TWO_PHASE) === 0) return undefined;
  const lists: readonly (readonly [flag: number, bytes: number])[] = [
    [HAS_SUBTRANSACTIONS, 4],
    [HAS_RELATIONS, 12],
    [HAS_DROPPED_STATISTICS, magic >= MAGIC_OF_18 ? 16 : 12],
    [HAS_INVALIDATIONS, 16],
  ];
  let place = payload + 12 + ((parts & HAS_DATABASE) === 0 ? 0 : 8);
  for (const [flag, bytes] of lists) {
    if ((parts & flag) === 0) continue;
    if (place + 4 > end) return undefined;
    place += 4 + view.getUint32(place, true) * bytes;
  }
  return place;
}
