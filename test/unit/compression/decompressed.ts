import type { Compression } from '../../../src/core/ground/ports';
import { DECODERS } from '../../../src/io/compression/entry';
import { decompressionFaultOf } from '../../../src/io/compression/decompressionError';
import type { DecompressionFault } from '../../../src/io/compression/decompressionError';

/** Bytes in pieces, as a file is read. */
// eslint-disable-next-line @typescript-eslint/require-await
export async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** The decompressed content, or why it cannot be decompressed. Any other error is thrown: it is a bug. */
export async function decompressed(
  compression: Compression,
  compressed: Uint8Array,
  pieces = 16 * 1024,
): Promise<Buffer | DecompressionFault> {
  const decompress = DECODERS[compression];
  if (decompress === undefined) throw new Error(`${compression} is not unpacked`);
  const parts: Uint8Array[] = [];
  try {
    for await (const part of decompress(inPieces(compressed, pieces))) parts.push(part);
    return Buffer.concat(parts);
  } catch (error) {
    const fault = decompressionFaultOf(error);
    if (fault === undefined) throw error;
    return fault;
  }
}
