import { segmentsPerLog, type WalGeometry } from './geometry';

/** The three parts of a 24-digit segment file name, each an unsigned 32-bit number. */
export interface SegmentNameParts {
  readonly timeline: number;
  readonly log: number;
  readonly low: number;
}

/** Segments `first` to `last`, both included, of one timeline. Numbers are those of the geometry. */
export interface SegmentRange {
  readonly timeline: number;
  readonly first: number;
  readonly last: number;
}

const SEGMENT_NAME = /^[0-9A-F]{24}$/;

/** Parses a segment's file name. Servers write upper case only and accept nothing else. */
export function parseSegmentName(name: string): SegmentNameParts | undefined {
  if (!SEGMENT_NAME.test(name)) return undefined;
  return {
    timeline: Number.parseInt(name.slice(0, 8), 16),
    log: Number.parseInt(name.slice(8, 16), 16),
    low: Number.parseInt(name.slice(16), 16),
  };
}

/**
 * The segment number of a name, or undefined if this geometry has no such segment: its low part is too high for the
 * segment size, or it is the one that servers up to 9.2 skip.
 */
export function segmentNumber(parts: SegmentNameParts, geometry: WalGeometry): number | undefined {
  const perLog = segmentsPerLog(geometry);
  return parts.low < perLog ? parts.log * perLog + parts.low : undefined;
}

/** The file name of a segment on a timeline: `TTTTTTTTLLLLLLLLSSSSSSSS`. */
export function segmentName(timeline: number, segment: number, geometry: WalGeometry): string {
  const perLog = segmentsPerLog(geometry);
  return formatSegmentName({ timeline, log: Math.floor(segment / perLog), low: segment % perLog });
}

/** The file name with these parts. */
export function formatSegmentName({ timeline, log, low }: SegmentNameParts): string {
  return hex8(timeline) + hex8(log) + hex8(low);
}

/** The number of segments in a range. */
export function rangeCount(range: SegmentRange): number {
  return range.last - range.first + 1;
}

/** The names of the segments in a range, generated one by one, as a range may be large. */
export function* rangeNames(range: SegmentRange, geometry: WalGeometry): Generator<string> {
  for (let segment = range.first; segment <= range.last; segment++) {
    yield segmentName(range.timeline, segment, geometry);
  }
}

/** The eight digits, upper case, in which WAL file names write a number. */
export function hex8(value: number): string {
  return value.toString(16).toUpperCase().padStart(8, '0');
}

/** Index of the first of some ascending, disjoint ranges that ends at or after a segment; their number if none does. */
export function firstEndingAt(ranges: readonly { readonly last: number }[], segment: number): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle]?.last ?? Infinity) < segment) low = middle + 1;
    else high = middle;
  }
  return low;
}
