import { closeSync, fstatSync, readSync } from 'node:fs';
import type { ReadFailure, Compression } from '../../core/ground/ports';
import { failureOf } from '../failure';
import { openRegularNow } from '../regularFile';
import { canDecompress, decompressedChunks } from '../compression/decoders';
import { compressionOf } from '../compression/compressionOf';
import { type ByteSource, ChunkSource, FileSource } from './byteSource';
import { BLOCK } from './tarParser';

const CHUNK = 256 * 1024;

/** An open tar. The caller closes it. */
export interface TarFile {
  readonly path: string;
  readonly descriptor: number;
  readonly size: number;
  /** Milliseconds since 1970 UTC. */
  readonly modified: number;
  /** The compression of the whole tar. */
  readonly compression: Compression;
  close(): void;
}

/** Opens a tar for reading. Its first bytes show whether it is compressed. */
export function openTar(path: string): TarFile | ReadFailure {
  const opened = openRegularNow(path);
  if ('failed' in opened) return opened;
  const { descriptor, size } = opened;
  const close = (): void => {
    closeQuietly(descriptor);
  };
  try {
    const head = Buffer.alloc(BLOCK);
    const first = head.subarray(0, readSync(descriptor, head, 0, BLOCK, 0));
    // The name of a first member may look like any signature, but compressed content has no tar header.
    const compression = first.toString('latin1', 257, 262) === 'ustar' ? 'plain' : compressionOf(first);
    return { path, descriptor, size, modified: fstatSync(descriptor).mtimeMs, compression, close };
  } catch (error) {
    close();
    return failureOf(error);
  }
}

/** How much of a compressed tar is read, and whether the limit was reached. */
export interface DecompressionLimit {
  /** Stored bytes that may be read. */
  readonly bytes: number;
  /** Bytes that they may expand to: some formats make gigabytes of a few kilobytes. */
  readonly decompressed: number;
  reached: boolean;
}

/** The decompressed content from its beginning; undefined if this compression cannot be read here. */
export function sourceOf(
  file: TarFile,
  limit?: DecompressionLimit,
): (ByteSource & { close?(): unknown }) | undefined {
  if (file.compression === 'plain') return new FileSource(file.descriptor, file.size);
  if (!canDecompress(file.compression)) return undefined;
  const chunks = decompressedChunks(file.compression, storedChunks(file, limit));
  return new ChunkSource(limit === undefined ? chunks : upTo(limit, chunks));
}

async function* upTo(
  limit: DecompressionLimit,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let left = limit.decompressed;
  for await (const chunk of chunks) {
    yield chunk;
    left -= chunk.length;
    if (left > 0) continue;
    limit.reached = true;
    return;
  }
}

async function* storedChunks(
  { descriptor, size }: TarFile,
  limit?: DecompressionLimit,
): AsyncGenerator<Uint8Array> {
  const end = Math.min(size, limit?.bytes ?? size);
  for (let at = 0; at < end;) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK, end - at));
    const count = readSync(descriptor, chunk, 0, chunk.length, at);
    if (count === 0) return;
    yield chunk.subarray(0, count);
    at += count;
    await Promise.resolve();
  }
  if (limit !== undefined && end < size) limit.reached = true;
}

function closeQuietly(descriptor: number): void {
  try {
    closeSync(descriptor);
  } catch {
    // Nothing was written, so a failing close loses nothing.
  }
}
