import type { RecordFormat } from '../recordFormat';
import { payloadOffset } from '../recordPayload';
import { placeOfPart } from './commitParts';

const COMMIT = 0x00;
const ABORT = 0x20;
const COMMIT_PREPARED = 0x30;
const ABORT_PREPARED = 0x40;
const COMMIT_COMPACT = 0x60;

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
  if (!isNew) return payload + 4 > end ? undefined : view.getUint32(payload, true);
  const place = placeOfPart('prepared', view, payload, end, info, magic);
  return typeof place === 'number' ? view.getUint32(place, true) : undefined;
}
