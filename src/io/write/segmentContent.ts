import { stat } from 'node:fs/promises';
import type { WriteProblem } from '../../core/complete/writeProblem';
import type { Finding } from '../../core/ground/finding';
import { isSegmentFailure } from '../../core/wal/segmentSource';
import { openSegment } from '../segments/segmentStream';
import { systemCode } from './writeSystem';

const CHUNK = 1024 * 1024;
type Write = (bytes: Uint8Array) => Promise<void>;

/** Progress of a copy, and how to cancel it. */
export interface CopyHooks {
  readonly signal?: AbortSignal;
  /** Called with the bytes that were written since the last call. */
  readonly progress?: (bytes: number) => void;
}

/**
 * Passes on the decompressed content of a segment's file, with one piece of memory whatever its size. Refuses it if it
 * does not have exactly `size` bytes.
 */
export async function copySegment(
  file: string,
  size: number,
  write: Write,
  { signal, progress }: CopyHooks,
): Promise<WriteProblem | undefined> {
  const reader = await openSegment(file);
  if (isSegmentFailure(reader)) return refusedAs(file, reader);
  const piece = new Uint8Array(CHUNK);
  let written = 0;
  try {
    for (;;) {
      if (signal?.aborted === true) return { kind: 'canceled' };
      const length = await reader.read(piece);
      if (isSegmentFailure(length)) return refusedAs(file, length);
      written += length;
      if (written > size) return wrongSize(file, written, size);
      await write(piece.subarray(0, length));
      progress?.(length);
      if (length < CHUNK) return written === size ? undefined : wrongSize(file, written, size);
    }
  } finally {
    await reader.close();
  }
}

/** The same from pieces that the caller fetches; `name` is the segment's name for a refusal. */
export async function copyPieces(
  name: string,
  pieces: AsyncIterable<Uint8Array>,
  size: number,
  write: Write,
  { signal, progress }: CopyHooks,
): Promise<WriteProblem | undefined> {
  let written = 0;
  for await (const piece of pieces) {
    if (signal?.aborted === true) return { kind: 'canceled' };
    written += piece.length;
    if (written > size) return wrongSize(name, written, size);
    await write(piece);
    progress?.(piece.length);
  }
  return written === size ? undefined : wrongSize(name, written, size);
}

/** Whether the written file has the right size, as the system reports after the sync. */
export async function sizeProblem(path: string, size: number): Promise<WriteProblem | undefined> {
  try {
    const found = (await stat(path)).size;
    return found === size ? undefined : wrongSize(path, found, size);
  } catch (error) {
    return { kind: 'system', path, code: systemCode(error) };
  }
}

export function refusedAs(path: string, { code, args }: Pick<Finding, 'code' | 'args'>): WriteProblem {
  return { kind: 'refused', path, code, args };
}

function wrongSize(path: string, size: number, expected: number): WriteProblem {
  const code = size < expected ? 'truncated-segment' : 'wrong-size-segment';
  return refusedAs(path, { code, args: { size, expected } });
}
