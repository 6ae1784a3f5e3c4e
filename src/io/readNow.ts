import { closeSync, readSync } from 'node:fs';
import { isFailure, type ReadFailure } from '../core/ground/ports';
import { failureOf } from './failure';
import { openRegularNow } from './regularFile';

export interface ReadBytes {
  readonly bytes: Uint8Array;
  /** Bytes of the whole file. */
  readonly size: number;
}

/** Bytes `offset` to `offset + length` of a regular file, fewer if it ends. Blocks its thread. */
export function readNow(path: string, offset: number, length: number): ReadBytes | ReadFailure {
  try {
    const file = openRegularNow(path);
    if (isFailure(file)) return file;
    try {
      return {
        bytes: bytesAt(file.descriptor, offset, Math.min(length, file.size - offset)),
        size: file.size,
      };
    } finally {
      closeSync(file.descriptor);
    }
  } catch (error) {
    return failureOf(error);
  }
}

function bytesAt(descriptor: number, offset: number, length: number): Uint8Array {
  const buffer = new Uint8Array(Math.max(0, length));
  let filled = 0;
  while (filled < buffer.length) {
    const read = readSync(descriptor, buffer, filled, buffer.length - filled, offset + filled);
    if (read === 0) break;
    filled += read;
  }
  return buffer.subarray(0, filled);
}
