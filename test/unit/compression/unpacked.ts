import type { Wrapping } from '../../../src/core/ground/ports';
import { UNPACK } from '../../../src/io/compression/entry';
import { unpackFaultOf } from '../../../src/io/compression/unpackError';
import type { UnpackFault } from '../../../src/io/compression/unpackError';

/** Bytes in pieces, as a file is read. */
// eslint-disable-next-line @typescript-eslint/require-await
export async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** All that packed bytes hold, or why they cannot be unpacked. Any other error is thrown: it is a bug. */
export async function unpacked(
  wrapping: Wrapping,
  packed: Uint8Array,
  pieces = 16 * 1024,
): Promise<Buffer | UnpackFault> {
  const unpack = UNPACK[wrapping];
  if (unpack === undefined) throw new Error(`${wrapping} is not unpacked`);
  const parts: Uint8Array[] = [];
  try {
    for await (const part of unpack(inPieces(packed, pieces))) parts.push(part);
    return Buffer.concat(parts);
  } catch (error) {
    const fault = unpackFaultOf(error);
    if (fault === undefined) throw error;
    return fault;
  }
}
