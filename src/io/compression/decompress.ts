/**
 * Unpacks stored bytes piece by piece, reading no more of them than the pieces that are asked for take. Each piece is the
 * caller's to keep. Throws what reading throws, and an `DecompressionError`; ends the source when it is done or left.
 */
export type Decompress = (stored: AsyncIterable<Uint8Array>) => AsyncGenerator<Uint8Array>;
