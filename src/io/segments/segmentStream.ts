import { closeSync, createReadStream, readSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ReadFailure } from '../../core/ground/ports';
import type { SegmentFailure, SegmentReader } from '../../core/wal/segmentSource';
import { failureOf } from '../failure';
import { FILE_START_LENGTH, type FileCompression, fileCompressionOf } from '../compression/fileCompression';
import { locateFile, type StoredFile } from '../location/locateFile';
import { type OpenDescriptor, openRegularNow } from '../regularFile';
import { notOpened, streamFailure, unreadable } from './segmentFailures';
import { StreamReader } from './streamReader';
import { mayBeInTar } from '../tar/tarStore';
import { canDecompress, decompressedChunks } from '../compression/decoders';

/** Bytes read between two turns of the event loop, in which a cancel is noticed: a millisecond or two. */
const TURN_BYTES = 4 * 1024 * 1024;
let readThisTurn = 0;
/** Stored and decompressed bytes in memory at once. */
const CHUNK = 256 * 1024;
const MOST_TRIED = 512 * 1024;

/**
 * Opens a segment's file for reading its decompressed content from the beginning, with a few chunks of memory whatever
 * its size. The calling thread reads a plain file directly, which costs a third less than the system's own threads: for
 * workers, not for the extension host.
 */
export function openSegment(path: string): Promise<SegmentReader | SegmentFailure> {
  const opened = openRegularNow(path);
  // A file at its path costs nothing more.
  if (!('failed' in opened)) return openStored(path, path, opened);
  return mayBeInTar(opened) ? openElsewhere(path, opened) : Promise.resolve(unreadable(path, opened.code));
}

async function openElsewhere(path: string, failure: ReadFailure): Promise<SegmentReader | SegmentFailure> {
  const found = await locateFile(path, failure);
  if ('failed' in found) return unreadable(path, found.code);
  return found.kind === 'range' ? openStored(path, found.file, found.opened) : openCompressed(path, found);
}

/** @param named the path by which it is asked for; `file` is where it is */
async function openStored(
  named: string,
  file: string,
  opened: OpenDescriptor,
): Promise<SegmentReader | SegmentFailure> {
  const { descriptor, size, start = 0 } = opened;
  const form = await sniff(named, opened);
  if (form === 'plain') return new PlainReader(opened, file);
  if (typeof form === 'string' && form !== 'looks-encrypted' && canDecompress(form)) {
    // The same descriptor, so that a file that replaces this one meanwhile is not read.
    const end = Math.max(start, start + size - 1);
    const stored = createReadStream('', { fd: descriptor, start, end, highWaterMark: CHUNK });
    const release = (): void => void stored.destroy();
    return new StreamReader(decompressedChunks(form, stored), {
      file,
      compression: form,
      size: undefined,
      release,
    });
  }
  closeQuietly(descriptor);
  return typeof form === 'string' ? notOpened(file, form) : unreadable(file, form.code);
}

/** A member of a compressed tar, which may be compressed itself. */
async function openCompressed(
  named: string,
  { file, size, bytes }: Extract<StoredFile, { kind: 'stream' }>,
): Promise<SegmentReader | SegmentFailure> {
  const release = (): void => void bytes.return(undefined);
  try {
    const next = await bytes.next();
    const first = next.done === true ? new Uint8Array(0) : next.value;
    const stored = rejoined(first, bytes);
    const form = await fileCompressionOf({ path: named, first, stored: () => only(first) });
    if (form === 'plain') return new StreamReader(stored, { file, compression: form, size, release });
    if (form !== 'looks-encrypted' && canDecompress(form))
      return new StreamReader(decompressedChunks(form, stored), {
        file,
        compression: form,
        size: undefined,
        release,
      });
    release();
    return notOpened(file, form);
  } catch (error) {
    release();
    return streamFailure(error, file, 'plain');
  }
}

// eslint-disable-next-line @typescript-eslint/require-await
async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function* rejoined(
  head: Uint8Array,
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (head.length > 0) yield head;
  yield* rest;
}

async function sniff(
  file: string,
  { descriptor, size, start = 0 }: OpenDescriptor,
): Promise<FileCompression | ReadFailure> {
  try {
    const head = new Uint8Array(Math.min(FILE_START_LENGTH, size));
    const first = head.subarray(0, readSync(descriptor, head, 0, head.length, start));
    return await fileCompressionOf({ path: file, first, stored: () => piecesOf(descriptor, start, size) });
  } catch (error) {
    return failureOf(error);
  }
}

/** The beginning of a file, enough to recognize its compression. */
// eslint-disable-next-line @typescript-eslint/require-await
async function* piecesOf(descriptor: number, start: number, size: number): AsyncGenerator<Uint8Array> {
  const end = start + Math.min(size, MOST_TRIED);
  for (let at = start; at < end; at += FILE_START_LENGTH) {
    const piece = new Uint8Array(Math.min(FILE_START_LENGTH, end - at));
    const count = readSync(descriptor, piece, 0, piece.length, at);
    if (count === 0) return;
    yield piece.subarray(0, count);
  }
}

function closeQuietly(descriptor: number): void {
  try {
    closeSync(descriptor);
  } catch {
    // Nothing was written, so a failing close loses nothing.
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
    // A separate file may still grow; in a tar, another member follows.
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
    // The number of a closed descriptor may belong to another file by now.
    if (!this.#closed) closeQuietly(this.#descriptor);
    this.#closed = true;
    return Promise.resolve();
  }
}
