import { closeSync, createReadStream, readSync } from 'node:fs';
import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import type { ReadFailure, Wrapping } from '../core/ports';
import type { SegmentFailure, SegmentReader } from '../core/wal/segmentSource';
import { failureOf } from './failure';
import type { StoredFile } from './location/locateSegment';
import { locateFile } from './location/locateSegment';
import type { OpenDescriptor } from './regularFile';
import { openRegularNow } from './regularFile';
import { notOpened, streamFailure, unreadable } from './segmentFailures';
import { StreamReader } from './streamReader';
import { SNIFF_LENGTH, wrappingOf } from './wrapping';
import { mayBeInTar } from './tar/tarStore';
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
export function openSegment(path: string): Promise<SegmentReader | SegmentFailure> {
  const opened = openRegularNow(path);
  // What is where its path says costs nothing more.
  if (!('failed' in opened)) return Promise.resolve(openStored(path, opened));
  return mayBeInTar(opened) ? openElsewhere(path, opened) : Promise.resolve(unreadable(path, opened.code));
}

async function openElsewhere(path: string, failure: ReadFailure): Promise<SegmentReader | SegmentFailure> {
  const found = await locateFile(path, failure);
  if ('failed' in found) return unreadable(path, found.code);
  return found.kind === 'range' ? openStored(found.file, found.opened) : openUnpacked(found);
}

function openStored(file: string, opened: OpenDescriptor): SegmentReader | SegmentFailure {
  const { descriptor, size, start = 0 } = opened;
  const wrapping = sniff(descriptor, start, size);
  if (wrapping === 'plain') return new PlainReader(opened, file);
  if (wrapping === 'gzip' || wrapping === 'zstd') {
    // The same descriptor: whatever takes the file's place meanwhile is not read.
    const end = Math.max(start, start + size - 1);
    const stored = createReadStream('', { fd: descriptor, start, end, highWaterMark: CHUNK });
    const release = (): void => void stored.destroy();
    return new StreamReader(unpacked(stored, wrapping), { file, wrapping, size: undefined, release });
  }
  closeQuietly(descriptor);
  return typeof wrapping === 'string' ? notOpened(file, wrapping) : unreadable(file, wrapping.code);
}

/** A member of a packed tar, which may be packed itself. */
async function openUnpacked({
  file,
  size,
  bytes,
}: Extract<StoredFile, { kind: 'stream' }>): Promise<SegmentReader | SegmentFailure> {
  const release = (): void => void bytes.return(undefined);
  try {
    const first = await bytes.next();
    const head = first.done === true ? new Uint8Array(0) : first.value;
    const stored = rejoined(head, bytes);
    const wrapping = wrappingOf(head.subarray(0, SNIFF_LENGTH));
    if (wrapping === 'plain') return new StreamReader(stored, { file, wrapping, size, release });
    if (wrapping === 'gzip' || wrapping === 'zstd')
      return new StreamReader(unpacked(stored, wrapping), { file, wrapping, size: undefined, release });
    release();
    return notOpened(file, wrapping);
  } catch (error) {
    release();
    return streamFailure(error, file, 'plain');
  }
}

async function* rejoined(
  head: Uint8Array,
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (head.length > 0) yield head;
  yield* rest;
}

function unpacked(stored: AsyncIterable<Uint8Array>, wrapping: 'gzip' | 'zstd'): AsyncGenerator<Uint8Array> {
  return wrapping === 'gzip' ? gunzipChunks(stored) : zstdChunks(stored);
}

function sniff(descriptor: number, start: number, size: number): Wrapping | ReadFailure {
  try {
    const head = new Uint8Array(Math.min(SNIFF_LENGTH, size));
    return wrappingOf(head.subarray(0, readSync(descriptor, head, 0, head.length, start)));
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
  readonly #end: number;
  #at: number;
  #closed = false;

  constructor({ descriptor, size, start }: OpenDescriptor, file: string) {
    this.#descriptor = descriptor;
    this.file = file;
    this.size = size;
    this.#at = start ?? 0;
    // A file of its own may still grow; in a tar something else follows.
    this.#end = start === undefined ? Number.MAX_SAFE_INTEGER : start + size;
  }

  async read(into: Uint8Array): Promise<number | SegmentFailure> {
    let filled = 0;
    try {
      while (filled < into.length) {
        const wanted = Math.min(into.length - filled, this.#end - this.#at);
        const count = readSync(this.#descriptor, into, filled, wanted, this.#at);
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

async function* gunzipChunks(stored: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: CHUNK });
  const source = stored instanceof Readable ? stored : Readable.from(stored, { highWaterMark: 1 });
  source.on('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  try {
    for await (const chunk of gunzip as AsyncIterable<Uint8Array>) yield chunk;
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}
