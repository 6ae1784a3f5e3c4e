import type { FileHead } from '../core/ports';
import { Output } from './unpack';
import { unpackerOf } from './unpackers';
import { wrappingOf } from './wrapping';

/**
 * The first bytes of what stored bytes hold.
 *
 * @param first the stored beginning: at least `length` bytes and what it takes to tell how they are wrapped, if there
 * are as many
 * @param stored all of it from the beginning, read only as far as needed
 */
export async function headOf(
  first: Uint8Array,
  stored: () => AsyncIterable<Uint8Array>,
  length: number,
): Promise<FileHead> {
  const wrapping = wrappingOf(first);
  if (wrapping === 'plain') return { wrapping, bytes: first.subarray(0, length) };
  if (wrapping === 'encrypted') return { wrapping, bytes: undefined };
  const unpack = unpackerOf(wrapping);
  if (unpack === undefined) return { wrapping, bytes: undefined, problem: 'unsupported' };
  const output = new Output(length);
  const outcome = await unpack(stored(), output);
  if (outcome === 'full' || outcome === 'ended') return { wrapping, bytes: output.bytes };
  return { wrapping, bytes: undefined, problem: outcome === 'unsupported' ? 'unsupported' : 'broken' };
}
