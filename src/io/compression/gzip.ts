import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DecompressionError } from './decompressionError';

const CHUNK = 256 * 1024;

/** Decompresses gzip, including several members in sequence. Content before a fault is given too. */
export async function* gzipChunks(stored: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = Readable.from(stored);
  const gunzip = createGunzip({ chunkSize: CHUNK });
  // Nothing else listens to this event: the loop below takes the content, and then the fault.
  let fault: Error | undefined;
  gunzip.on('error', (error) => (fault ??= error));
  source.on('error', (error) => {
    fault ??= error;
    gunzip.destroy();
  });
  source.pipe(gunzip);
  try {
    for await (const chunk of gunzip as AsyncIterable<Uint8Array>) yield chunk;
  } catch (error) {
    throw faultOf(fault ?? error);
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

function faultOf(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'Z_BUF_ERROR') return new DecompressionError('TRUNCATED');
  return code.startsWith('Z_') ? new DecompressionError('BROKEN') : error;
}
