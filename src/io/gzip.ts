import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Output, UnpackOutcome } from './unpack';

/** Unpacks gzip, several members one after the other included. */
export function unpackGzip(stored: AsyncIterable<Uint8Array>, output: Output): Promise<UnpackOutcome> {
  return new Promise((resolve, reject) => {
    const gunzip = createGunzip();
    // Listening instead of iterating: an iterator would drop what was unpacked just before an error.
    gunzip.on('data', (bytes: Uint8Array) => {
      output.push(bytes);
      if (!output.full) return;
      resolve('full');
      gunzip.destroy();
    });
    pipeline(Readable.from(stored), gunzip, (error) => {
      if (error === null || error === undefined) resolve('ended');
      else if (!error.code?.startsWith('Z_')) reject(error);
      else resolve(error.code === 'Z_BUF_ERROR' ? 'truncated' : 'broken');
    });
  });
}
