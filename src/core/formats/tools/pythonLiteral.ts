export type PythonValue =
  null | boolean | number | bigint | string | readonly PythonValue[] | ReadonlyMap<string, PythonValue>;

const DEEPEST = 16;
const SPACE = /\s/;
const ESCAPES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    n: '\n',
    t: '\t',
    r: '\r',
    '\\': '\\',
    "'": "'",
    '"': '"',
    a: '\x07',
    b: '\b',
    f: '\f',
    v: '\v',
  }),
);
const HEX_DIGITS: ReadonlyMap<string, number> = new Map(Object.entries({ x: 2, u: 4, U: 8 }));

/**
 * Reads a Python literal as `repr` writes it: None, booleans, numbers, strings, lists, tuples and dictionaries. Nothing
 * is evaluated. Undefined for everything else, and for nesting deeper than 16.
 */
export function parsePythonLiteral(text: string): PythonValue | undefined {
  const reader = new LiteralReader(text);
  const value = reader.value(0);
  return value !== undefined && reader.atEnd() ? value : undefined;
}

class LiteralReader {
  #at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  atEnd(): boolean {
    this.#skipSpace();
    return this.#at === this.#text.length;
  }

  value(depth: number): PythonValue | undefined {
    if (depth > DEEPEST) return undefined;
    this.#skipSpace();
    const next = this.#text[this.#at];
    if (next === '[') return this.#items(']', depth);
    if (next === '(') return this.#items(')', depth);
    if (next === '{') return this.#entries(depth);
    if (next === "'" || next === '"') return this.#string(next);
    return this.#word();
  }

  #items(close: string, depth: number): PythonValue[] | undefined {
    this.#at++;
    const items: PythonValue[] = [];
    while (!this.#takes(close)) {
      const item = this.value(depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
      if (!this.#takes(',') && this.#peek() !== close) return undefined;
    }
    return items;
  }

  #entries(depth: number): ReadonlyMap<string, PythonValue> | undefined {
    this.#at++;
    const entries = new Map<string, PythonValue>();
    while (!this.#takes('}')) {
      const key = this.value(depth + 1);
      if (key === undefined || typeof key === 'object' || !this.#takes(':')) return undefined;
      const value = this.value(depth + 1);
      if (value === undefined) return undefined;
      entries.set(String(key), value);
      if (!this.#takes(',') && this.#peek() !== '}') return undefined;
    }
    return entries;
  }

  #string(quote: string): string | undefined {
    const pieces: string[] = [];
    let from = ++this.#at;
    for (; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at];
      if (character === quote) {
        pieces.push(this.#text.slice(from, this.#at++));
        return pieces.join('');
      }
      if (character !== '\\') continue;
      pieces.push(this.#text.slice(from, this.#at));
      const piece = this.#escape();
      if (piece === undefined) return undefined;
      pieces.push(piece);
      from = this.#at + 1;
    }
    return undefined;
  }

  /** Starts at the backslash, ends at the last character of the escape. */
  #escape(): string | undefined {
    const kind = this.#text[++this.#at] ?? '';
    const length = HEX_DIGITS.get(kind);
    if (length === undefined) return ESCAPES.get(kind);
    const digits = this.#text.slice(this.#at + 1, this.#at + 1 + length);
    const code =
      /^[0-9A-Fa-f]+$/.test(digits) && digits.length === length ? Number.parseInt(digits, 16) : Infinity;
    this.#at += length;
    return code > 0x10ffff ? undefined : String.fromCodePoint(code);
  }

  #word(): PythonValue | undefined {
    const from = this.#at;
    while (/[A-Za-z0-9_.+-]/.test(this.#text[this.#at] ?? '')) this.#at++;
    const word = this.#text.slice(from, this.#at);
    if (word === 'None') return null;
    if (word === 'True' || word === 'False') return word === 'True';
    if (/^-?\d{1,40}$/.test(word)) {
      const whole = BigInt(word);
      return Number.isSafeInteger(Number(whole)) ? Number(whole) : whole;
    }
    return /^-?\d{1,40}(?:\.\d{0,40})?(?:[eE][+-]?\d{1,3})?$/.test(word) ? Number(word) : undefined;
  }

  #peek(): string | undefined {
    this.#skipSpace();
    return this.#text[this.#at];
  }

  #takes(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at++;
    return true;
  }

  #skipSpace(): void {
    while (SPACE.test(this.#text[this.#at] ?? '')) this.#at++;
  }
}
