import type { Wrapping } from '../core/ports';
import { unpackGzip } from './gzip';
import type { Unpacker } from './unpack';
import { unpackZstd } from './zstd';

/** Who opens which wrapping; what is not here cannot be opened. */
const UNPACKERS: Partial<Record<Wrapping, Unpacker>> = { gzip: unpackGzip, zstd: unpackZstd };

export function unpackerOf(wrapping: Wrapping): Unpacker | undefined {
  return UNPACKERS[wrapping];
}
