import { closeSync, constants, fstatSync, openSync, type Stats, statSync } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import type { ReadFailure } from '../core/ground/ports';
import { failureOf } from './failure';
import { Semaphore } from './semaphore';

/** Far below any system's limit, and more than the thread pool can use at once. */
const openFiles = new Semaphore(32);

/** Flags for reading: a pipe that replaced the file must not make open wait for a writer. */
export const READ_FLAGS =
  process.platform === 'win32' ? constants.O_RDONLY : constants.O_RDONLY | constants.O_NONBLOCK;

export interface OpenFile {
  readonly handle: FileHandle;
  /** Size in bytes when it was opened. */
  readonly size: number;
}

/**
 * Opens a regular file for `task` and closes it afterwards. Other kinds are not opened, because opening alone can hang
 * (pipes) or do harm (devices): a directory fails with `EISDIR`, the rest with `ENXIO`.
 */
export async function withRegularFile<T>(
  path: string,
  task: (file: OpenFile) => Promise<T>,
): Promise<T | ReadFailure> {
  return openFiles.run(async () => {
    try {
      const facts = await stat(path);
      if (!facts.isFile()) return refusalOf(facts);
      const handle = await open(path, READ_FLAGS);
      try {
        return await task({ handle, size: facts.size });
      } finally {
        await handle.close();
      }
    } catch (error) {
      return failureOf(error);
    }
  });
}

/** A file that the calling thread opened; the caller closes the descriptor. */
export interface OpenDescriptor {
  readonly descriptor: number;
  /** Where the content begins, if it is only a part of the file. */
  readonly start?: number;
  /** Bytes from there to the end when it was opened. */
  readonly size: number;
}

/** Opens a regular file directly, for threads that may wait; other kinds are refused. */
export function openRegularNow(path: string): OpenDescriptor | ReadFailure {
  try {
    // Avoids the cost of an exception: many of the requested files do not exist.
    const before = statSync(path, { throwIfNoEntry: false });
    if (before === undefined) return { failed: true, code: 'ENOENT' };
    if (!before.isFile()) return refusalOf(before);
    const descriptor = openSync(path, READ_FLAGS);
    const facts = fstatSync(descriptor);
    if (facts.isFile()) return { descriptor, size: facts.size };
    closeSync(descriptor);
    return refusalOf(facts);
  } catch (error) {
    return failureOf(error);
  }
}

function refusalOf(facts: Stats): ReadFailure {
  return { failed: true, code: facts.isDirectory() ? 'EISDIR' : 'ENXIO' };
}

/** Bytes `offset` to `offset + length`; fewer if the file ends. Memory is bounded by the file's size. */
export async function readRange(
  { handle, size }: OpenFile,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  const buffer = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** The file's bytes in chunks, up to `limit`, read only on demand. */
export async function* chunksOf(
  file: OpenFile,
  chunkSize: number,
  limit: number,
): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < limit;) {
    const chunk = await readRange(file, offset, Math.min(chunkSize, limit - offset));
    if (chunk.length === 0) return;
    yield chunk;
    offset += chunk.length;
  }
}
