import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Output, UnpackOutcome } from './unpack';

/** Unpacks gzip, several members one after the other included. */
export async function unpackGzip(stored: AsyncIterable<Uint8Array>, output: Output): Promise<UnpackOutcome> {
  const source = Readable.from(stored);
  const gunzip = createGunzip();
  try {
    return await new Promise<UnpackOutcome>((resolve, reject) => {
      // Listening instead of iterating: an iterator would drop what was unpacked just before an error.
      gunzip.on('data', (bytes: Uint8Array) => {
        output.push(bytes);
        if (output.full) resolve('full');
      });
      gunzip.on('end', () => {
        resolve('ended');
      });
      gunzip.on('error', (error: NodeJS.ErrnoException) => {
        resolve(error.code === 'Z_BUF_ERROR' ? 'truncated' : 'broken');
      });
      source.on('error', reject);
      source.pipe(gunzip);
    });
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}
