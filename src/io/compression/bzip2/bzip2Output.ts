import type { Bzip2Block } from './bzip2Block';

const PIECE = 64 * 1024;
/** After four equal bytes, the number of further ones follows. */
const RUN = 4;
const POLYNOMIAL = 0x04c11db7;

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ POLYNOMIAL : crc << 1;
  return crc;
});

/** Gives a block's content and its checksum piece by piece: a block can expand to fifty times its own size. */
export class Bzip2Output {
  #crc = -1;

  /** CRC-32 of everything that was given, from the highest bit on. */
  get crc(): number {
    return ~this.#crc >>> 0;
  }

  *pieces({ links, count, origin }: Bzip2Block): Generator<Uint8Array> {
    let piece = new Uint8Array(PIECE + 255);
    let filled = 0;
    let at = (links[origin] ?? 0) >>> 8;
    let previous = -1;
    let equal = 0;
    for (let left = count; left > 0; left--) {
      const entry = links[at] ?? 0;
      const byte = entry & 0xff;
      at = entry >>> 8;
      if (equal === RUN) {
        piece.fill(previous, filled, filled + byte);
        filled += byte;
        equal = 0;
        previous = -1;
      } else {
        piece[filled++] = byte;
        equal = byte === previous ? equal + 1 : 1;
        previous = byte;
      }
      if (filled < PIECE) continue;
      yield this.#counted(piece.subarray(0, filled));
      piece = new Uint8Array(PIECE + 255);
      filled = 0;
    }
    if (filled > 0) yield this.#counted(piece.subarray(0, filled));
  }

  #counted(bytes: Uint8Array): Uint8Array {
    let crc = this.#crc;
    for (const byte of bytes) crc = (crc << 8) ^ (TABLE[(crc >>> 24) ^ byte] ?? 0);
    this.#crc = crc;
    return bytes;
  }
}
