import type { History } from './history';
import { LzmaDecoder, lzmaProperties } from './lzmaDecoder';
import type { StoredBytes } from '../lz/storedBytes';
import { ensureSound, DecompressionError } from '../decompressionError';

/** Bytes written between two pieces. */
const STEP = 64 * 1024;
/** lc and lp add up to no more in LZMA2. */
const MOST_LITERAL_BITS = 4;

/** Bytes that a filter's property byte lets a match look back (the .xz format, section 5.3.1); undefined: reserved. */
export function lzma2Window(property: number): number | undefined {
  if (property > 40) return undefined;
  return property === 40 ? 2 ** 32 - 1 : (2 | (property & 1)) * 2 ** ((property >> 1) + 11);
}

/** Decodes the chunks of an LZMA2 stream, up to its end mark. Yields what was written to the history. */
export class Lzma2Decoder {
  readonly #input: Pick<StoredBytes, 'take'>;
  readonly #history: History;
  readonly #decoder: LzmaDecoder;
  #needsReset = true;
  #needsProperties = true;
  #needsState = true;

  constructor(input: Pick<StoredBytes, 'take'>, history: History, window: number) {
    this.#input = input;
    this.#history = history;
    this.#decoder = new LzmaDecoder(history, window, MOST_LITERAL_BITS);
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const [control = 0] = await this.#input.take(1);
      if (control === 0) return;
      if (control === 1 || control >= 0xe0) {
        this.#history.reset();
        this.#needsReset = false;
      }
      ensureSound(!this.#needsReset && (control < 3 || control >= 0x80));
      if (control < 3) yield* this.#plain();
      else yield* this.#compressed(control);
    }
  }

  async *#plain(): AsyncGenerator<Uint8Array> {
    const [high = 0, low = 0] = await this.#input.take(2);
    const bytes = await this.#input.take(high * 256 + low + 1);
    this.#history.reserve(bytes.length);
    this.#history.append(bytes);
    this.#needsState = true;
    yield this.#history.flush();
  }

  async *#compressed(control: number): AsyncGenerator<Uint8Array> {
    const size = await this.#input.take(4);
    const [first = 0, second = 0, third = 0, fourth = 0] = size;
    let left = ((control & 0x1f) << 16) + (first << 8) + second + 1;
    const stored = (third << 8) + fourth + 1;
    await this.#prepare(control);
    const bytes = await this.#input.take(stored);
    const { range } = this.#decoder;
    ensureSound(range.start(bytes, 0, stored));
    while (left > 0) {
      const wanted = Math.min(left, STEP);
      this.#history.reserve(wanted);
      const before = this.#history.written;
      ensureSound(!this.#decoder.decode(wanted, 0) && this.#history.written - before === wanted);
      left -= wanted;
      yield this.#history.flush();
    }
    ensureSound(range.at === stored && range.code === 0 && !this.#decoder.inMatch);
  }

  async #prepare(control: number): Promise<void> {
    if (control >= 0xc0) {
      const [byte = 0] = await this.#input.take(1);
      const properties = lzmaProperties(byte);
      if (properties === undefined) throw new DecompressionError('BROKEN');
      ensureSound(properties.literalContext + properties.literalPosition <= MOST_LITERAL_BITS);
      this.#decoder.reset(properties);
      this.#needsProperties = false;
    } else {
      ensureSound(!this.#needsProperties && (control >= 0xa0 || !this.#needsState));
      if (control >= 0xa0) this.#decoder.reset();
    }
    this.#needsState = false;
  }
}
