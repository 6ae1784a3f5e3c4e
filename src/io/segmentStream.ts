import type { ReadStream } from 'node:fs';
import { closeSync, createReadStream, readSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import type { ReadFailure, Wrapping } from '../core/ports';
import type { SegmentFailure, SegmentReader } from '../core/wal/segmentSource';
import { failureOf } from './failure';
import { locator } from './location/locator';
import type { OpenDescriptor } from './regularFile';
import { openRegularNow } from './regularFile';
import { SNIFF_LENGTH, wrappingOf } from './wrapping';
import { zstdChunks } from './zstd';

/** Read between two looks at what else is to be done, such as being called off: a millisecond or two. */
const TURN_BYTES = 4 * 1024 * 1024;
let readThisTurn = 0;
/** Stored and unpacked bytes that are in memory at once. */
const CHUNK = 256 * 1024;

/**
 * Opens a segment's file for reading from its beginning, unpacked, with a few chunks of memory whatever its size. A plain
 * file is read by the calling thread itself, which costs a third less than a detour over the system's own threads: meant
 * for workers, not for the extension host.
 */
export function openSegment(file: string): Promise<SegmentReader | SegmentFailure> {
  return Promise.resolve(open(file));
}

function open(path: string): SegmentReader | SegmentFailure {
  const { file, opened } = openLocated(path);
  if ('failed' in opened) return unreadable(file, opened.code);
  const { descriptor } = opened;
  const wrapping = sniff(descriptor);
  if (wrapping === 'plain') return new PlainReader(opened, file);
  if (wrapping === 'gzip' || wrapping === 'zstd') {
    // The same descriptor: whatever takes the file's place meanwhile is not read.
    const stored = createReadStream('', { fd: descriptor, start: 0, highWaterMark: CHUNK });
    return new PackedReader(stored, file, wrapping);
  }
  closeQuietly(descriptor);
  if (typeof wrapping !== 'string') return unreadable(file, wrapping.code);
  if (wrapping === 'encrypted') {
    return { code: 'encrypted-segment', args: {}, verdict: 'undetermined', file };
  }
  return unsupported(file, wrapping);
}

/** Looks for a file elsewhere only where none is at its path, so that plain archives cost nothing more. */
function openLocated(path: string): { file: string; opened: OpenDescriptor | ReadFailure } {
  const opened = openRegularNow(path);
  if (!('failed' in opened) || opened.code !== 'ENOENT') return { file: path, opened };
  const found = locator().find(path);
  return found === undefined ? { file: path, opened } : { file: found, opened: openRegularNow(found) };
}

function sniff(descriptor: number): Wrapping | ReadFailure {
  try {
    const head = new Uint8Array(SNIFF_LENGTH);
    return wrappingOf(head.subarray(0, readSync(descriptor, head, 0, SNIFF_LENGTH, 0)));
  } catch (error) {
    return failureOf(error);
  }
}

function closeQuietly(descriptor: number): void {
  try {
    closeSync(descriptor);
  } catch {
    // Nothing was written: a failing close loses nothing.
  }
}

class PlainReader implements SegmentReader {
  readonly immediate = true;
  readonly size: number;
  readonly file: string;
  readonly #descriptor: number;
  #at = 0;
  #closed = false;

  constructor({ descriptor, size }: OpenDescriptor, file: string) {
    this.#descriptor = descriptor;
    this.file = file;
    this.size = size;
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

  async finish(): Promise<number | SegmentFailure> {
    await this.close();
    return this.size;
  }

  close(): Promise<void> {
    // A number that was closed may belong to another file by now.
    if (!this.#closed) closeQuietly(this.#descriptor);
    this.#closed = true;
    return Promise.resolve();
  }
}

class PackedReader implements SegmentReader {
  readonly size = undefined;
  readonly file: string;
  readonly #stored: ReadStream;
  readonly #chunks: AsyncGenerator<Uint8Array>;
  readonly #wrapping: Wrapping;
  #rest: Uint8Array = new Uint8Array(0);
  #delivered = 0;

  constructor(stored: ReadStream, file: string, wrapping: 'gzip' | 'zstd') {
    this.#stored = stored;
    this.#chunks = wrapping === 'gzip' ? gunzipChunks(stored) : zstdChunks(stored);
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
    // Chunks that nobody asked for have no end that would close it.
    this.#stored.destroy();
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

async function* gunzipChunks(source: ReadStream): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: CHUNK });
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
