import { isSegmentFailure } from '../../../src/core/wal/segmentSource';
import type { SegmentFailure } from '../../../src/core/wal/segmentSource';
import { openSegment } from '../../../src/io/segments/segmentStream';

/** Up to `most` bytes of a segment file, decompressed; or why they cannot be read. */
export async function segmentContent(path: string, most: number): Promise<Uint8Array | SegmentFailure> {
  const reader = await openSegment(path);
  if (isSegmentFailure(reader)) return reader;
  const content = new Uint8Array(most);
  const length = await reader.read(content);
  await reader.close();
  return isSegmentFailure(length) ? length : content.subarray(0, length);
}
