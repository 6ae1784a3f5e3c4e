import type { WalGeometry } from '../../../core/wal/geometry';
import { segmentName, type SegmentRange } from '../../../core/wal/segmentName';

/** The names of both ends of a range, or of its only segment. They are whole, so that they can be copied and searched. */
export function segmentRangeText(range: SegmentRange, geometry: WalGeometry): string {
  const first = segmentName(range.timeline, range.first, geometry);
  return range.first === range.last
    ? first
    : `${first} – ${segmentName(range.timeline, range.last, geometry)}`;
}
