import type { FileHandle } from 'node:fs/promises';
import { open, stat } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { Wrapping } from '../core/ports';
import type { SegmentFailure, SegmentReader } from '../core/wal/segmentSource';
import { failureOf } from './failure';
import { SNIFF_LENGTH, wrappingOf } from './wrapping';
import { zstdChunks } from './zstd';

/** Opens a segment's file for reading from its beginning, unpacked, with a few chunks of memory whatever its size. */
export async function openSegment(file: string): Promise<SegmentReader | SegmentFailure> {
  try {
    const facts = await stat(file);
    if (!facts.isFile()) return unreadable(file, facts.isDirectory() ? 'EISDIR' : 'ENXIO');
    const handle = await open(file, 'r');
    const head = new Uint8Array(SNIFF_LENGTH);
    const { bytesRead } = await handle.read(head, 0, SNIFF_LENGTH, 0);
    const wrapping = wrappingOf(head.subarray(0, bytesRead));
    if (wrapping === 'plain') return new PlainReader(handle, file, facts.size);
    await handle.close();
    return openPacked(file, wrapping);
  } catch (error) {
    return unreadable(file, failureOf(error).code);
  }
}

class PlainReader implements SegmentReader {
  readonly size: number;
  readonly file: string;
  readonly #handle: FileHandle;
  #at = 0;

  constructor(handle: FileHandle, file: string, size: number) {
    this.#handle = handle;
    this.file = file;
    this.size = size;
  }

  async read(into: Uint8Array): Promise<number | SegmentFailure> {
    let filled = 0;
    try {
      while (filled < into.length) {
        const { bytesRead } = await this.#handle.read(into, filled, into.length - filled, this.#at);
        if (bytesRead === 0) break;
        filled += bytesRead;
        this.#at += bytesRead;
      }
    } catch (error) {
      return unreadable(this.file, failureOf(error).code);
    }
    return filled;
  }

  async finish(): Promise<number | SegmentFailure> {
    await this.close();
    return this.size;
  }

  async close(): Promise<void> {
    try {
      await this.#handle.close();
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
  const args = { reason: 'unsupported', wrapping };
  return { code: 'unreadable-compression', args, verdict: 'undetermined', file };
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

  async finish(): Promise<number | SegmentFailure> {
    try {
      this.#delivered += this.#rest.length;
      while (await this.#next()) this.#delivered += this.#rest.length;
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

function unreadable(file: string, reason: string): SegmentFailure {
  return { code: 'unreadable-segment', args: { reason }, verdict: 'undetermined', file };
}
