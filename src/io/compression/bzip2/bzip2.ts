import { BitReader } from './bitReader';
import { Bzip2Output } from './bzip2Output';
import { type Bzip2Block, readBlock } from './bzip2Block';
import { StoredBytes } from '../lz/storedBytes';
import { ensureSound, DecompressionError } from '../decompressionError';

const LEVEL_BYTES = 100_000;
/** The signatures of a block and of the end: the digits of pi and of its square root. */
const BLOCK = [0x314159, 0x265359];
const END = [0x177245, 0x385090];

/** Decompresses bzip2 files, including several streams in sequence, and checks their checksums. */
export async function* bzip2Chunks(stored: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = new StoredBytes(stored);
  try {
    yield* stream(input);
    // Other data that follows is ignored, as bzip2 does (with a warning).
    while ((await input.need(4)) && isStart(input.bytes.subarray(input.at, input.at + 4)))
      yield* stream(input);
  } finally {
    await input.close();
  }
}

function isStart([first, second, third, level = 0]: Uint8Array): boolean {
  return first === 0x42 && second === 0x5a && third === 0x68 && level >= 0x31 && level <= 0x39;
}

interface Header {
  /** The checksum after the signature. */
  readonly crc: number;
  /** Undefined at the end of the stream. */
  readonly block: Bzip2Block | undefined;
}

async function* stream(input: StoredBytes): AsyncGenerator<Uint8Array> {
  const start = await input.take(4);
  ensureSound(isStart(start));
  const blocks = new Blocks(input, ((start[3] ?? 0) - 0x30) * LEVEL_BYTES);
  let crc = 0;
  for (;;) {
    const { crc: expected, block } = await blocks.next();
    if (block === undefined) {
      ensureSound(expected === crc);
      return;
    }
    const output = new Bzip2Output();
    yield* output.pieces(block);
    ensureSound(output.crc === expected);
    crc = (((crc << 1) | (crc >>> 31)) ^ expected) >>> 0;
  }
}

/** The blocks of a stream. They begin at any bit, and their length is not stored. */
class Blocks {
  readonly #input: StoredBytes;
  readonly #links: Uint32Array;
  readonly #bits = new BitReader();
  #skip = 0;

  constructor(input: StoredBytes, size: number) {
    this.#input = input;
    this.#links = new Uint32Array(size);
  }

  /** Tries with the bytes that are there. If they were too few, it tries again with twice as many. */
  async next(): Promise<Header> {
    const input = this.#input;
    for (let wanted = Math.min(this.#links.length, 16 * 1024); ; wanted = input.left * 2) {
      const whole = await input.need(wanted);
      this.#bits.move(input.bytes, input.at, input.end, this.#skip);
      const header = this.#attempt();
      if (header !== undefined) {
        const { position } = this.#bits;
        this.#skip = header.block === undefined ? 0 : position % 8;
        input.at = header.block === undefined ? Math.ceil(position / 8) : Math.floor(position / 8);
        return header;
      }
      if (!whole) throw new DecompressionError('TRUNCATED');
    }
  }

  #attempt(): Header | undefined {
    const bits = this.#bits;
    try {
      const mark = [bits.read(24), bits.read(24)];
      const isEnd = mark[0] === END[0] && mark[1] === END[1];
      ensureSound(isEnd || (mark[0] === BLOCK[0] && mark[1] === BLOCK[1]));
      const crc = bits.read32();
      const block = isEnd ? undefined : readBlock(bits, this.#links);
      return bits.overrun ? undefined : { crc, block };
    } catch (error) {
      // Zeros in place of missing bytes may look wrong.
      if (bits.overrun) return undefined;
      throw error;
    }
  }
}
