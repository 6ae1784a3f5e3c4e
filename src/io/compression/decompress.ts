/**
 * Decompresses stored bytes piece by piece, and reads only as many of them as the requested pieces need. Each piece
 * belongs to the caller. Throws the errors of reading and `DecompressionError`. Closes the source when it is done or
 * abandoned.
 */
export type Decompress = (stored: AsyncIterable<Uint8Array>) => AsyncGenerator<Uint8Array>;
