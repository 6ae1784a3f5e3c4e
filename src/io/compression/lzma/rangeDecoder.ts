/** Probabilities have eleven bits and move by a thirty-second of the way. */
export const EVEN_CHANCE = 1024;

/**
 * The binary arithmetic decoder of LZMA (the LZMA specification's "range coder"). It reads zeros after the end of its
 * bytes; the caller compares `at` with `end`. Numbers are kept as signed 32-bit integers, which engines compute fast.
 */
export class RangeDecoder {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  end = 0;
  code = 0;
  #range = -1;
  readonly #chances: Uint16Array;

  constructor(chances: Uint16Array) {
    this.#chances = chances;
  }

  /** Reads the first five bytes of a stream; false if they are invalid. */
  start(bytes: Uint8Array, at: number, end: number): boolean {
    this.bytes = bytes;
    this.at = at + 1;
    this.end = end;
    this.#range = -1;
    this.code = 0;
    for (let i = 0; i < 4; i++) this.code = (this.code << 8) | this.#next();
    return bytes[at] === 0;
  }

  /** Continues in other bytes. */
  move(bytes: Uint8Array, at: number, end: number): void {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  bit(chance: number): 0 | 1 {
    const chances = this.#chances;
    const probability = chances[chance] ?? EVEN_CHANCE;
    const bound = Math.imul(this.#range >>> 11, probability);
    let bit: 0 | 1 = 0;
    if ((this.code ^ 0x80000000) < (bound ^ 0x80000000)) {
      this.#range = bound;
      chances[chance] = probability + ((2048 - probability) >>> 5);
    } else {
      this.#range = (this.#range - bound) | 0;
      this.code = (this.code - bound) | 0;
      chances[chance] = probability - (probability >>> 5);
      bit = 1;
    }
    if (this.#range >>> 24 === 0) this.#shift();
    return bit;
  }

  /** `count` bits of equal chance, the highest first. */
  direct(count: number): number {
    let result = 0;
    for (let i = 0; i < count; i++) {
      this.#range >>>= 1;
      const above = (this.code ^ 0x80000000) >= (this.#range ^ 0x80000000);
      if (above) this.code = (this.code - this.#range) | 0;
      result = (result << 1) | (above ? 1 : 0);
      if (this.#range >>> 24 === 0) this.#shift();
    }
    return result;
  }

  /** A number of `bits` bits, each with a chance that depends on those before it. */
  tree(base: number, bits: number): number {
    let node = 1;
    for (let i = 0; i < bits; i++) node = (node << 1) | this.bit(base + node);
    return node - (1 << bits);
  }

  /** The same with the lowest bit first. */
  reverseTree(base: number, bits: number): number {
    let node = 1;
    let result = 0;
    for (let i = 0; i < bits; i++) {
      const bit = this.bit(base + node);
      node = (node << 1) | bit;
      result |= bit << i;
    }
    return result;
  }

  #shift(): void {
    this.#range <<= 8;
    this.code = (this.code << 8) | this.#next();
  }

  #next(): number {
    const byte = this.at < this.end ? this.bytes[this.at] : 0;
    this.at++;
    return byte ?? 0;
  }
}
