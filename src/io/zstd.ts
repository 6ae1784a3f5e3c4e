import type { Output, UnpackOutcome } from './unpack';

/** The largest window that the zstd program accepts without being told to; a header that wants more is refused. */
const LARGEST_WINDOW = 128 * 1024 * 1024;
const UNEXPECTED_END = 5;

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
  let first = true;
  for await (const chunk of stored) {
    if (first && windowSize(chunk) > LARGEST_WINDOW) return 'unsupported';
    first = false;
    const outcome = push(chunk, false);
    if (outcome !== undefined) return outcome;
  }
  return push(new Uint8Array(0), true) ?? 'ended';
}

function outcomeOf(error: unknown): UnpackOutcome {
  if (error instanceof OutputFull) return 'full';
  return error instanceof Error && 'code' in error && error.code === UNEXPECTED_END ? 'truncated' : 'broken';
}

/** Bytes of history that a frame asks for (RFC 8878 section 3.1.1.1); 0 where the header is cut short. */
function windowSize(frame: Uint8Array): number {
  if (frame.length < 18) return 0;
  const view = new DataView(frame.buffer, frame.byteOffset);
  const descriptor = view.getUint8(4);
  if ((descriptor & 0x20) === 0) {
    const window = view.getUint8(5);
    return 2 ** (10 + (window >> 3)) * (1 + (window & 7) / 8);
  }
  const dictionary = descriptor & 3;
  const at = 5 + (dictionary === 3 ? 4 : dictionary);
  const sizes = [view.getUint8(at), view.getUint16(at, true) + 256, view.getUint32(at, true)];
  return sizes[descriptor >> 6] ?? Number(view.getBigUint64(at, true));
}

/** Unpacks zstd frames chunk by chunk. Throws an error whose `code` is `TRUNCATED` or `BROKEN`. */
export async function* zstdChunks(stored: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { Decompress } = await import('fzstd');
  let ready: Uint8Array[] = [];
  const stream = new Decompress((block) => ready.push(block));
  let first = true;
  for await (const chunk of stored) {
    if (first && windowSize(chunk) > LARGEST_WINDOW) throw new ZstdError('BROKEN');
    first = false;
    pushOrThrow(() => {
      stream.push(chunk, false);
    });
    yield* ready;
    ready = [];
  }
  pushOrThrow(() => {
    stream.push(new Uint8Array(0), true);
  });
  yield* ready;
}

class ZstdError extends Error {
  readonly code: 'TRUNCATED' | 'BROKEN';

  constructor(code: 'TRUNCATED' | 'BROKEN') {
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
