import { leavesOpen } from '../../core/model/consequences';
import { isSegmentFailure } from '../../core/wal/segmentSource';
import { openSegment } from './segmentStream';

const CHUNK = 256 * 1024;

/** `unread`: one of them cannot be read here, which says nothing about its content. */
export type Comparison = 'same' | 'differ' | 'unread';

/**
 * Whether two segment files have the same content after decompression. A file that is damaged before its end is
 * different, and so is one with more than `most` bytes.
 */
export async function compareContent(a: string, b: string, most: number): Promise<Comparison> {
  const [left, right] = [await openSegment(a), await openSegment(b)];
  if (isSegmentFailure(left) || isSegmentFailure(right)) {
    if (!isSegmentFailure(left)) await left.close();
    if (!isSegmentFailure(right)) await right.close();
    return comparisonOf(left, right);
  }
  const [leftBytes, rightBytes] = [new Uint8Array(CHUNK), new Uint8Array(CHUNK)];
  try {
    for (let length = 0; length <= most;) {
      const [leftLength, rightLength] = [await left.read(leftBytes), await right.read(rightBytes)];
      if (isSegmentFailure(leftLength) || isSegmentFailure(rightLength))
        return comparisonOf(leftLength, rightLength);
      if (leftLength !== rightLength) return 'differ';
      if (Buffer.compare(leftBytes.subarray(0, leftLength), rightBytes.subarray(0, rightLength)) !== 0) {
        return 'differ';
      }
      if (leftLength < CHUNK) return length + leftLength <= most ? 'same' : 'differ';
      length += leftLength;
    }
    return 'differ';
  } finally {
    await left.close();
    await right.close();
  }
}

/** The result if at least one of two files could not be read. */
function comparisonOf(...sides: readonly (object | number)[]): Comparison {
  const isUnread = sides.some((side) => isSegmentFailure(side) && leavesOpen(side));
  return isUnread ? 'unread' : 'differ';
}
