import { crc32 } from 'node:zlib';
import { History } from './history';
import { Lzma2Decoder, lzma2Window } from './lzma2';
import { StoredBytes } from '../lz/storedBytes';
import { ensureSound, DecompressionError } from '../decompressionError';
import { xzCheck } from './xzChecks';

const MAGIC = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];
const LZMA2 = 0x21;

/** Sizes of the blocks of a stream, to be compared with its index. */
interface Blocks {
  count: number;
  /** CRC-32 over the sizes as the index writes them. */
  sizes: number;
}

/**
 * Decompresses .xz files (the .xz file format 1.2.1), including several streams in sequence, and checks every checksum
 * that they hold. Filters other than LZMA2, which only help programs, are not known here.
 */
export async function* xzChunks(stored: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = new StoredBytes(stored);
  try {
    do yield* stream(input);
    while (await nextStream(input));
  } finally {
    await input.close();
  }
}

/** Streams may have zeros between them, four at a time. */
async function nextStream(input: StoredBytes): Promise<boolean> {
  for (;;) {
    if (!(await input.need(1))) return false;
    if (input.bytes[input.at] !== 0) return true;
    ensureSound((await input.take(4)).every((byte) => byte === 0));
  }
}

async function* stream(input: StoredBytes): AsyncGenerator<Uint8Array> {
  const header = Uint8Array.from(await input.take(12));
  ensureSound(MAGIC.every((byte, at) => header[at] === byte));
  ensureSound(crc32(header.subarray(6, 8)) === uint32(header, 8));
  const type = header[7] ?? 0;
  if (header[6] !== 0 || xzCheck(type) === undefined) throw new DecompressionError('UNSUPPORTED');
  const blocks: Blocks = { count: 0, sizes: 0 };
  for (;;) {
    const [size = 0] = await input.take(1);
    if (size === 0) break;
    yield* block(input, size, type, blocks);
  }
  const indexSize = await index(input, blocks);
  const footer = await input.take(12);
  ensureSound(crc32(footer.subarray(4, 10)) === uint32(footer, 0));
  ensureSound((uint32(footer, 4) + 1) * 4 === indexSize);
  ensureSound(footer[8] === 0 && footer[9] === type && footer[10] === 0x59 && footer[11] === 0x5a);
}

async function* block(
  input: StoredBytes,
  size: number,
  type: number,
  blocks: Blocks,
): AsyncGenerator<Uint8Array> {
  const rest = await input.take(size * 4 + 3);
  const header = Uint8Array.of(size, ...rest);
  const { window, stored, written } = blockHeader(header);
  const history = new History(window);
  const check = xzCheck(type);
  const counted = new CountedBytes(input);
  let content = 0;
  for await (const bytes of new Lzma2Decoder(counted, history, window).chunks()) {
    content += bytes.length;
    check?.update(bytes);
    yield bytes;
  }
  ensureSound((stored ?? counted.taken) === counted.taken && (written ?? content) === content);
  const padding = (4 - (counted.taken % 4)) % 4;
  ensureSound((await input.take(padding)).every((byte) => byte === 0));
  const expected = check?.finish() ?? new Uint8Array(0);
  ensureSound(Buffer.compare(await input.take(expected.length), expected) === 0);
  blocks.count++;
  blocks.sizes = crc32(varint(header.length + counted.taken + expected.length), blocks.sizes);
  blocks.sizes = crc32(varint(content), blocks.sizes);
}

/** The header of a block with its own size in front (section 3.1). */
function blockHeader(header: Uint8Array): { window: number; stored?: number; written?: number } {
  const end = header.length - 4;
  ensureSound(crc32(header.subarray(0, end)) === uint32(header, end));
  const flags = header[1] ?? 0;
  if ((flags & 0x3c) !== 0) throw new DecompressionError('UNSUPPORTED');
  let at = 2;
  const next = (): number => {
    const { value, length } = readVarint(header.subarray(at, end));
    at += length;
    return value;
  };
  const stored = (flags & 0x40) === 0 ? {} : { stored: next() };
  const written = (flags & 0x80) === 0 ? {} : { written: next() };
  const filter = next();
  if ((flags & 3) !== 0 || filter !== LZMA2) throw new DecompressionError('UNSUPPORTED');
  ensureSound(next() === 1);
  const window = lzma2Window(header[at] ?? 0xff);
  if (window === undefined) throw new DecompressionError('UNSUPPORTED');
  return { window, ...stored, ...written };
}

/** Compares the index with the blocks that were read. Returns its size in bytes (section 4). */
async function index(input: StoredBytes, blocks: Blocks): Promise<number> {
  let crc = crc32(Uint8Array.of(0));
  let size = 1;
  const next = async (): Promise<Uint8Array> => {
    const bytes: number[] = [];
    do bytes.push((await input.take(1))[0] ?? 0);
    while ((bytes.at(-1) ?? 0) >= 0x80 && bytes.length < 9);
    size += bytes.length;
    crc = crc32(Uint8Array.from(bytes), crc);
    return Uint8Array.from(bytes);
  };
  ensureSound(readVarint(await next()).value === blocks.count);
  let sizes = 0;
  for (let i = 0; i < blocks.count * 2; i++) sizes = crc32(await next(), sizes);
  ensureSound(sizes === blocks.sizes);
  const padding = Uint8Array.from(await input.take((4 - (size % 4)) % 4));
  ensureSound(padding.every((byte) => byte === 0));
  ensureSound(crc32(padding, crc) === uint32(await input.take(4), 0));
  return size + padding.length + 4;
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let left = value;
  for (; left >= 0x80; left = Math.floor(left / 128)) bytes.push((left % 128) | 0x80);
  return Uint8Array.of(...bytes, left);
}

function readVarint(bytes: Uint8Array): { value: number; length: number } {
  let value = 0;
  for (const [at, byte] of bytes.subarray(0, 9).entries()) {
    value += (byte & 0x7f) * 128 ** at;
    if (byte < 0x80) return { value, length: at + 1 };
  }
  throw new DecompressionError('BROKEN');
}

function uint32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(at, true);
}

/** Counts the bytes that a block takes from its stream. */
class CountedBytes {
  taken = 0;
  readonly #input: StoredBytes;

  constructor(input: StoredBytes) {
    this.#input = input;
  }

  take(count: number): Promise<Uint8Array> {
    this.taken += count;
    return this.#input.take(count);
  }
}
