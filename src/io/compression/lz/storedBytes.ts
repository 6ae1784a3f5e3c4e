import { DecompressionError } from '../decompressionError';

/**
 * Gives a decoder as many stored bytes in one piece as it needs. Holds no more than that and the last piece of the
 * source.
 */
export class StoredBytes {
  /** Valid from `at` to `end`; another buffer after each `need`. */
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  end = 0;
  #ended = false;
  /** Whether the buffer is ours, so that it may be written to. */
  #own = false;
  readonly #source: AsyncIterator<Uint8Array>;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  get left(): number {
    return this.end - this.at;
  }

  /** Whether the source has ended. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Reads until `count` bytes are there; false if the source ends before. */
  async need(count: number): Promise<boolean> {
    while (this.left < count) if (!(await this.more())) return false;
    return true;
  }

  /** Reads the next piece of the source; false at its end. */
  async more(): Promise<boolean> {
    const next = this.#ended ? undefined : await this.#source.next();
    if (next === undefined || next.done === true) {
      this.#ended = true;
      return false;
    }
    this.#append(next.value);
    return true;
  }

  /** The next bytes, valid until more are requested. Throws `TRUNCATED` if the source ends before. */
  async take(count: number): Promise<Uint8Array> {
    if (this.left < count && !(await this.need(count))) throw new DecompressionError('TRUNCATED');
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  /** Closes the source. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }

  #append(piece: Uint8Array): void {
    const { left } = this;
    if (left === 0) {
      [this.bytes, this.at, this.end, this.#own] = [piece, 0, piece.length, false];
      return;
    }
    if (!this.#own || this.end + piece.length > this.bytes.length) {
      // Twice as large as needed, so that small pieces do not each cost a copy of everything.
      const wanted = (left + piece.length) * 2;
      const room = this.#own && wanted <= this.bytes.length ? this.bytes : new Uint8Array(wanted);
      room.set(this.bytes.subarray(this.at, this.end));
      [this.bytes, this.at, this.end, this.#own] = [room, 0, left, true];
    }
    this.bytes.set(piece, this.end);
    this.end += piece.length;
  }
}
