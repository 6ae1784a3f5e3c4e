import type { Compression } from '../../core/ground/ports';
import { gzipChunks } from './gzip';
import type { Decompress } from './decompress';

/** What can be opened, in this file or in the bundle that is loaded for it. */
const OPENED = new Set<Compression>(['gzip', 'bzip2', 'xz', 'lzma', 'lz4', 'zstd', 'brotli', 'lzo']);

export function canDecompress(compression: Compression): boolean {
  return OPENED.has(compression);
}

/** Who opens a form; what it gives for others is undefined. All but gzip is loaded when it is met first. */
export async function decoderOf(compression: Compression): Promise<Decompress | undefined> {
  if (compression === 'gzip') return gzipChunks;
  if (!canDecompress(compression)) return undefined;
  const { DECODERS } = await import('./entry');
  return DECODERS[compression];
}

/** The unpacked content of stored bytes in a form that can be opened. */
export async function* decompressedChunks(
  compression: Compression,
  stored: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const decompress = await decoderOf(compression);
  if (decompress !== undefined) yield* decompress(stored);
}
