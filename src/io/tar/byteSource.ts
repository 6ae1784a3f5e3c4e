import { readSync } from 'node:fs';

/** Bytes in sequence, some of which may be skipped. Rejects if the file cannot be read or decompressed. */
export interface ByteSource {
  /** Bytes read or skipped so far. */
  readonly position: number;
  /** The next bytes, fewer only at the end. */
  take(length: number): Promise<Buffer>;
  /** One to `most` of the next bytes, none at the end. Valid until the next call. */
  piece(most: number): Promise<Uint8Array>;
  /** Skips bytes, and returns how many there were. */
  skip(length: number): Promise<number>;
}

const PIECE = 256 * 1024;
/** Bytes read at once if headers are close together, as those of small files are. */
const WINDOW = 32 * 1024;

/** A file in which skipping costs nothing. The calling thread reads it directly. */
export class FileSource implements ByteSource {
  position = 0;
  readonly #descriptor: number;
  readonly #size: number;
  #buffer: Buffer | undefined;
  /** Bytes read ahead, and where they begin. */
  #window: Buffer = Buffer.alloc(0);
  #windowStart = 0;
  #lastTaken = 0;

  constructor(descriptor: number, size: number) {
    this.#descriptor = descriptor;
    this.#size = size;
  }

  take(length: number): Promise<Buffer> {
    const wanted = Math.min(length, this.#left);
    const isNear = this.position - this.#lastTaken < WINDOW;
    this.#lastTaken = this.position;
    return Promise.resolve(
      isNear && wanted <= WINDOW / 2 ? this.#ahead(wanted) : this.#read(Buffer.allocUnsafe(wanted)),
    );
  }

  /** Bytes from the window, which is refilled if it does not contain them. Valid until then. */
  #ahead(wanted: number): Buffer {
    const at = this.position - this.#windowStart;
    if (at >= 0 && at + wanted <= this.#window.length) {
      this.position += wanted;
      return this.#window.subarray(at, at + wanted);
    }
    const start = this.position;
    this.#window = this.#read(Buffer.allocUnsafe(Math.min(WINDOW, this.#left)));
    this.#windowStart = start;
    this.position = start + Math.min(wanted, this.#window.length);
    return this.#window.subarray(0, wanted);
  }

  piece(most: number): Promise<Uint8Array> {
    this.#buffer ??= Buffer.allocUnsafe(PIECE);
    return Promise.resolve(this.#read(this.#buffer.subarray(0, Math.min(most, PIECE, this.#left))));
  }

  skip(length: number): Promise<number> {
    const skipped = Math.min(length, this.#left);
    this.position += skipped;
    return Promise.resolve(skipped);
  }

  get #left(): number {
    return Math.max(0, this.#size - this.position);
  }

  #read(into: Buffer): Buffer {
    let filled = 0;
    while (filled < into.length) {
      const count = readSync(this.#descriptor, into, filled, into.length - filled, this.position);
      if (count === 0) break;
      filled += count;
      this.position += count;
    }
    return into.subarray(0, filled);
  }
}

/** Decompressed content. */
export class ChunkSource implements ByteSource {
  position = 0;
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async take(length: number): Promise<Buffer> {
    const taken = Buffer.allocUnsafe(length);
    let filled = 0;
    while (filled < length) {
      const piece = await this.piece(length - filled);
      if (piece.length === 0) break;
      taken.set(piece, filled);
      filled += piece.length;
    }
    return taken.subarray(0, filled);
  }

  async piece(most: number): Promise<Uint8Array> {
    if (most > 0) while (this.#rest.length === 0) if (!(await this.#next())) break;
    const piece = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(piece.length);
    this.position += piece.length;
    return piece;
  }

  async skip(length: number): Promise<number> {
    let left = length;
    while (left > 0) {
      const piece = await this.piece(left);
      if (piece.length === 0) break;
      left -= piece.length;
    }
    return length - left;
  }

  /** Stops decompression. */
  async close(): Promise<void> {
    try {
      await this.#chunks.return?.();
    } catch {
      // The stream was being closed anyway.
    }
  }

  async #next(): Promise<boolean> {
    const next = await this.#chunks.next();
    if (next.done === true) return false;
    this.#rest = next.value;
    return true;
  }
}
