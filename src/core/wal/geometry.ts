import type { Lsn } from '../ground/lsn';

/**
 * How a cluster divides its WAL into segments. A *segment number* in this code grows by one from each segment to the
 * next that really exists; its meaning depends on the geometry. The largest is below 2^44, so a JavaScript number holds
 * it exactly.
 */
export interface WalGeometry {
  /** Bytes in one segment: a power of two from 1 MB to 1 GB. */
  readonly segmentSize: number;
  /** Up to 9.2 the last segment of every log file (…FF with 16 MB) is never used. */
  readonly skipsLastSegment: boolean;
}

export const DEFAULT_SEGMENT_SIZE = 16 * 1024 * 1024;
const SMALLEST = 1024 * 1024;
const LARGEST = 1024 * 1024 * 1024;
const LOG_BYTES = 2 ** 32;

/** Whether a server of any version accepts this segment size, in bytes. */
export function isSegmentSize(bytes: number): boolean {
  return Number.isInteger(bytes) && bytes >= SMALLEST && bytes <= LARGEST && (bytes & (bytes - 1)) === 0;
}

/**
 * The geometry of a server. `versionNum` is `server_version_num` (90200 for 9.2, 150000 for 15); unknown means 9.3
 * or later, where nothing is skipped. Source: `XLogSegsPerFile` of 9.0 to 9.2 (xlog_internal.h).
 */
export function walGeometry(segmentSize: number, versionNum: number | undefined): WalGeometry {
  return { segmentSize, skipsLastSegment: versionNum !== undefined && versionNum < 90300 };
}

/** How many segments each log file (4 GB of locations) has. */
export function segmentsPerLog(geometry: WalGeometry): number {
  return LOG_BYTES / geometry.segmentSize - (geometry.skipsLastSegment ? 1 : 0);
}

/**
 * The segment that contains the byte at `lsn`: the rule for start and redo locations (`XLByteToSeg`). Up to 9.2 a
 * location in the skipped segment means the start of the next log file, where the server continues.
 */
export function segmentOfStart(lsn: Lsn, geometry: WalGeometry): number {
  const log = Number(lsn >> 32n);
  const segment = Math.floor(Number(lsn & 0xffffffffn) / geometry.segmentSize);
  return log * segmentsPerLog(geometry) + segment;
}

/**
 * The segment that contains the last byte before `lsn`: the rule for stop locations (`XLByteToPrevSeg`). A stop
 * location on a boundary needs only the segment that ends there. Location 0 has no byte before it and gives segment 0.
 * Up to 9.2 nothing is in the skipped segment, so `HI/FF000000` and `HI+1/0` both end in `HI`'s last real segment.
 */
export function segmentOfEnd(lsn: Lsn, geometry: WalGeometry): number {
  if (lsn === 0n) return 0;
  const lastByte = lsn - 1n;
  const log = Number(lastByte >> 32n);
  const perLog = segmentsPerLog(geometry);
  const segment = Math.floor(Number(lastByte & 0xffffffffn) / geometry.segmentSize);
  return log * perLog + Math.min(segment, perLog - 1);
}

/** Location of the first byte of a segment. */
export function segmentStartLsn(segment: number, geometry: WalGeometry): Lsn {
  const perLog = segmentsPerLog(geometry);
  const log = Math.floor(segment / perLog);
  return (BigInt(log) << 32n) + BigInt((segment % perLog) * geometry.segmentSize);
}

/** Location just after the last byte of a segment. With the skipped segment this is `HI/FF000000`, not `HI+1/0`. */
export function segmentEndLsn(segment: number, geometry: WalGeometry): Lsn {
  return segmentStartLsn(segment, geometry) + BigInt(geometry.segmentSize);
}

/** Byte offset of a location inside its segment, 0 to segmentSize - 1. */
export function offsetInSegment(lsn: Lsn, geometry: WalGeometry): number {
  return Number(lsn & BigInt(geometry.segmentSize - 1));
}

/** Whether a location is exactly between two segments. */
export function isSegmentBoundary(lsn: Lsn, geometry: WalGeometry): boolean {
  return offsetInSegment(lsn, geometry) === 0;
}

const UNITS: Record<string, number> = { '': 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** A segment size in bytes, from `16777216`, `16MB`, `1 GB`; undefined for anything that no server accepts. */
export function parseSegmentSize(text: string): number | undefined {
  const match = /^(\d{1,12})\s*(?:([kmg])(?:i?b)?|(b)?)$/i.exec(text.trim());
  if (match === null) return undefined;
  const bytes = Number(match[1]) * (UNITS[(match[2] ?? '').toLowerCase()] ?? 1);
  return isSegmentSize(bytes) ? bytes : undefined;
}
