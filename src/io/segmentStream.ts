import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import type { Wrapping } from '../core/ports';
import type { SegmentFailure, SegmentReader } from '../core/wal/segmentSource';
import { failureOf } from './failure';
import { SNIFF_LENGTH, wrappingOf } from './wrapping';
import { zstdChunks } from './zstd';

/** Read between two looks at what else is to be done, such as being called off: a millisecond or two. */
const TURN_BYTES = 4 * 1024 * 1024;
let readThisTurn = 0;

/**
 * Opens a segment's file for reading from its beginning, unpacked, with a few chunks of memory whatever its size. A plain
 * file is read by the calling thread itself, which costs a third less than a detour over the system's own threads: meant
 * for workers, not for the extension host.
 */
export function openSegment(file: string): Promise<SegmentReader | SegmentFailure> {
  return Promise.resolve(open(file));
}

function open(file: string): SegmentReader | SegmentFailure {
  try {
    const facts = statSync(file);
    if (!facts.isFile()) return unreadable(file, facts.isDirectory() ? 'EISDIR' : 'ENXIO');
    const reader = new PlainReader(openSync(file, 'r'), file, facts.size);
    const wrapping = reader.sniff();
    if (wrapping === 'plain') return reader;
    reader.closeNow();
    return openPacked(file, wrapping);
  } catch (error) {
    return unreadable(file, failureOf(error).code);
  }
}

class PlainReader implements SegmentReader {
  readonly immediate = true;
  readonly size: number;
  readonly file: string;
  readonly #descriptor: number;
  #at = 0;

  constructor(descriptor: number, file: string, size: number) {
    this.#descriptor = descriptor;
    this.file = file;
    this.size = size;
  }

  /** How the content is wrapped; closes and throws where that cannot be read. */
  sniff(): Wrapping {
    try {
      const head = new Uint8Array(SNIFF_LENGTH);
      return wrappingOf(head.subarray(0, readSync(this.#descriptor, head, 0, SNIFF_LENGTH, 0)));
    } catch (error) {
      this.closeNow();
      throw error;
    }
  }

  async read(into: Uint8Array): Promise<number | SegmentFailure> {
    let filled = 0;
    try {
      while (filled < into.length) {
        const count = readSync(this.#descriptor, into, filled, into.length - filled, this.#at);
        if (count === 0) break;
        filled += count;
        this.#at += count;
      }
    } catch (error) {
      return unreadable(this.file, failureOf(error).code);
    }
    readThisTurn += filled;
    if (readThisTurn >= TURN_BYTES) {
      readThisTurn = 0;
      await nextTurn();
    }
    return filled;
  }

  finish(): Promise<number | SegmentFailure> {
    this.closeNow();
    return Promise.resolve(this.size);
  }

  close(): Promise<void> {
    this.closeNow();
    return Promise.resolve();
  }

  closeNow(): void {
    try {
      closeSync(this.#descriptor);
    } catch {
      // Nothing was written: a failing close loses nothing.
    }
  }
}

function openPacked(file: string, wrapping: Wrapping): SegmentReader | SegmentFailure {
  if (wrapping === 'gzip') return new PackedReader(gunzipChunks(file), file, wrapping);
  if (wrapping === 'zstd') return new PackedReader(zstdChunks(createReadStream(file)), file, wrapping);
  if (wrapping === 'encrypted') {
    return { code: 'encrypted-segment', args: {}, verdict: 'undetermined', file };
  }
  return unsupported(file, wrapping);
}

class PackedReader implements SegmentReader {
  readonly size = undefined;
  readonly file: string;
  readonly #chunks: AsyncGenerator<Uint8Array>;
  readonly #wrapping: Wrapping;
  #rest: Uint8Array = new Uint8Array(0);
  #delivered = 0;

  constructor(chunks: AsyncGenerator<Uint8Array>, file: string, wrapping: Wrapping) {
    this.#chunks = chunks;
    this.file = file;
    this.#wrapping = wrapping;
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
      // The stream was being given up anyway.
    }
  }

  async #next(): Promise<boolean> {
    const next: IteratorResult<Uint8Array, unknown> = await this.#chunks.next();
    if (next.done === true) return false;
    this.#rest = next.value;
    return true;
  }

  #failure(error: unknown): SegmentFailure {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (/^E[A-Z]+$/.test(code)) return unreadable(this.file, code);
    if (code === 'UNSUPPORTED') return unsupported(this.file, this.#wrapping);
    const reason = code === 'Z_BUF_ERROR' || code === 'TRUNCATED' ? 'truncated' : 'broken';
    const args = { reason, wrapping: this.#wrapping };
    return { code: 'unreadable-compression', args, verdict: 'damaged', file: this.file };
  }
}

async function* gunzipChunks(file: string): AsyncGenerator<Uint8Array> {
  const source = createReadStream(file, { highWaterMark: 256 * 1024 });
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  source.on('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  try {
    for await (const chunk of gunzip as AsyncIterable<Uint8Array>) yield chunk;
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

function unsupported(file: string, wrapping: Wrapping): SegmentFailure {
  const args = { reason: 'unsupported', wrapping };
  return { code: 'unreadable-compression', args, verdict: 'undetermined', file };
}

function unreadable(file: string, reason: string): SegmentFailure {
  return { code: 'unreadable-segment', args: { reason }, verdict: 'undetermined', file };
}
