import { ensureSound, DecompressionError } from '../decompressionError';

/** The largest window that is kept; files that need more cannot be read here. */
const MOST_KEPT = 64 * 1024 * 1024;
const SMALLEST = 256 * 1024;

/**
 * The output of a decoder, from which it may copy again. It grows with what is written, not with what a header asks
 * for, so a small file that promises a large window costs little.
 */
export class History {
  bytes = new Uint8Array(SMALLEST);
  /** Where the next byte goes. */
  pos = 0;
  /** Bytes since the beginning or the last reset: no match reaches farther back. */
  written = 0;
  #given = 0;
  readonly #kept: number;

  /** @param window bytes that the format lets a match look back */
  constructor(window: number) {
    this.#kept = Math.min(window, MOST_KEPT);
  }

  /** What was written since the last call, as a copy. */
  flush(): Uint8Array {
    const fresh = this.bytes.slice(this.#given, this.pos);
    this.#given = this.pos;
    return fresh;
  }

  /** Makes room for `count` more bytes. All previous output must have been flushed. */
  reserve(count: number): void {
    if (this.pos + count <= this.bytes.length) return;
    const kept = Math.min(this.pos, this.#kept);
    const wanted = kept + count;
    const target =
      wanted * 2 <= this.bytes.length ? this.bytes : new Uint8Array(Math.max(wanted * 2, SMALLEST));
    target.set(this.bytes.subarray(this.pos - kept, this.pos), 0);
    this.bytes = target;
    this.pos = kept;
    this.#given = kept;
  }

  /** Starts over: the next match must not reach before this point. */
  reset(): void {
    this.written = 0;
  }

  put(byte: number): void {
    this.bytes[this.pos++] = byte;
    this.written++;
  }

  append(bytes: Uint8Array): void {
    this.bytes.set(bytes, this.pos);
    this.pos += bytes.length;
    this.written += bytes.length;
  }

  /** The byte `distance` back; 1 is the last one. */
  back(distance: number): number {
    return this.bytes[this.pos - distance] ?? 0;
  }

  /** Copies `length` bytes from `distance` back; they may overlap with what is being written. */
  repeat(distance: number, length: number): void {
    ensureSound(distance > 0 && distance <= this.written);
    if (distance > this.pos) throw new DecompressionError('UNSUPPORTED');
    const { bytes, pos } = this;
    if (distance >= length) bytes.copyWithin(pos, pos - distance, pos - distance + length);
    else for (let i = 0; i < length; i++) bytes[pos + i] = bytes[pos + i - distance] ?? 0;
    this.pos = pos + length;
    this.written += length;
  }
}
