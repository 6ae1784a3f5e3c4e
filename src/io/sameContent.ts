import { isSegmentFailure } from '../core/wal/segmentSource';
import { openSegment } from './segmentStream';

const CHUNK = 256 * 1024;

/**
 * Whether two segment files hold the same content once unpacked. A file that cannot be read to its end is different, and
 * so is one with more than `most` bytes.
 */
export async function sameContent(a: string, b: string, most: number): Promise<boolean> {
  const [left, right] = [await openSegment(a), await openSegment(b)];
  if (isSegmentFailure(left) || isSegmentFailure(right)) {
    if (!isSegmentFailure(left)) await left.close();
    if (!isSegmentFailure(right)) await right.close();
    return false;
  }
  const [leftBytes, rightBytes] = [new Uint8Array(CHUNK), new Uint8Array(CHUNK)];
  try {
    for (let length = 0; length <= most;) {
      const [leftLength, rightLength] = [await left.read(leftBytes), await right.read(rightBytes)];
      if (isSegmentFailure(leftLength) || isSegmentFailure(rightLength)) return false;
      if (leftLength !== rightLength) return false;
      if (Buffer.compare(leftBytes.subarray(0, leftLength), rightBytes.subarray(0, rightLength)) !== 0) {
        return false;
      }
      if (leftLength < CHUNK) return length + leftLength <= most;
      length += leftLength;
    }
    return false;
  } finally {
    await left.close();
    await right.close();
  }
}
