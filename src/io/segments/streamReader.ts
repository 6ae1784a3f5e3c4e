import type { Compression } from '../../core/ground/ports';
import type { SegmentFailure, SegmentReader } from '../../core/wal/segmentSource';
import { streamFailure } from './segmentFailures';

/** Facts about a stream of content. */
export interface StreamFacts {
  readonly file: string;
  readonly compression: Compression;
  /** Bytes of the content, if known. */
  readonly size: number | undefined;
  /** Closes the source of the chunks: after the last request for a chunk, nothing else closes it. */
  readonly release: () => void;
}

/** A segment whose bytes come from decompression, in sequence. */
export class StreamReader implements SegmentReader {
  readonly size: number | undefined;
  readonly file: string;
  readonly #chunks: AsyncGenerator<Uint8Array>;
  readonly #facts: StreamFacts;
  #rest: Uint8Array = new Uint8Array(0);
  #delivered = 0;

  constructor(chunks: AsyncGenerator<Uint8Array>, facts: StreamFacts) {
    this.#chunks = chunks;
    this.#facts = facts;
    this.file = facts.file;
    this.size = facts.size;
  }

  async read(into: Uint8Array): Promise<number | SegmentFailure> {
    let filled = 0;
    try {
      while (filled < into.length) {
        if (this.#rest.length === 0 && !(await this.#next())) break;
        const piece = this.#rest.subarray(0, into.length - filled);
        into.set(piece, filled);
        filled += piece.length;
        this.#rest = this.#rest.subarray(piece.length);
      }
    } catch (error) {
      return this.#failure(error);
    }
    this.#delivered += filled;
    return filled;
  }

  async finish(most: number): Promise<number | SegmentFailure> {
    try {
      this.#delivered += this.#rest.length;
      while (this.#delivered <= most && (await this.#next())) this.#delivered += this.#rest.length;
      return this.#delivered;
    } catch (error) {
      return this.#failure(error);
    } finally {
      await this.close();
    }
  }

  async close(): Promise<void> {
    try {
      await this.#chunks.return(undefined);
    } catch {
      // The stream was being closed anyway.
    }
    this.#facts.release();
  }

  async #next(): Promise<boolean> {
    const next: IteratorResult<Uint8Array, unknown> = await this.#chunks.next();
    if (next.done === true) return false;
    this.#rest = next.value;
    return true;
  }

  #failure(error: unknown): SegmentFailure {
    return streamFailure(error, this.file, this.#facts.compression);
  }
}
