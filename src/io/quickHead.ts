import { constants, gunzipSync } from 'node:zlib';
import { type FileHead, isFailure, type ReadFailure } from '../core/ground/ports';
import { FILE_START_LENGTH } from './compression/fileCompression';
import { readNow } from './readNow';
import { isSegmentStart, compressionOf } from './compression/compressionOf';

/** Stored bytes that nearly always contain the first page's header; they decompress to half a megabyte at most. */
const FIRST_TRY = 512;

/**
 * The first bytes of a file that is plain or gzip, as most WAL is, without a stream. Undefined if the first kilobytes
 * do not suffice. Blocks its thread.
 */
export function quickHead(path: string, length: number): FileHead | ReadFailure | undefined {
  const read = readNow(path, 0, Math.max(length, FILE_START_LENGTH));
  if (isFailure(read)) return read;
  const { bytes, size } = read;
  if (isSegmentStart(bytes)) return { compression: 'plain', bytes: bytes.subarray(0, length) };
  if (compressionOf(bytes) !== 'gzip') return undefined;
  // The cut of the stored bytes can look like a fault, so only enough content is an answer.
  for (const part of [bytes.subarray(0, FIRST_TRY), bytes]) {
    const decompressed = unzip(part, size > part.length);
    if (decompressed === undefined) return undefined;
    if (decompressed.length >= length || part.length === size) {
      // A copy, so that the rest of the decompressed content is not kept.
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
