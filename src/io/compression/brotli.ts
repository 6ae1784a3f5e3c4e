import { Readable } from 'node:stream';
import { createBrotliDecompress } from 'node:zlib';
import { ensureSound, DecompressionError } from './decompressionError';

const CHUNK = 64 * 1024;

/** Decompresses brotli, a format without a signature and without a checksum. */
export async function* brotliChunks(stored: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let given = 0;
  const source = Readable.from(counted(stored, (bytes) => (given += bytes)));
  const decompressed = createBrotliDecompress({ chunkSize: CHUNK });
  source.on('error', (error) => decompressed.destroy(error));
  source.pipe(decompressed);
  try {
    for await (const chunk of decompressed as AsyncIterable<Uint8Array>) yield chunk;
    // The brotli program refuses data after the end of the stream; Node's decoder silently stops there.
    ensureSound(decompressed.bytesWritten === given);
  } catch (error) {
    throw faultOf(error);
  } finally {
    source.destroy();
    decompressed.destroy();
  }
}

async function* counted(
  stored: AsyncIterable<Uint8Array>,
  count: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const piece of stored) {
    count(piece.length);
    yield piece;
  }
}

function faultOf(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'Z_BUF_ERROR') return new DecompressionError('TRUNCATED');
  // A window that only `--large_window` writes.
  if (code.includes('WINDOW_BITS')) return new DecompressionError('UNSUPPORTED');
  return code.startsWith('ERR_') ? new DecompressionError('BROKEN') : error;
}
