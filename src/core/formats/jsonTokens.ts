import { decodeText } from './textInput';

export type JsonTokenKind =
  '{' | '}' | '[' | ']' | ':' | ',' | 'string' | 'number' | 'true' | 'false' | 'null' | 'end' | 'invalid';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LONGEST_WORD = 4096;
const STRUCTURE: ReadonlyMap<number, JsonTokenKind> = new Map([
  [0x7b, '{'],
  [0x7d, '}'],
  [0x5b, '['],
  [0x5d, ']'],
  [0x3a, ':'],
  [0x2c, ','],
]);
const ESCAPES: ReadonlyMap<number, string> = new Map([
  [0x22, '"'],
  [0x5c, '\\'],
  [0x2f, '/'],
  [0x62, '\b'],
  [0x66, '\f'],
  [0x6e, '\n'],
  [0x72, '\r'],
  [0x74, '\t'],
]);
const NO_WORDS: readonly never[] = [];
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Splits JSON (UTF-8) into tokens as PostgreSQL's lexer does (jsonapi.c). Numbers keep their text, so nothing is lost
 * beyond 2^53. Linear in the size of the input; one token at a time.
 */
export class JsonTokens {
  kind: JsonTokenKind = 'invalid';
  /** Offset of the current token's first byte. */
  start = 0;
  #at = 0;
  readonly #bytes: Uint8Array;
  /** Content of a string token, set by `next`. */
  #stringText = '';

  readonly #words = new Map<number, { readonly bytes: Uint8Array; readonly text: string }[]>();

  /** `words` are frequent strings: recognizing one is cheaper than decoding it. */
  constructor(bytes: Uint8Array, words: Iterable<string> = []) {
    this.#bytes = bytes;
    for (const text of words) {
      const known = { bytes: new TextEncoder().encode(text), text };
      this.#words.set(known.bytes.length, [...(this.#words.get(known.bytes.length) ?? []), known]);
    }
  }

  /** Moves to the next token, also after one that is invalid; after `end` it stays there. */
  next(): JsonTokenKind {
    if (this.kind !== 'end') this.kind = this.#read();
    return this.kind;
  }

  /** The unescaped content of a string; any other token as written. */
  text(): string {
    return this.kind === 'string' ? this.#stringText : this.#raw();
  }

  #slice(from: number, to: number): string {
    for (const word of this.#words.get(to - from) ?? NO_WORDS) {
      if (this.#standsAt(from, word.bytes)) return word.text;
    }
    return decodeText(this.#bytes.subarray(from, to));
  }

  #standsAt(from: number, word: Uint8Array): boolean {
    for (let i = 0; i < word.length; i++) if (word[i] !== this.#bytes[from + i]) return false;
    return true;
  }

  #raw(): string {
    return this.#slice(this.start, this.#at);
  }

  #read(): JsonTokenKind {
    this.#skipSpace();
    this.start = this.#at;
    const byte = this.#bytes[this.#at];
    if (byte === undefined) return 'end';
    const structure = STRUCTURE.get(byte);
    if (structure !== undefined) {
      this.#at++;
      return structure;
    }
    return byte === QUOTE ? this.#readString() : this.#readWord();
  }

  #skipSpace(): void {
    let byte = this.#bytes[this.#at];
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) byte = this.#bytes[++this.#at];
  }

  /** A number or a literal: everything up to the next byte that cannot belong to one. */
  #readWord(): JsonTokenKind {
    while (isWordByte(this.#bytes[this.#at])) this.#at++;
    if (this.#at === this.start) {
      this.#at++;
      return 'invalid';
    }
    if (this.#at - this.start > LONGEST_WORD) return 'invalid';
    const text = this.#raw();
    if (text === 'true' || text === 'false' || text === 'null') return text;
    return NUMBER.test(text) ? 'number' : 'invalid';
  }

  #readString(): JsonTokenKind {
    let i = this.#at + 1;
    let plain = true;
    for (; i < this.#bytes.length; i++) {
      const byte = this.#bytes[i] ?? 0;
      if (byte === QUOTE) break;
      if (byte < 0x20) return this.#invalidAt(i);
      if (byte === BACKSLASH) {
        plain = false;
        i++;
      }
    }
    if (i >= this.#bytes.length) return this.#invalidAt(this.#bytes.length);
    const text = plain ? this.#slice(this.#at + 1, i) : this.#unescape(this.#at + 1, i);
    if (text === undefined) return this.#invalidAt(this.#at);
    this.#at = i + 1;
    this.#stringText = text;
    return 'string';
  }

  #invalidAt(offset: number): 'invalid' {
    this.start = offset;
    this.#at = this.#bytes.length;
    return 'invalid';
  }

  #unescape(from: number, to: number): string | undefined {
    const pieces: string[] = [];
    let plainFrom = from;
    for (let i = from; i < to; i++) {
      if (this.#bytes[i] !== BACKSLASH) continue;
      pieces.push(this.#slice(plainFrom, i));
      const next = this.#bytes[i + 1] ?? 0;
      const piece = next === 0x75 ? this.#unicode(i + 2) : ESCAPES.get(next);
      if (piece === undefined) return undefined;
      pieces.push(piece);
      i += next === 0x75 ? 5 : 1;
      plainFrom = i + 1;
    }
    pieces.push(this.#slice(plainFrom, to));
    const text = pieces.join('');
    return LONE_SURROGATE.test(text) ? undefined : text;
  }

  /** Four hexadecimal digits; PostgreSQL text cannot contain NUL. */
  #unicode(at: number): string | undefined {
    const digits = this.#slice(at, at + 4);
    if (!/^[0-9A-Fa-f]{4}$/.test(digits) || digits === '0000') return undefined;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }
}

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

function isWordByte(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  const letter = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
  const digit = byte >= 0x30 && byte <= 0x39;
  return letter || digit || byte === 0x2b || byte === 0x2d || byte === 0x2e || byte === 0x5f || byte >= 0x80;
}
