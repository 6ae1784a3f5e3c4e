/**
 * Reads bytes as C's `fscanf` does, for the few directives with which servers read backup labels. A failed literal has
 * consumed the part that matched, as in C: later directives continue from there.
 */
export class Scanf {
  /** Offset of the next byte. */
  at = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Literal text; a blank or newline in it matches any white space, including none. */
  literal(text: string): boolean {
    for (let i = 0; i < text.length; i++) {
      if (text[i] === ' ' || text[i] === '\n') {
        this.#skipSpace();
      } else {
        if (this.#bytes[this.at] !== text.charCodeAt(i)) return false;
        this.at++;
      }
    }
    return true;
  }

  /** `%X` with an optional width, as an unsigned 32-bit number; undefined without a digit. */
  hex(width = Number.MAX_SAFE_INTEGER): number | undefined {
    return this.#number(16, width);
  }

  /** `%u`. */
  decimal(): number | undefined {
    return this.#number(10, Number.MAX_SAFE_INTEGER);
  }

  /** `%X/%X`: a location. */
  lsn(): bigint | undefined {
    const high = this.hex();
    if (high === undefined || !this.literal('/')) return undefined;
    const low = this.hex();
    return low === undefined ? undefined : (BigInt(high) << 32n) | BigInt(low);
  }

  /** `%Ns`: up to `width` bytes that are not white space, at least one. */
  word(width: number): string | undefined {
    this.#skipSpace();
    return this.#take(width, (byte) => !isSpace(byte));
  }

  /** `%N[^\n]`: up to `width` bytes before a newline, at least one. */
  restOfLine(width: number): string | undefined {
    return this.#take(width, (byte) => byte !== NEWLINE);
  }

  /** `%c`: the next byte, whatever it is; undefined at the end. */
  byte(): number | undefined {
    const byte = this.#bytes[this.at];
    if (byte !== undefined) this.at++;
    return byte;
  }

  #number(radix: 10 | 16, width: number): number | undefined {
    this.#skipSpace();
    const limit = Math.min(this.#bytes.length, this.at + width);
    let negative = false;
    if (this.at < limit && (this.#bytes[this.at] === PLUS || this.#bytes[this.at] === MINUS)) {
      negative = this.#bytes[this.at] === MINUS;
      this.at++;
    }
    if (radix === 16) this.#skipHexPrefix(limit);
    let value: number | undefined;
    for (; this.at < limit; this.at++) {
      const digit = digitOf(this.#bytes[this.at]);
      if (digit >= radix) break;
      value = Math.imul(value ?? 0, radix) + digit;
      value >>>= 0;
    }
    return negative && value !== undefined ? -value >>> 0 : value;
  }

  #skipHexPrefix(limit: number): void {
    const x = this.#bytes[this.at + 1];
    if (this.at + 2 < limit && this.#bytes[this.at] === ZERO && (x === 0x78 || x === 0x58)) {
      if (digitOf(this.#bytes[this.at + 2]) < 16) this.at += 2;
    }
  }

  #take(width: number, wanted: (byte: number) => boolean): string | undefined {
    const start = this.at;
    const limit = Math.min(this.#bytes.length, start + width);
    while (this.at < limit && wanted(this.#bytes[this.at] ?? NEWLINE)) this.at++;
    if (this.at === start) return undefined;
    return String.fromCharCode(...this.#bytes.subarray(start, this.at));
  }

  #skipSpace(): void {
    while (this.at < this.#bytes.length && isSpace(this.#bytes[this.at] ?? 0)) this.at++;
  }
}

export const NEWLINE = 0x0a;
const PLUS = 0x2b;
const MINUS = 0x2d;
const ZERO = 0x30;
const NOT_A_DIGIT = 99;

function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

function digitOf(byte: number | undefined): number {
  if (byte === undefined) return NOT_A_DIGIT;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : NOT_A_DIGIT;
}
