import { Decompress } from 'fzstd';
import xxhash from 'xxhash-wasm';
import { ensureSound, DecompressionError } from './decompressionError';
import { ZstdGuard } from './zstdGuard';

const UNEXPECTED_END = 5;
/** Four stored bytes can stand for 128 KB, and all that comes out of one piece is in memory at once. */
const PIECE = 2048;
const LOW_HALF = 0xffffffffn;

/** Unpacks zstd frames and compares their content with their checksum, which the library does not look at. */
export async function* zstdChunks(stored: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const hashes = await xxhash();
  let sum = hashes.create64(0n);
  let ready: Uint8Array[] = [];
  const frame = (): Decompress => new Decompress((block) => ready.push(block));
  let stream = frame();
  const guard = new ZstdGuard();
  for await (const chunk of stored) {
    for (let at = 0; at < chunk.length;) {
      const { used, accepted, ended } = guard.advance(chunk.subarray(at, at + PIECE));
      if (!accepted) throw new DecompressionError('UNSUPPORTED');
      pushOrThrow(() => {
        // It holds short frames back until it is told that they are whole.
        stream.push(chunk.subarray(at, at + used), ended !== undefined);
      });
      at += used;
      for (const block of ready) sum.update(block);
      yield* ready;
      ready = [];
      if (ended === undefined) continue;
      const found = Number(sum.digest() & LOW_HALF);
      ensureSound((ended.checksum ?? found) === found);
      sum = hashes.create64(0n);
      stream = frame();
    }
  }
  pushOrThrow(() => {
    stream.push(new Uint8Array(0), true);
  });
  yield* ready;
}

function pushOrThrow(push: () => void): void {
  try {
    push();
  } catch (error) {
    const truncated = error instanceof Error && 'code' in error && error.code === UNEXPECTED_END;
    throw new DecompressionError(truncated ? 'TRUNCATED' : 'BROKEN');
  }
}
