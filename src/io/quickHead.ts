import { constants, gunzipSync } from 'node:zlib';
import type { FileHead, ReadFailure } from '../core/ground/ports';
import { isFailure } from '../core/ground/ports';
import { FILE_START_LENGTH } from './compression/fileCompression';
import { readNow } from './readNow';
import { isSegmentStart, compressionOf } from './compression/compressionOf';

/** Stored bytes that nearly always hold the first page's header; they unpack to half a megabyte at most. */
const FIRST_TRY = 512;

/**
 * The beginning of a file in the two forms that most WAL has, plain and gzip, without a stream. Undefined where it takes
 * more than the first kilobytes to tell. Blocks its thread.
 */
export function quickHead(path: string, length: number): FileHead | ReadFailure | undefined {
  const read = readNow(path, 0, Math.max(length, FILE_START_LENGTH));
  if (isFailure(read)) return read;
  const { bytes, size } = read;
  if (isSegmentStart(bytes)) return { compression: 'plain', bytes: bytes.subarray(0, length) };
  if (compressionOf(bytes) !== 'gzip') return undefined;
  // A fault in what was cut off is none of the file's, so only enough of the content is an answer.
  for (const part of [bytes.subarray(0, FIRST_TRY), bytes]) {
    const decompressed = unzip(part, size > part.length);
    if (decompressed === undefined) return undefined;
    if (decompressed.length >= length || part.length === size) {
      // A copy: what else was unpacked is not kept for it.
      return { compression: 'gzip', bytes: new Uint8Array(decompressed.subarray(0, length)) };
    }
  }
  return undefined;
}

function unzip(stored: Uint8Array, isCut: boolean): Uint8Array | undefined {
  try {
    return gunzipSync(stored, isCut ? { finishFlush: constants.Z_SYNC_FLUSH } : {});
  } catch {
    return undefined;
  }
}
