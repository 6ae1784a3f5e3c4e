import type { Wrapping } from '../../core/ports';
import { zstdChunks } from '../zstd';
import { brotliChunks } from './brotli';
import { bzip2Chunks } from './bzip2';
import { lz4Chunks } from './lz4';
import { lzmaChunks } from './lzmaAlone';
import { lzopChunks } from './lzop';
import type { Unpack } from './unpack';
import { xzChunks } from './xz';

/** Who opens which form. A bundle of its own: most archives need none of it. */
export const UNPACK: Partial<Record<Wrapping, Unpack>> = {
  bzip2: bzip2Chunks,
  xz: xzChunks,
  lzma: lzmaChunks,
  lz4: lz4Chunks,
  zstd: zstdChunks,
  brotli: brotliChunks,
  lzo: lzopChunks,
};
