import { createHash } from 'node:crypto';
import { baseName } from '../../core/ground/paths';
import type { WalJob } from '../../core/proofs/walJob';
import { isSegmentFailure, type SegmentReader } from '../../core/wal/segmentSource';
import { segmentName } from '../../core/wal/segmentName';
import { rangesAlongPath } from '../../core/wal/timelinePath';
import { placeOfSegment } from '../../io/segments/archiveSource';
import { openSegment } from '../../io/segments/segmentStream';
import type { CompareInput, WrongSum } from '../../protocol/worker';

const CHUNK = 256 * 1024;
/** pgBackRest's names: the SHA-1 of the content as it was before it was compressed. */
const SUM = /^[0-9A-F]{24}(?:\.partial)?-([0-9a-f]{40})/;

/** Compares the content of every segment on the path with the checksum that its tool put into the file's name. */
export async function compareNameSums(
  { job, first, last }: CompareInput,
  signal?: AbortSignal,
): Promise<readonly WrongSum[]> {
  const wrong: WrongSum[] = [];
  const buffer = new Uint8Array(CHUNK);
  for (const range of rangesAlongPath(job.timelinePath, first, last)) {
    for (let segment = range.first; segment <= range.last; segment++) {
      if (signal?.aborted === true) return wrong;
      const found = await checkSum(job, range.timeline, segment, buffer);
      if (found !== undefined) wrong.push(found);
    }
  }
  return wrong;
}

async function checkSum(
  { places, geometry }: WalJob,
  timeline: number,
  segment: number,
  buffer: Uint8Array,
): Promise<WrongSum | undefined> {
  const place = placeOfSegment(places, 'plain-first', timeline, segment);
  if (place === undefined) return undefined;
  const name = segmentName(timeline, segment, geometry);
  const reader = await openSegment(`${place.path}/${name}${place.suffix}`);
  // The walk over the records reports what cannot be read.
  if (isSegmentFailure(reader)) return undefined;
  const expected = SUM.exec(baseName(reader.file ?? ''))?.[1];
  const found = expected === undefined ? undefined : await sumOf(reader, geometry.segmentSize, buffer);
  await reader.close();
  if (found === undefined || found === expected) return undefined;
  return { segment: name, file: reader.file ?? '' };
}

/** Undefined if the content cannot be read. Content longer than a segment has another checksum anyway. */
async function sumOf(reader: SegmentReader, most: number, buffer: Uint8Array): Promise<string | undefined> {
  const hash = createHash('sha1');
  for (let length = 0; length <= most;) {
    const count = await reader.read(buffer);
    if (isSegmentFailure(count)) return undefined;
    hash.update(buffer.subarray(0, count));
    length += count;
    if (count < buffer.length) break;
  }
  return hash.digest('hex');
}
