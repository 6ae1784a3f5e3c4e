export type JsonTokenKind =
  '{' | '}' | '[' | ']' | ':' | ',' | 'string' | 'number' | 'true' | 'false' | 'null' | 'end' | 'invalid';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LONGEST_APPLY = 4096;
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
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Cuts JSON (UTF-8) into tokens as PostgreSQL's lexer does (jsonapi.c). Numbers keep their text, so nothing is lost
 * beyond 2^53. Linear in the size of the input; one token at a time.
 */
export class JsonTokens {
  kind: JsonTokenKind = 'invalid';
  /** Offset of the current token's first byte. */
  start = 0;
  private at = 0;
  private readonly bytes: Uint8Array;
  /** What a string token holds, set by `next`. */
  private stringText = '';

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Moves to the next token. After `end` and `invalid` nothing follows. */
  next(): JsonTokenKind {
    if (this.kind !== 'end' || this.at < this.bytes.length) this.kind = this.read();
    return this.kind;
  }

  /** A string's content without escapes; of any other token its text as it stands there. */
  text(): string {
    return this.kind === 'string' ? this.stringText : this.raw();
  }

  private raw(): string {
    return asciiOrUtf8(this.bytes, this.start, this.at);
  }

  private read(): JsonTokenKind {
    this.skipSpace();
    this.start = this.at;
    const byte = this.bytes[this.at];
    if (byte === undefined) return 'end';
    const structure = STRUCTURE.get(byte);
    if (structure !== undefined) {
      this.at++;
      return structure;
    }
    return byte === QUOTE ? this.readString() : this.readWord();
  }

  private skipSpace(): void {
    let byte = this.bytes[this.at];
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) byte = this.bytes[++this.at];
  }

  /** A number or a literal: everything up to the next byte that cannot belong to one. */
  private readWord(): JsonTokenKind {
    while (isWordByte(this.bytes[this.at])) this.at++;
    if (this.at === this.start) {
      this.at++;
      return 'invalid';
    }
    if (this.at - this.start > LONGEST_APPLY) return 'invalid';
    const text = this.raw();
    if (text === 'true' || text === 'false' || text === 'null') return text;
    return NUMBER.test(text) ? 'number' : 'invalid';
  }

  private readString(): JsonTokenKind {
    let i = this.at + 1;
    let plain = true;
    for (; i < this.bytes.length; i++) {
      const byte = this.bytes[i] ?? 0;
      if (byte === QUOTE) break;
      if (byte < 0x20) return this.invalidAt(i);
      if (byte === BACKSLASH) {
        plain = false;
        i++;
      }
    }
    if (i >= this.bytes.length) return this.invalidAt(this.bytes.length);
    const text = plain ? asciiOrUtf8(this.bytes, this.at + 1, i) : this.unescape(this.at + 1, i);
    if (text === undefined) return this.invalidAt(this.at);
    this.at = i + 1;
    this.stringText = text;
    return 'string';
  }

  private invalidAt(offset: number): 'invalid' {
    this.start = offset;
    this.at = this.bytes.length;
    return 'invalid';
  }

  private unescape(from: number, to: number): string | undefined {
    const pieces: string[] = [];
    let plainFrom = from;
    for (let i = from; i < to; i++) {
      if (this.bytes[i] !== BACKSLASH) continue;
      pieces.push(asciiOrUtf8(this.bytes, plainFrom, i));
      const next = this.bytes[i + 1] ?? 0;
      const piece = next === 0x75 ? this.unicode(i + 2) : ESCAPES.get(next);
      if (piece === undefined) return undefined;
      pieces.push(piece);
      i += next === 0x75 ? 5 : 1;
      plainFrom = i + 1;
    }
    pieces.push(asciiOrUtf8(this.bytes, plainFrom, to));
    const text = pieces.join('');
    return LONE_SURROGATE.test(text) ? undefined : text;
  }

  /** Four hexadecimal digits; NUL cannot be text in PostgreSQL. */
  private unicode(at: number): string | undefined {
    const digits = asciiOrUtf8(this.bytes, at, at + 4);
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

/** Short ASCII pieces, nearly all of a manifest, are cheaper without the decoder. */
function asciiOrUtf8(bytes: Uint8Array, from: number, to: number): string {
  const piece = bytes.subarray(from, to);
  if (piece.length <= LONGEST_APPLY && isAscii(piece)) return String.fromCharCode(...piece);
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(piece);
}

function isAscii(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte >= 0x80) return false;
  return true;
}
