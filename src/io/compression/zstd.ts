import { Decompress } from 'fzstd';
import xxhash from 'xxhash-wasm';
import { ensureSound, DecompressionError } from './decompressionError';
import { ZstdGuard } from './zstdGuard';

const UNEXPECTED_END = 5;
/** Four stored bytes can expand to 128 KB, and all output of one piece is in memory at once. */
const PIECE = 2048;
const LOW_HALF = 0xffffffffn;

/** Decompresses zstd frames and compares their content with their checksum, which the library ignores. */
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
        // The library holds short frames back until it knows that they are complete.
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
