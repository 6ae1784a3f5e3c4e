import type { BitReader } from './bitReader';
import { LONGEST_CODE, PrefixCode } from './huffman';
import { ensureSound, DecompressionError } from '../decompressionError';

/** Symbols that are read with one code before the next code is chosen. */
const GROUP = 50;
const RUN_B = 1;

/** A block before the last step of decoding: `links` has each byte and, above it, the position of the next one. */
export interface Bzip2Block {
  readonly links: Uint32Array;
  readonly count: number;
  readonly origin: number;
}

/**
 * Reads a block after its signature and checksum, and undoes all but the last step (bzip2 1.0.8, decompress.c).
 * @param links room for as many bytes as a block may have
 */
export function readBlock(bits: BitReader, links: Uint32Array): Bzip2Block {
  // Written by versions of before 1997 only.
  if (bits.read(1) === 1) throw new DecompressionError('UNSUPPORTED');
  const origin = bits.read(24);
  const used = usedBytes(bits);
  const codes = bits.read(3);
  ensureSound(codes >= 2 && codes <= 6);
  const selectors = readSelectors(bits, codes);
  const tables = Array.from({ length: codes }, () => new PrefixCode(readLengths(bits, used.length + 2)));
  const counts = new Uint32Array(256);
  const count = new SymbolReader(bits, selectors, tables).read(used, links, counts);
  ensureSound(origin < count);
  link(links, count, counts);
  return { links, count, origin };
}

function usedBytes(bits: BitReader): Uint8Array {
  const used: number[] = [];
  const ranges = bits.read(16);
  for (let range = 0; range < 16; range++) {
    if ((ranges & (0x8000 >> range)) === 0) continue;
    const bytes = bits.read(16);
    for (let byte = 0; byte < 16; byte++) if ((bytes & (0x8000 >> byte)) !== 0) used.push(range * 16 + byte);
  }
  ensureSound(used.length > 0);
  return Uint8Array.from(used);
}

function readSelectors(bits: BitReader, codes: number): Uint8Array {
  const selectors = new Uint8Array(bits.read(15));
  ensureSound(selectors.length > 0);
  const order = Uint8Array.from({ length: codes }, (_, i) => i);
  for (let i = 0; i < selectors.length; i++) {
    let place = 0;
    while (bits.read(1) === 1) ensureSound(++place < codes);
    selectors[i] = toFront(order, place);
  }
  return selectors;
}

function readLengths(bits: BitReader, symbols: number): Uint8Array {
  const lengths = new Uint8Array(symbols);
  let length = bits.read(5);
  for (let symbol = 0; symbol < symbols; symbol++) {
    for (;;) {
      ensureSound(length >= 1 && length <= LONGEST_CODE);
      if (bits.read(1) === 0) break;
      length += bits.read(1) === 0 ? 1 : -1;
    }
    lengths[symbol] = length;
  }
  return lengths;
}

/** Moves an entry to the front of a list and returns it. */
function toFront(list: Uint8Array, place: number): number {
  const entry = list[place] ?? 0;
  list.copyWithin(1, 0, place);
  list[0] = entry;
  return entry;
}

class SymbolReader {
  readonly #bits: BitReader;
  readonly #selectors: Uint8Array;
  readonly #tables: readonly PrefixCode[];
  #group = 0;
  #left = 0;
  #table: PrefixCode | undefined;

  constructor(bits: BitReader, selectors: Uint8Array, tables: readonly PrefixCode[]) {
    this.#bits = bits;
    this.#selectors = selectors;
    this.#tables = tables;
  }

  /** Undoes prefix codes, runs and move-to-front. Returns the number of bytes. */
  read(used: Uint8Array, into: Uint32Array, counts: Uint32Array): number {
    const order = Uint8Array.from(used);
    const end = used.length + 1;
    let count = 0;
    let run = 0;
    let weight = 1;
    for (;;) {
      const symbol = this.#next();
      if (symbol <= RUN_B) {
        run += weight << symbol;
        weight <<= 1;
        // No block holds more, so a larger run is an error.
        ensureSound(run <= into.length);
        continue;
      }
      if (run > 0) {
        const byte = order[0] ?? 0;
        ensureSound(count + run <= into.length);
        into.fill(byte, count, count + run);
        counts[byte] = (counts[byte] ?? 0) + run;
        count += run;
        [run, weight] = [0, 1];
      }
      if (symbol === end) return count;
      ensureSound(count < into.length);
      const byte = toFront(order, symbol - 1);
      counts[byte] = (counts[byte] ?? 0) + 1;
      into[count++] = byte;
    }
  }

  #next(): number {
    if (this.#left === 0) {
      ensureSound(this.#group < this.#selectors.length && !this.#bits.overrun);
      this.#table = this.#tables[this.#selectors[this.#group++] ?? 0];
      this.#left = GROUP;
    }
    this.#left--;
    return this.#table?.read(this.#bits) ?? 0;
  }
}

/** Writes above each byte the position of the next one (the inverse of the Burrows-Wheeler transform). */
function link(links: Uint32Array, count: number, counts: Uint32Array): void {
  let sum = 0;
  for (let byte = 0; byte < 256; byte++) {
    const own = counts[byte] ?? 0;
    counts[byte] = sum;
    sum += own;
  }
  for (let at = 0; at < count; at++) {
    const byte = (links[at] ?? 0) & 0xff;
    const place = counts[byte] ?? 0;
    links[place] = (links[place] ?? 0) | (at << 8);
    counts[byte] = place + 1;
  }
}
