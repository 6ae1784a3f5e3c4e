import type { BitReader } from './bitReader';
import { ensureSound } from '../decompressionError';

/** The longest code that bzip2 reads. */
export const LONGEST_CODE = 20;

/** A canonical prefix code: the symbols in the order of their codes, and the last code of each length. */
export class PrefixCode {
  readonly #symbols: Uint16Array;
  /** The last code of each length; -1 if there is none. */
  readonly #last = new Int32Array(LONGEST_CODE + 1).fill(-1);
  /** Added to a code of a length, this gives the place of its symbol. */
  readonly #offset = new Int32Array(LONGEST_CODE + 1);
  readonly #shortest: number;
  readonly #longest: number;

  /** @param lengths of each symbol's code, from 1 to `LONGEST_CODE` */
  constructor(lengths: Uint8Array) {
    this.#symbols = new Uint16Array(lengths.length);
    this.#shortest = Math.min(...lengths);
    this.#longest = Math.max(...lengths);
    let code = 0;
    let place = 0;
    for (let length = this.#shortest; length <= this.#longest; length++) {
      this.#offset[length] = place - code;
      for (const [symbol, other] of lengths.entries()) {
        if (other !== length) continue;
        this.#symbols[place++] = symbol;
        code++;
      }
      this.#last[length] = code - 1;
      code <<= 1;
    }
  }

  read(bits: BitReader): number {
    const ahead = bits.peek(LONGEST_CODE);
    for (let length = this.#shortest; length <= this.#longest; length++) {
      const code = ahead >>> (LONGEST_CODE - length);
      if (code > (this.#last[length] ?? -1)) continue;
      bits.skip(length);
      const symbol = this.#symbols[code + (this.#offset[length] ?? 0)];
      ensureSound(symbol !== undefined);
      return symbol ?? 0;
    }
    ensureSound(false);
    return 0;
  }
}
