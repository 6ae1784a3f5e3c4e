import { History } from './history';
import { LzmaDecoder, lzmaProperties, MOST_STORED } from './lzmaDecoder';
import { LZMA_HEADER, lzmaHeader, SMALLEST_WINDOW } from './lzmaHeader';
import { StoredBytes } from '../lz/storedBytes';
import { ensureSound, DecompressionError } from '../decompressionError';

const START = 5;
const STEP = 64 * 1024;

/** Decompresses a .lzma file, as `lzma` and `xz --format=lzma` write it. It has no checksum. */
export async function* lzmaChunks(stored: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = new StoredBytes(stored);
  try {
    const head = await input.take(LZMA_HEADER + START);
    const header = lzmaHeader(head);
    const properties = lzmaProperties(head[0] ?? 0);
    if (header === undefined || properties === undefined) throw new DecompressionError('BROKEN');
    const history = new History(header.window);
    const decoder = new LzmaDecoder(history, Math.max(header.window, SMALLEST_WINDOW));
    decoder.reset(properties);
    input.at -= START;
    ensureSound(decoder.range.start(input.bytes, input.at, input.end));
    yield* symbols(input, history, decoder, header.size ?? Infinity);
  } finally {
    await input.close();
  }
}

async function* symbols(
  input: StoredBytes,
  history: History,
  decoder: LzmaDecoder,
  size: number,
): AsyncGenerator<Uint8Array> {
  const { range } = decoder;
  input.at = range.at;
  while (history.written < size) {
    const whole = await input.need(MOST_STORED + 1);
    range.move(input.bytes, input.at, input.end);
    const wanted = Math.min(STEP, size - history.written);
    history.reserve(wanted);
    const ended = decodeOrThrow(decoder, wanted, whole ? MOST_STORED : 0);
    input.at = Math.min(range.at, input.end);
    yield history.flush();
    if (range.at > range.end) throw new DecompressionError('TRUNCATED');
    if (ended) {
      ensureSound(size === Infinity);
      break;
    }
  }
  // XZ Utils refuse any data after the end.
  ensureSound(!decoder.inMatch && !(await input.need(1)));
}

/** Data read after the end of the file may look wrong in any way. */
function decodeOrThrow(decoder: LzmaDecoder, wanted: number, keepBack: number): boolean {
  try {
    return decoder.decode(wanted, keepBack);
  } catch (error) {
    throw decoder.range.at > decoder.range.end ? new DecompressionError('TRUNCATED') : error;
  }
}
