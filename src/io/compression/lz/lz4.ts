import xxhash, { type XXHash } from 'xxhash-wasm';
import { History } from '../lzma/history';
import { Lz4Block } from './lz4Block';
import { StoredBytes } from './storedBytes';
import { ensureSound, DecompressionError } from '../decompressionError';

const FRAME = 0x184d2204;
const LEGACY = 0x184c2102;
const SKIPPABLE = 0x184d2a50;
const LEGACY_BLOCK = 8 * 1024 * 1024;
const WINDOW = 64 * 1024;
/** Bytes written between two pieces, and stored bytes read at once. */
const STEP = 64 * 1024;
const PLAIN = 0x80000000;

type Hash32 = XXHash<number>;
type NewHash = () => Hash32;

interface Frame {
  readonly independent: boolean;
  readonly blockChecksums: boolean;
  readonly contentChecksum: boolean;
  readonly contentSize: bigint | undefined;
  readonly blockSize: number;
}

/**
 * Decompresses LZ4 files (lz4_Frame_format.md 1.6.3 and the legacy format of `lz4 -l`), including several frames in
 * sequence, and checks every checksum that they hold. Frames that need a dictionary cannot be opened here.
 */
export async function* lz4Chunks(stored: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const hashes = await xxhash();
  const input = new StoredBytes(stored);
  try {
    do {
      const magic = uint32(await input.take(4));
      if (magic === FRAME) yield* frame(input, () => hashes.create32(0));
      else if (magic === LEGACY) yield* legacyFrame(input);
      else if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE) await skip(input, uint32(await input.take(4)));
      else ensureSound(false);
    } while (await input.need(1));
  } finally {
    await input.close();
  }
}

async function* frame(input: StoredBytes, hash: NewHash): AsyncGenerator<Uint8Array> {
  const { independent, blockChecksums, contentChecksum, contentSize, blockSize } = await frameHeader(
    input,
    hash,
  );
  const content = contentChecksum ? hash() : undefined;
  const history = new History(WINDOW);
  let size = 0n;
  for (;;) {
    const header = uint32(await input.take(4));
    if (header === 0) break;
    const stored = header % PLAIN;
    ensureSound(stored <= blockSize);
    if (independent) history.reset();
    const checksum = blockChecksums ? hash() : undefined;
    const plain = header >= PLAIN;
    for await (const bytes of plain
      ? plainBlock(input, stored, history, checksum)
      : compressedBlock(input, stored, blockSize, history, checksum)) {
      content?.update(bytes);
      size += BigInt(bytes.length);
      yield bytes;
    }
    if (checksum !== undefined) ensureSound(uint32(await input.take(4)) === checksum.digest());
  }
  if (content !== undefined) ensureSound(uint32(await input.take(4)) === content.digest());
  ensureSound((contentSize ?? size) === size);
}

async function frameHeader(input: StoredBytes, hash: NewHash): Promise<Frame> {
  const first = Uint8Array.from(await input.take(2));
  const [flags = 0, block = 0] = first;
  const [version, reserved] = [flags >> 6, (flags & 2) | (block & 0x8f)];
  if (version !== 1 || reserved !== 0) throw new DecompressionError('UNSUPPORTED');
  const [hasSize, hasDictionary] = [(flags & 8) !== 0, (flags & 1) !== 0];
  const rest = Uint8Array.from(await input.take((hasSize ? 8 : 0) + (hasDictionary ? 4 : 0)));
  const [check] = await input.take(1);
  const expected = hash().update(first).update(rest).digest();
  ensureSound(check === ((expected >>> 8) & 0xff));
  if (hasDictionary) throw new DecompressionError('UNSUPPORTED');
  const sizeCode = block >> 4;
  ensureSound(sizeCode >= 4);
  return {
    independent: (flags & 0x20) !== 0,
    blockChecksums: (flags & 0x10) !== 0,
    contentChecksum: (flags & 4) !== 0,
    contentSize: hasSize ? new DataView(rest.buffer).getBigUint64(0, true) : undefined,
    blockSize: 1 << (8 + 2 * sizeCode),
  };
}

async function* plainBlock(
  input: StoredBytes,
  stored: number,
  history: History,
  checksum: Hash32 | undefined,
): AsyncGenerator<Uint8Array> {
  for (let left = stored; left > 0;) {
    const bytes = await input.take(Math.min(left, STEP));
    left -= bytes.length;
    checksum?.update(bytes);
    history.reserve(bytes.length);
    history.append(bytes);
    yield history.flush();
  }
}

async function* compressedBlock(
  input: StoredBytes,
  stored: number,
  most: number,
  history: History,
  checksum: Hash32 | undefined,
): AsyncGenerator<Uint8Array> {
  const block = new Lz4Block(history, most);
  let wanted = STEP;
  let left = stored;
  for (;;) {
    const whole = await input.need(Math.min(left, wanted));
    const bytes = input.bytes.subarray(input.at, input.at + Math.min(left, input.left));
    history.reserve(STEP);
    const before = block.written;
    const used = block.step(bytes, STEP);
    checksum?.update(bytes.subarray(0, used));
    input.at += used;
    left -= used;
    if (block.written > before) yield history.flush();
    if (left === 0 && block.complete) return;
    // A length may take more bytes than were read so far.
    const stuck = used === 0 && block.written === before;
    if (stuck && !whole) throw new DecompressionError('TRUNCATED');
    ensureSound(!stuck || bytes.length < left);
    wanted = stuck ? bytes.length * 2 : STEP;
  }
}

/** Blocks of 8 MB each without any checksum, up to the end of the file or to another frame. */
async function* legacyFrame(input: StoredBytes): AsyncGenerator<Uint8Array> {
  while (await input.need(4)) {
    const stored = uint32(input.bytes.subarray(input.at, input.at + 4));
    if (stored === FRAME || stored === LEGACY || (stored & 0xfffffff0) >>> 0 === SKIPPABLE) return;
    input.at += 4;
    ensureSound(stored > 0 && stored <= LEGACY_BLOCK + LEGACY_BLOCK / 255 + 16);
    yield* compressedBlock(input, stored, LEGACY_BLOCK, new History(WINDOW), undefined);
  }
}

async function skip(input: StoredBytes, count: number): Promise<void> {
  for (let left = count; left > 0;) left -= (await input.take(Math.min(left, STEP))).length;
}

function uint32(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(0, true);
}
