import type { ReadFailure, Wrapping } from '../core/ports';
import type { OpenFile } from './regularFile';
import { chunksOf, readRange, withRegularFile } from './regularFile';
import { Output } from './unpack';
import { unpackerOf } from './unpackers';
import { SNIFF_LENGTH, wrappingOf } from './wrapping';

export interface SegmentContent {
  readonly bytes: Uint8Array;
  readonly wrapping: Wrapping;
  /** Bytes on disk. */
  readonly storedSize: number;
}

/**
 * Why the content cannot be had: it is longer than asked for, the packed form is damaged or cut short, or nothing here
 * can open it.
 */
export interface SegmentProblem {
  readonly problem: 'too-large' | 'broken' | 'truncated' | 'unsupported' | 'encrypted';
  readonly wrapping: Wrapping;
  readonly storedSize: number;
  /** Bytes that came out before it ended; for `too-large` at least that many. */
  readonly unpackedSize: number;
}

/**
 * The whole content of a segment file, unpacked. Takes memory for `maxBytes` at most and a few chunks, whatever the
 * file claims to hold.
 */
export function readSegment(
  path: string,
  maxBytes: number,
): Promise<SegmentContent | SegmentProblem | ReadFailure> {
  return withRegularFile(path, async (file) => {
    const wrapping = wrappingOf(await readRange(file, 0, SNIFF_LENGTH));
    return wrapping === 'plain' ? readPlain(file, maxBytes) : readPacked(file, wrapping, maxBytes);
  });
}

async function readPlain(file: OpenFile, maxBytes: number): Promise<SegmentContent | SegmentProblem> {
  const facts = { wrapping: 'plain', storedSize: file.size } as const;
  if (file.size > maxBytes) return { ...facts, problem: 'too-large', unpackedSize: file.size };
  return { ...facts, bytes: await readRange(file, 0, file.size) };
}

async function readPacked(
  file: OpenFile,
  wrapping: Wrapping,
  maxBytes: number,
): Promise<SegmentContent | SegmentProblem> {
  const facts = { wrapping, storedSize: file.size };
  const unpack = unpackerOf(wrapping);
  if (unpack === undefined) {
    const problem = wrapping === 'encrypted' ? 'encrypted' : 'unsupported';
    return { ...facts, problem, unpackedSize: 0 };
  }
  // One byte more than allowed tells a file that is too large from one that just fits.
  const output = new Output(maxBytes + 1);
  const outcome = await unpack(chunksOf(file, 256 * 1024, file.size), output);
  if (outcome === 'ended') return { ...facts, bytes: output.bytes };
  const problem = outcome === 'full' ? 'too-large' : outcome;
  return { ...facts, problem, unpackedSize: output.bytes.length };
}
