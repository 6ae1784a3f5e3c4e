import { isFailure } from '../../ground/ports';
import { combineCrc32c } from './crcCombine';
import type { ListedFile } from './fileTable';
import type { HashedRange, HashResult } from './hashing';
import { CHUNK_BYTES, type PlannedRange } from './hashPlan';

/** Combines the CRCs of a file's chunks, in whatever order they come. Keeps only unfinished files. */
export class ChunkSums {
  readonly #files = new Map<ListedFile, (HashResult | undefined)[]>();

  /** The result for the whole file, after its last chunk. */
  add({ file, offset, last }: PlannedRange, result: HashResult): HashResult | undefined {
    if (offset === 0 && last) return result;
    const chunks = this.#files.get(file) ?? [];
    chunks[offset / CHUNK_BYTES] = result;
    this.#files.set(file, chunks);
    const count = Math.ceil(file.size / CHUNK_BYTES);
    if (chunks.filter((chunk) => chunk !== undefined).length < count) return undefined;
    this.#files.delete(file);
    return combine(chunks);
  }
}

function combine(chunks: readonly (HashResult | undefined)[]): HashResult {
  let bytes = 0;
  let crc = 0;
  for (const chunk of chunks) {
    if (chunk === undefined) return { failed: true, code: 'EIO' };
    if (isFailure(chunk)) return chunk;
    crc = combineCrc32c(crc, crcOf(chunk), chunk.bytes);
    bytes += chunk.bytes;
  }
  return { bytes, checksum: crcText(crc) };
}

/** A manifest writes the four bytes of a CRC starting with the lowest. */
export function crcText(crc: number): string {
  let text = '';
  for (let shift = 0; shift < 32; shift += 8) text += ((crc >>> shift) & 0xff).toString(16).padStart(2, '0');
  return text;
}

function crcOf({ checksum }: HashedRange): number {
  const pairs = checksum.match(/../g) ?? [];
  return Number.parseInt(pairs.reverse().join(''), 16) >>> 0;
}
