import { isSegmentSize } from '../../wal/geometry';
import type { Lsn } from '../../ground/lsn';
import { parseSegmentName } from '../../wal/segmentName';

/**
 * The segment size that follows from a label's own line: `START WAL LOCATION: 0/5000028 (file …05)` fits 16 MB alone.
 * Undefined for the first segment of a log file, and for a pair that contradicts itself.
 */
export function segmentSizeFromPair(lsn: Lsn, file: string): number | undefined {
  const parts = parseSegmentName(file);
  if (parts === undefined || parts.low === 0 || BigInt(parts.log) !== lsn >> 32n) return undefined;
  const low = Number(lsn & 0xffffffffn);
  for (let size = 1 << 20; isSegmentSize(size); size *= 2) {
    if (Math.floor(low / size) === parts.low) return size;
  }
  return undefined;
}

/** Whether a stop location and the file named beside it fit: at a boundary both neighbors may be named. */
export function endsInFile(lsn: Lsn, file: string, segmentSize: number): boolean {
  const parts = parseSegmentName(file);
  if (parts === undefined || lsn === 0n) return false;
  return [lsn - 1n, lsn].some(
    (place) =>
      place >> 32n === BigInt(parts.log) &&
      Math.floor(Number(place & 0xffffffffn) / segmentSize) === parts.low,
  );
}

const LONG_HEADER_BEFORE_93 = 0x20;
const LONG_HEADER_FROM_93 = 0x28;

/**
 * Whether the server was 9.2 or older (and so skips the last segment of each log file), from the offset of a backup's
 * start in its segment: the long page header takes 32 bytes up to 9.2 and 40 from 9.3, and a primary's backup starts
 * right after it. Undefined for any other offset.
 */
export function skipsLastSegmentFromStart(lsn: Lsn, segmentSize: number): boolean | undefined {
  const offset = Number(lsn & BigInt(segmentSize - 1));
  if (offset === LONG_HEADER_FROM_93) return false;
  return offset === LONG_HEADER_BEFORE_93 ? true : undefined;
}
