import type { Output, UnpackOutcome } from './unpack';
import { ZstdGuard } from './zstdGuard';

const UNEXPECTED_END = 5;
/** Four stored bytes can stand for 128 KB, and all that comes out of one piece is in memory at once. */
const PIECE = 2048;

class OutputFull extends Error {}

/** Unpacks zstd frames. The library is loaded when the first such file is met. */
export async function unpackZstd(stored: AsyncIterable<Uint8Array>, output: Output): Promise<UnpackOutcome> {
  const { Decompress } = await import('fzstd');
  const stream = new Decompress((block) => {
    output.push(block);
    if (output.full) throw new OutputFull();
  });
  const push = (chunk: Uint8Array, last: boolean): UnpackOutcome | undefined => {
    try {
      stream.push(chunk, last);
      return undefined;
    } catch (error) {
      return outcomeOf(error);
    }
  };
  const guard = new ZstdGuard();
  for await (const chunk of stored) {
    if (!guard.accepts(chunk)) return 'unsupported';
    const outcome = push(chunk, false);
    if (outcome !== undefined) return outcome;
  }
  return push(new Uint8Array(0), true) ?? 'ended';
}

function outcomeOf(error: unknown): UnpackOutcome {
  if (error instanceof OutputFull) return 'full';
  return error instanceof Error && 'code' in error && error.code === UNEXPECTED_END ? 'truncated' : 'broken';
}

/** Unpacks zstd frames chunk by chunk. Throws an error whose `code` is `TRUNCATED`, `BROKEN` or `UNSUPPORTED`. */
export async function* zstdChunks(stored: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { Decompress } = await import('fzstd');
  let ready: Uint8Array[] = [];
  const stream = new Decompress((block) => ready.push(block));
  const guard = new ZstdGuard();
  for await (const chunk of stored) {
    if (!guard.accepts(chunk)) throw new ZstdError('UNSUPPORTED');
    for (let at = 0; at < chunk.length; at += PIECE) {
      pushOrThrow(() => {
        stream.push(chunk.subarray(at, at + PIECE), false);
      });
      yield* ready;
      ready = [];
    }
  }
  pushOrThrow(() => {
    stream.push(new Uint8Array(0), true);
  });
  yield* ready;
}

type ZstdFault = 'TRUNCATED' | 'BROKEN' | 'UNSUPPORTED';

class ZstdError extends Error {
  readonly code: ZstdFault;

  constructor(code: ZstdFault) {
    super(`zstd stream: ${code.toLowerCase()}`);
    this.code = code;
  }
}

function pushOrThrow(push: () => void): void {
  try {
    push();
  } catch (error) {
    throw new ZstdError(outcomeOf(error) === 'truncated' ? 'TRUNCATED' : 'BROKEN');
  }
}
