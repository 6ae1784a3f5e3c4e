import type { Compression } from '../../core/ground/ports';
import { gzipChunks } from './gzip';
import type { Decompress } from './decompress';

/** The compressions that can be read, by this file or by the bundle that is loaded for it. */
const OPENED = new Set<Compression>(['gzip', 'bzip2', 'xz', 'lzma', 'lz4', 'zstd', 'brotli', 'lzo']);

export function canDecompress(compression: Compression): boolean {
  return OPENED.has(compression);
}

/** The decoder of a compression; undefined for others. All but gzip are loaded when the first such file is met. */
export async function decoderOf(compression: Compression): Promise<Decompress | undefined> {
  if (compression === 'gzip') return gzipChunks;
  if (!canDecompress(compression)) return undefined;
  const { DECODERS } = await import('./entry');
  return DECODERS[compression];
}

/** The decompressed content of stored bytes. */
export async function* decompressedChunks(
  compression: Compression,
  stored: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const decompress = await decoderOf(compression);
  if (decompress !== undefined) yield* decompress(stored);
}
