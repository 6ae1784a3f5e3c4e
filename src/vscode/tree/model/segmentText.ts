import type { WalGeometry } from '../../../core/wal/geometry';
import { segmentName, type SegmentRange } from '../../../core/wal/segmentName';

const TIMELINE_DIGITS = 8;
const LOW_DIGITS = 8;
const SHORTEST_TAIL = 2;

/** A segment's name without timeline and leading zeros: `…02000000FB`. */
export function shortSegment(name: string): string {
  const log = name.slice(TIMELINE_DIGITS, -LOW_DIGITS).replace(/^0+/, '').padStart(2, '0');
  return `…${log}${name.slice(-LOW_DIGITS)}`;
}

/** A range in short form: `…02000000FB – FE`, `…02000000FB – 0300000001`; a single segment in full. */
export function shortRange(range: SegmentRange, geometry: WalGeometry): string {
  const first = segmentName(range.timeline, range.first, geometry);
  if (range.first === range.last) return first;
  const last = segmentName(range.timeline, range.last, geometry);
  const sameLog = first.slice(0, -LOW_DIGITS) === last.slice(0, -LOW_DIGITS);
  return `${shortSegment(first)} – ${sameLog ? tail(first, last) : shortSegment(last).slice(1)}`;
}

function tail(first: string, last: string): string {
  let same = 0;
  while (same < first.length - SHORTEST_TAIL && first[same] === last[same]) same++;
  return last.slice(same);
}
