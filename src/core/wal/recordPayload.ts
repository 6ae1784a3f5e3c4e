import type { RecordFormat } from './recordFormat';

const MAIN_DATA_SHORT = 255;
const MAIN_DATA_LONG = 254;
const ORIGIN = 253;
const TOP_LEVEL_XID = 252;

/**
 * Offset of the resource manager's own data in a record without blocks, -1 if it has none. Up to 9.4 right after the
 * header; from 9.5 after the list of parts (`XLogRecordDataHeaderShort` and related).
 */
export function payloadOffset(view: DataView, at: number, length: number, format: RecordFormat): number {
  const end = at + length;
  let part = at + format.recordHeader;
  if (format.family !== '9.5') return part < end ? part : -1;
  while (part < end) {
    const id = view.getUint8(part);
    if (id === MAIN_DATA_SHORT) return part + 2;
    if (id === MAIN_DATA_LONG) return part + 5;
    if (id === ORIGIN) part += 3;
    else if (id === TOP_LEVEL_XID) part += 5;
    else return -1;
  }
  return -1;
}
