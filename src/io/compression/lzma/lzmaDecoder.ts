import type { History } from './history';
import { EVEN_CHANCE, RangeDecoder } from './rangeDecoder';
import { ensureSound } from '../decompressionError';

/** Where each group begins in the table of probabilities. */
const IS_MATCH = 0;
const IS_REP = IS_MATCH + 192;
const IS_REP0 = IS_REP + 12;
const IS_REP1 = IS_REP0 + 12;
const IS_REP2 = IS_REP1 + 12;
const IS_REP0_LONG = IS_REP2 + 12;
const SLOTS = IS_REP0_LONG + 192;
const SPECIAL = SLOTS + 4 * 64;
const ALIGN = SPECIAL + 128;
const MATCH_LENGTHS = ALIGN + 16;
/** Two choices, eight short and eight middle lengths for each of sixteen positions, and the long ones. */
const LENGTHS = 2 + 128 + 128 + 256;
const REP_LENGTHS = MATCH_LENGTHS + LENGTHS;
const LITERALS = REP_LENGTHS + LENGTHS;
const LITERAL_CHANCES = 0x300;
/** Room for the most literal contexts that any properties ask for: lc + lp = 8 + 4 in .lzma files. */
const MOST_LITERAL_BITS = 12;

/** Stored bytes that one symbol takes at most. */
export const MOST_STORED = 32;

export interface LzmaProperties {
  /** How many bits of the previous byte (lc) and of the position (lp, pb) select a literal's probabilities. */
  readonly literalContext: number;
  readonly literalPosition: number;
  readonly position: number;
}

/** The three numbers in one byte; undefined if they are out of range. */
export function lzmaProperties(byte: number): LzmaProperties | undefined {
  if (byte >= 225) return undefined;
  return {
    literalContext: byte % 9,
    literalPosition: Math.floor(byte / 9) % 5,
    position: Math.floor(byte / 45),
  };
}

/** Decodes LZMA symbols (the LZMA specification, as XZ Utils and 7-Zip have it) into a history. */
export class LzmaDecoder {
  readonly range: RangeDecoder;
  readonly #history: History;
  readonly #window: number;
  readonly #chances: Uint16Array;
  #properties: LzmaProperties = { literalContext: 0, literalPosition: 0, position: 0 };
  #state = 0;
  #distances: [number, number, number, number] = [0, 0, 0, 0];
  /** Bytes of the current match that are still to be copied: a match may be longer than requested. */
  #owed = 0;

  /** @param window the farthest a match may look back, in bytes */
  constructor(history: History, window: number, mostLiteralBits = MOST_LITERAL_BITS) {
    this.#history = history;
    this.#window = window;
    this.#chances = new Uint16Array(LITERALS + (LITERAL_CHANCES << mostLiteralBits));
    this.range = new RangeDecoder(this.#chances);
  }

  /** Whether the last match continues after the requested bytes. */
  get inMatch(): boolean {
    return this.#owed > 0;
  }

  /** Resets the probabilities. */
  reset(properties: LzmaProperties = this.#properties): void {
    this.#properties = properties;
    this.#chances.fill(EVEN_CHANCE);
    this.#state = 0;
    this.#distances = [0, 0, 0, 0];
    this.#owed = 0;
  }

  /**
   * Decodes until `wanted` bytes were written, or no more than `keepBack` stored bytes are left, or the end marker.
   * Room for `wanted` bytes must be reserved.
   * @returns true at the end marker
   */
  decode(wanted: number, keepBack: number): boolean {
    const { range } = this;
    const history = this.#history;
    const end = history.written + wanted;
    const last = range.end - keepBack;
    this.#copy(end - history.written);
    while (history.written < end && range.at <= last) {
      const positionState = history.written & ((1 << this.#properties.position) - 1);
      if (range.bit(IS_MATCH + (this.#state << 4) + positionState) === 0) this.#literal();
      else {
        const length =
          range.bit(IS_REP + this.#state) === 0 ? this.#match(positionState) : this.#repeated(positionState);
        if (length < 0) return true;
        this.#owed = length;
        this.#copy(end - history.written);
      }
    }
    return false;
  }

  #copy(most: number): void {
    if (this.#owed === 0) return;
    const length = Math.min(this.#owed, most);
    const distance = this.#distances[0] + 1;
    ensureSound(distance <= this.#window);
    this.#history.repeat(distance, length);
    this.#owed -= length;
  }

  #literal(): void {
    const { range } = this;
    const history = this.#history;
    const { literalContext, literalPosition } = this.#properties;
    const position = history.written & ((1 << literalPosition) - 1);
    const before = history.written === 0 ? 0 : history.back(1);
    const context = (position << literalContext) + (before >> (8 - literalContext));
    const base = LITERALS + LITERAL_CHANCES * context;
    let symbol = 1;
    if (this.#state >= 7) {
      let match = history.back(this.#distances[0] + 1);
      while (symbol < 0x100) {
        const expected = (match >> 7) & 1;
        match <<= 1;
        const bit = range.bit(base + ((1 + expected) << 8) + symbol);
        symbol = (symbol << 1) | bit;
        if (bit !== expected) break;
      }
    }
    while (symbol < 0x100) symbol = (symbol << 1) | range.bit(base + symbol);
    history.put(symbol & 0xff);
    this.#state = this.#state < 4 ? 0 : this.#state < 10 ? this.#state - 3 : this.#state - 6;
  }

  /** A match with a distance of its own. Returns its length, or -1 for the end marker. */
  #match(positionState: number): number {
    const length = this.#length(MATCH_LENGTHS, positionState);
    this.#state = this.#state < 7 ? 7 : 10;
    const distance = this.#distance(length);
    const [first, second, third] = this.#distances;
    this.#distances = [distance, first, second, third];
    return distance === 0xffffffff ? -1 : length;
  }

  /** A match with one of the last four distances. */
  #repeated(positionState: number): number {
    const { range } = this;
    const state = this.#state;
    ensureSound(this.#history.written > 0);
    if (range.bit(IS_REP0 + state) === 0) {
      if (range.bit(IS_REP0_LONG + (state << 4) + positionState) === 0) {
        this.#state = state < 7 ? 9 : 11;
        return 1;
      }
    } else {
      const [first, second, third, fourth] = this.#distances;
      if (range.bit(IS_REP1 + state) === 0) this.#distances = [second, first, third, fourth];
      else if (range.bit(IS_REP2 + state) === 0) this.#distances = [third, first, second, fourth];
      else this.#distances = [fourth, first, second, third];
    }
    this.#state = state < 7 ? 8 : 11;
    return this.#length(REP_LENGTHS, positionState);
  }

  #length(base: number, positionState: number): number {
    const { range } = this;
    if (range.bit(base) === 0) return 2 + range.tree(base + 2 + (positionState << 3), 3);
    if (range.bit(base + 1) === 0) return 10 + range.tree(base + 130 + (positionState << 3), 3);
    return 18 + range.tree(base + 258, 8);
  }

  #distance(length: number): number {
    const { range } = this;
    const slot = range.tree(SLOTS + (Math.min(length - 2, 3) << 6), 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const high = (2 | (slot & 1)) << bits;
    if (slot < 14) return high + range.reverseTree(SPECIAL + high - slot, bits);
    return (high + (range.direct(bits - 4) << 4) + range.reverseTree(ALIGN, 4)) >>> 0;
  }
}
