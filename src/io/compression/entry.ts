import type { Compression } from '../../core/ground/ports';
import { zstdChunks } from './zstd';
import { brotliChunks } from './brotli';
import { bzip2Chunks } from './bzip2/bzip2';
import { lz4Chunks } from './lz/lz4';
import { lzmaChunks } from './lzma/lzmaAlone';
import { lzopChunks } from './lz/lzop';
import type { Decompress } from './decompress';
import { xzChunks } from './lzma/xz';

/** The decoders by compression. A bundle of its own, because most archives need none of them. */
export const DECODERS: Partial<Record<Compression, Decompress>> = {
  bzip2: bzip2Chunks,
  xz: xzChunks,
  lzma: lzmaChunks,
  lz4: lz4Chunks,
  zstd: zstdChunks,
  brotli: brotliChunks,
  lzo: lzopChunks,
};
