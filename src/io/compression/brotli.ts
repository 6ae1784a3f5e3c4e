import { Readable } from 'node:stream';
import { createBrotliDecompress } from 'node:zlib';
import { ensureSound, UnpackError } from './unpackError';

const CHUNK = 64 * 1024;

/** Unpacks brotli, a format without mark and checksum. */
export async function* brotliChunks(stored: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let given = 0;
  const source = Readable.from(counted(stored, (bytes) => (given += bytes)));
  const unpacked = createBrotliDecompress({ chunkSize: CHUNK });
  source.on('error', (error) => unpacked.destroy(error));
  source.pipe(unpacked);
  try {
    for await (const chunk of unpacked as AsyncIterable<Uint8Array>) yield chunk;
    // The program refuses what is longer than its stream; Node's decoder stops there in silence.
    ensureSound(unpacked.bytesWritten === given);
  } catch (error) {
    throw faultOf(error);
  } finally {
    source.destroy();
    unpacked.destroy();
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
  if (code === 'Z_BUF_ERROR') return new UnpackError('TRUNCATED');
  // A window that only `--large_window` writes.
  if (code.includes('WINDOW_BITS')) return new UnpackError('UNSUPPORTED');
  return code.startsWith('ERR_') ? new UnpackError('BROKEN') : error;
}
