import type { Wrapping } from '../../core/ground/ports';
import { gzipChunks } from './gzip';
import type { Unpack } from './unpack';

/** What can be opened, in this file or in the bundle that is loaded for it. */
const OPENED = new Set<Wrapping>(['gzip', 'bzip2', 'xz', 'lzma', 'lz4', 'zstd', 'brotli', 'lzo']);

export function canUnpack(wrapping: Wrapping): boolean {
  return OPENED.has(wrapping);
}

/** Who opens a form; what it gives for others is undefined. All but gzip is loaded when it is met first. */
export async function unpackerOf(wrapping: Wrapping): Promise<Unpack | undefined> {
  if (wrapping === 'gzip') return gzipChunks;
  if (!canUnpack(wrapping)) return undefined;
  const { UNPACK } = await import('./entry');
  return UNPACK[wrapping];
}

/** The unpacked content of stored bytes in a form that can be opened. */
export async function* unpackedChunks(
  wrapping: Wrapping,
  stored: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const unpack = await unpackerOf(wrapping);
  if (unpack !== undefined) yield* unpack(stored);
}
