import { crc32 } from 'node:zlib';
import { decodeLzo1x } from './lzo1x';
import { StoredBytes } from './storedBytes';
import { ensureSound, DecompressionError } from '../decompressionError';

const MAGIC = [0x89, 0x4c, 0x5a, 0x4f, 0x00, 0x0d, 0x0a, 0x1a, 0x0a];
/** Headers from this version on have additional fields. */
const LONGER = 0x0940;
/** LZO1X-1, LZO1X-1(15) and LZO1X-999 are decoded in the same way. */
const METHODS = new Set([1, 2, 3]);
/** lzop writes blocks of 256 KB. */
const LARGEST_BLOCK = 8 * 1024 * 1024;

/** The flags of a header (lzop 1.04, conf.h). */
const FLAG = {
  adlerOfContent: 0x1,
  adlerOfStored: 0x2,
  extra: 0x40,
  crcOfContent: 0x100,
  crcOfStored: 0x200,
  filter: 0x800,
  crcOfHeader: 0x1000,
} as const;

/** Decompresses files of lzop, including several in sequence, and compares every checksum that they hold. */
export async function* lzopChunks(stored: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = new StoredBytes(stored);
  try {
    do {
      const flags = await header(input);
      for (;;) {
        const size = await uint32(input);
        if (size === 0) break;
        yield await block(input, size, flags);
      }
      // lzop ignores zeros after a file.
    } while ((await input.need(1)) && input.bytes[input.at] !== 0);
  } finally {
    await input.close();
  }
}

/** Reads a header and returns its flags. */
async function header(input: StoredBytes): Promise<number> {
  const magic = await input.take(MAGIC.length);
  ensureSound(MAGIC.every((byte, at) => magic[at] === byte));
  const fields = new Fields(input);
  const version = await fields.number(2);
  const longer = version >= LONGER;
  await fields.bytes(longer ? 4 : 2);
  const method = await fields.number(1);
  if (longer) await fields.bytes(1);
  const flags = await fields.number(4);
  const filter = (flags & FLAG.filter) === 0 ? 0 : await fields.number(4);
  await fields.bytes(longer ? 12 : 8);
  await fields.bytes(await fields.number(1));
  const isCrc = (flags & FLAG.crcOfHeader) !== 0;
  ensureSound((await uint32(input)) === (isCrc ? fields.crc : fields.adler));
  if (!METHODS.has(method) || filter !== 0) throw new DecompressionError('UNSUPPORTED');
  if ((flags & FLAG.extra) !== 0) await skip(input, (await uint32(input)) + 4);
  return flags;
}

async function block(input: StoredBytes, size: number, flags: number): Promise<Uint8Array> {
  const stored = await uint32(input);
  ensureSound(stored > 0 && stored <= size);
  if (size > LARGEST_BLOCK) throw new DecompressionError('UNSUPPORTED');
  const optional = async (flag: number): Promise<number | undefined> =>
    (flags & flag) === 0 ? undefined : uint32(input);
  const content = [await optional(FLAG.adlerOfContent), await optional(FLAG.crcOfContent)];
  const compressed = stored < size;
  const sums = compressed ? [await optional(FLAG.adlerOfStored), await optional(FLAG.crcOfStored)] : [];
  const bytes = await input.take(stored);
  ensureSound(agrees(bytes, sums));
  const output = compressed ? new Uint8Array(size) : Uint8Array.from(bytes);
  if (compressed) decodeLzo1x(bytes, output);
  ensureSound(agrees(output, content));
  return output;
}

function agrees(bytes: Uint8Array, [adler, crc]: readonly (number | undefined)[]): boolean {
  return (adler === undefined || adler === adler32(bytes)) && (crc === undefined || crc === crc32(bytes));
}

/** Reads the fields of a header. Its checksum covers all of them. */
class Fields {
  crc = 0;
  adler = 1;
  readonly #input: StoredBytes;

  constructor(input: StoredBytes) {
    this.#input = input;
  }

  async bytes(count: number): Promise<Uint8Array> {
    const bytes = await this.#input.take(count);
    this.crc = crc32(bytes, this.crc);
    this.adler = adler32(bytes, this.adler);
    return bytes;
  }

  async number(count: number): Promise<number> {
    return (await this.bytes(count)).reduce((value, byte) => value * 256 + byte, 0);
  }
}

async function uint32(input: StoredBytes): Promise<number> {
  return (await input.take(4)).reduce((value, byte) => value * 256 + byte, 0);
}

async function skip(input: StoredBytes, count: number): Promise<void> {
  for (let left = count; left > 0;) left -= (await input.take(Math.min(left, 65536))).length;
}

function adler32(bytes: Uint8Array, running = 1): number {
  let low = running & 0xffff;
  let high = running >>> 16;
  for (let at = 0; at < bytes.length;) {
    // The sum of so many bytes stays below 2^32.
    for (const end = Math.min(at + 5000, bytes.length); at < end; at++) {
      low += bytes[at] ?? 0;
      high += low;
    }
    low %= 65521;
    high %= 65521;
  }
  return high * 65536 + low;
}
