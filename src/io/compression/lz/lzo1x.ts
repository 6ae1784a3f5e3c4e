import { ensureSound } from '../decompressionError';

/** A longer code begins with a match of two bytes from this far back or farther. */
const FAR = 16384;
const NEAR = 2049;

/**
 * Decodes a block of LZO1X (as the Linux kernel's Documentation/staging/lzo.rst describes the stream) that must fill
 * `output` exactly.
 */
export function decodeLzo1x(input: Uint8Array, output: Uint8Array): void {
  new Lzo1x(input, output).decode();
}

class Lzo1x {
  readonly #input: Uint8Array;
  readonly #output: Uint8Array;
  #at = 0;
  #to = 0;
  /** Literals after the last match, up to 3; 4 after a longer run. */
  #state = 0;

  constructor(input: Uint8Array, output: Uint8Array) {
    this.#input = input;
    this.#output = output;
  }

  decode(): void {
    const first = this.#input[0] ?? 0;
    if (first > 17) {
      this.#at = 1;
      this.#literals(first - 17);
      this.#state = Math.min(first - 17, 4);
    }
    while (this.#instruction());
    ensureSound(this.#at === this.#input.length && this.#to === this.#output.length);
  }

  /** False at the end of the stream. */
  #instruction(): boolean {
    const code = this.#next();
    if (code >= 64) {
      const length = code >= 128 ? 5 + ((code >> 5) & 3) : 3 + ((code >> 5) & 1);
      return this.#match((this.#next() << 3) + ((code >> 2) & 7) + 1, length, code & 3);
    }
    if (code >= 32) {
      const length = 2 + this.#length(code & 31, 31);
      const pair = this.#pair();
      return this.#match((pair >> 2) + 1, length, pair & 3);
    }
    if (code >= 16) {
      const length = 2 + this.#length(code & 7, 7);
      const pair = this.#pair();
      const distance = FAR + ((code & 8) << 11) + (pair >> 2);
      return distance !== FAR && this.#match(distance, length, pair & 3);
    }
    if (this.#state === 0) {
      this.#literals(3 + this.#length(code, 15));
      this.#state = 4;
      return true;
    }
    const near = (this.#next() << 2) + (code >> 2);
    return this.#state === 4 ? this.#match(near + NEAR, 3, code & 3) : this.#match(near + 1, 2, code & 3);
  }

  #match(distance: number, length: number, literals: number): true {
    const output = this.#output;
    ensureSound(distance <= this.#to && this.#to + length <= output.length);
    for (let i = 0; i < length; i++) output[this.#to + i] = output[this.#to + i - distance] ?? 0;
    this.#to += length;
    this.#literals(literals);
    this.#state = literals;
    return true;
  }

  #literals(count: number): void {
    ensureSound(this.#at + count <= this.#input.length && this.#to + count <= this.#output.length);
    this.#output.set(this.#input.subarray(this.#at, this.#at + count), this.#to);
    this.#at += count;
    this.#to += count;
  }

  /** A length that does not fit its code continues: each zero counts 255. */
  #length(code: number, most: number): number {
    if (code !== 0) return code;
    let length = most;
    for (;;) {
      const byte = this.#next();
      if (byte !== 0) return length + byte;
      length += 255;
      ensureSound(length <= this.#output.length);
    }
  }

  #pair(): number {
    const low = this.#next();
    return low | (this.#next() << 8);
  }

  #next(): number {
    ensureSound(this.#at < this.#input.length);
    return this.#input[this.#at++] ?? 0;
  }
}
