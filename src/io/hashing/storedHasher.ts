import { createHash } from 'node:crypto';
import { closeSync, readSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { isFailure } from '../../core/ground/ports';
import type { StoredRange, StoredResult } from '../../core/verify/files/stored/storedFiles';
import { failureOf } from '../failure';
import { decompressionFaultOf } from '../compression/decompressionError';
import { type OpenDescriptor, openRegularNow } from '../regularFile';
import { canDecompress, decompressedChunks } from '../compression/decoders';

const CHUNK = 256 * 1024;
const SMALL = 4 * 1024 * 1024;
const TURN_FILES = 16;
const TURN_CHUNKS = 16;

/** Decompresses and hashes the stored files of a backup tool, in the calling thread. */
export async function hashStored(
  ranges: readonly StoredRange[],
  signal?: AbortSignal,
): Promise<readonly StoredResult[]> {
  const results: StoredResult[] = [];
  for (const range of ranges) {
    if (results.length % TURN_FILES === 0) await nextTurn();
    results.push(signal?.aborted === true ? CANCELED : await hashOne(range, signal));
  }
  return results;
}

const CANCELED = { failed: true, code: 'ECANCELED' } as const;

async function hashOne(stored: StoredRange, signal: AbortSignal | undefined): Promise<StoredResult> {
  const opened = openRegularNow(stored.path);
  if (isFailure(opened)) return opened;
  try {
    const { compression, range } = stored;
    if (compression !== 'plain' && !canDecompress(compression)) return { failed: true, code: 'UNSUPPORTED' };
    // If a bundle is shorter than its entry says, it was cut off.
    if (range !== undefined && range.offset + range.length > opened.size)
      return { failed: true, code: 'TRUNCATED' };
    const small = compression === 'gzip' ? smallContent(opened, stored) : undefined;
    if (small !== undefined) return small;
    const bytes = storedBytes(opened, range ?? { offset: 0, length: opened.size });
    return await hashContent(
      compression === 'plain' ? bytes : decompressedChunks(compression, bytes),
      stored,
      signal,
    );
  } catch (error) {
    const fault = decompressionFaultOf(error);
    return fault === undefined ? failureOf(error) : { failed: true, code: fault };
  } finally {
    closeSync(opened.descriptor);
  }
}

/** Most files are small, and a stream for each costs far more than decompressing it. Faults are left to the stream. */
function smallContent(
  { descriptor, size: stored }: OpenDescriptor,
  { range, size, algorithm }: StoredRange,
): StoredResult | undefined {
  const { offset, length } = range ?? { offset: 0, length: stored };
  if (length > CHUNK || size > SMALL) return undefined;
  try {
    const compressed = Buffer.allocUnsafe(length);
    if (readSync(descriptor, compressed, 0, length, offset) !== length) return undefined;
    const content = gunzipSync(compressed, { maxOutputLength: size + 1 });
    return {
      bytes: content.length,
      checksum: createHash(algorithm.toLowerCase()).update(content).digest('hex'),
    };
  } catch {
    return undefined;
  }
}

async function hashContent(
  chunks: AsyncIterable<Uint8Array>,
  { size, algorithm }: StoredRange,
  signal: AbortSignal | undefined,
): Promise<StoredResult> {
  const hash = createHash(algorithm.toLowerCase());
  let bytes = 0;
  let turn = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    bytes += chunk.length;
    if (bytes > size) return { bytes: size + 1, checksum: '' };
    if (++turn % TURN_CHUNKS !== 0) continue;
    await nextTurn();
    if (signal?.aborted === true) return CANCELED;
  }
  return { bytes, checksum: hash.digest('hex') };
}

// eslint-disable-next-line @typescript-eslint/require-await
async function* storedBytes(
  { descriptor }: OpenDescriptor,
  { offset, length }: { readonly offset: number; readonly length: number },
): AsyncGenerator<Uint8Array> {
  const end = offset + length;
  for (let at = offset; at < end;) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK, end - at));
    const count = readSync(descriptor, chunk, 0, chunk.length, at);
    if (count === 0) return;
    yield chunk.subarray(0, count);
    at += count;
  }
}
