import type { History } from '../lzma/history';
import { ensureSound } from '../decompressionError';

const SHORTEST_MATCH = 4;

/**
 * Decodes LZ4 sequences (lz4_Block_format.md) in any number of steps: if a step runs out of stored bytes or room, the
 * next one continues.
 */
export class Lz4Block {
  /** Bytes that were written since the block began. */
  written = 0;
  readonly #history: History;
  readonly #most: number;
  #literals = 0;
  #match = 0;
  #distance = 0;
  /** The token whose literals were read, but not yet its match. */
  #token: number | undefined;

  /** @param most bytes that the block may have at most */
  constructor(history: History, most: number) {
    this.#history = history;
    this.#most = most;
  }

  /** Whether the block may end here: after literals. */
  get complete(): boolean {
    return this.#token !== undefined && this.#literals === 0 && this.#match === 0;
  }

  /**
   * Decodes from `bytes` until they are used up or `room` bytes, which must be reserved, were written.
   * @returns the number of bytes used; 0 if the head of a sequence is incomplete
   */
  step(bytes: Uint8Array, room: number): number {
    const end = this.written + room;
    let at = 0;
    for (;;) {
      at += this.#copyLiterals(bytes, at, end);
      this.#copyMatch(end);
      if (this.written >= end || this.#literals > 0 || this.#match > 0) return at;
      const next = this.#token === undefined ? this.#readToken(bytes, at) : this.#readMatch(bytes, at);
      if (next === undefined) return at;
      at = next;
    }
  }

  #copyLiterals(bytes: Uint8Array, at: number, end: number): number {
    const count = Math.min(this.#literals, bytes.length - at, end - this.written);
    if (count <= 0) return 0;
    this.#history.append(bytes.subarray(at, at + count));
    this.#literals -= count;
    this.#count(count);
    return count;
  }

  #copyMatch(end: number): void {
    if (this.#match === 0 || this.#literals > 0) return;
    const count = Math.min(this.#match, end - this.written);
    this.#history.repeat(this.#distance, count);
    this.#match -= count;
    this.#count(count);
  }

  #count(bytes: number): void {
    this.written += bytes;
    ensureSound(this.written <= this.#most);
  }

  #readToken(bytes: Uint8Array, at: number): number | undefined {
    const token = bytes[at];
    if (token === undefined) return undefined;
    const length = this.#readLength(token >> 4, bytes, at + 1);
    if (length === undefined) return undefined;
    this.#token = token;
    this.#literals = length.value;
    return length.at;
  }

  #readMatch(bytes: Uint8Array, at: number): number | undefined {
    const low = bytes[at];
    const high = bytes[at + 1];
    if (low === undefined || high === undefined) return undefined;
    const length = this.#readLength((this.#token ?? 0) & 15, bytes, at + 2);
    if (length === undefined) return undefined;
    this.#token = undefined;
    this.#distance = low | (high << 8);
    this.#match = length.value + SHORTEST_MATCH;
    return length.at;
  }

  #readLength(nibble: number, bytes: Uint8Array, from: number): { value: number; at: number } | undefined {
    let value = nibble;
    let at = from;
    if (nibble < 15) return { value, at };
    for (;;) {
      const more = bytes[at++];
      if (more === undefined) return undefined;
      value += more;
      ensureSound(value <= this.#most);
      if (more < 255) return { value, at };
    }
  }
}
