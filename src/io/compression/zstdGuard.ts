/** The largest window that the zstd program accepts by default. */
const LARGEST_WINDOW = 128 * 1024 * 1024;
/**
 * Bytes that the library may move: the whole window for each block. A segment of 1 GB compressed with level 19 takes
 * two thirds of it; a small file of tiny blocks with a large window could keep a thread busy for hours.
 */
const MOST_MOVED = 96 * 1024 ** 3;
/** Bytes of windows that the library may allocate, one for each frame; it leaves them to the garbage collector. */
const MOST_ALLOCATED = 512 * 1024 * 1024;
/**
 * Further bytes that may be moved and allocated for each stored byte: a tar of many gigabytes needs more than a segment
 * ever does.
 */
const MOVED_FOR_BYTE = 1024;
const ALLOCATED_FOR_BYTE = 8;
const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
const BLOCK_HEADER = 3;
const CHECKSUM = 4;

/** The end of a frame, with the low half of the XXH64 of its content if it has one. */
export interface FrameEnd {
  readonly checksum: number | undefined;
}

export interface GuardStep {
  /** Bytes that were accepted. */
  readonly used: number;
  readonly accepted: boolean;
  /** Set if a frame ended with the last of them. */
  readonly ended: FrameEnd | undefined;
}

/**
 * Reads the headers of zstd frames and blocks (RFC 8878 section 3.1.1) before a library that trusts them does. Data
 * that is not zstd passes: the library reports it.
 */
export class ZstdGuard {
  #header: number[] = [];
  /** Bytes up to the next header. */
  #skip = 0;
  #phase: 'frame' | 'block' | 'checksum' | 'end' = 'frame';
  #hasChecksum = false;
  #window = 0;
  #moved = 0;
  #allocated = 0;
  #taken = 0;
  #lost = false;

  /** Accepts the next bytes; false if they ask for more memory or time than any segment needs. */
  accepts(chunk: Uint8Array): boolean {
    for (let at = 0; at < chunk.length;) {
      const step = this.advance(chunk.subarray(at));
      if (!step.accepted) return false;
      at += step.used;
    }
    return true;
  }

  /** The same, but only up to the end of a frame, which it then reports. */
  advance(chunk: Uint8Array): GuardStep {
    let at = 0;
    let ended: FrameEnd | undefined;
    while (at < chunk.length && !this.#lost && ended === undefined) {
      const skipped = Math.min(this.#skip, chunk.length - at);
      this.#skip -= skipped;
      at += skipped;
      this.#taken += skipped + 1;
      if (this.#skip > 0) break;
      if (this.#phase === 'end') ended = this.#end(undefined);
      else if (at < chunk.length) ended = this.#take(chunk[at++] ?? 0);
      if (this.#asksTooMuch()) return { used: at, accepted: false, ended: undefined };
    }
    return { used: this.#lost ? chunk.length : at, accepted: true, ended };
  }

  #asksTooMuch(): boolean {
    const mostMoved = MOST_MOVED + this.#taken * MOVED_FOR_BYTE;
    const mostAllocated = MOST_ALLOCATED + this.#taken * ALLOCATED_FOR_BYTE;
    return this.#window > LARGEST_WINDOW || this.#allocated > mostAllocated || this.#moved > mostMoved;
  }

  #take(byte: number): FrameEnd | undefined {
    this.#header.push(byte);
    if (this.#phase === 'frame') this.#frame();
    else if (this.#phase === 'block') this.#block();
    else if (this.#header.length === CHECKSUM) return this.#end(this.#header);
    return undefined;
  }

  #frame(): void {
    const header = Uint8Array.from(this.#header);
    if (header.length < 5) return;
    const view = new DataView(header.buffer);
    const magic = view.getUint32(0, true);
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE) {
      if (header.length === 8) this.#next(view.getUint32(4, true));
      return;
    }
    this.#lost = magic !== MAGIC;
    const descriptor = view.getUint8(4);
    if (this.#lost || header.length < headerLength(descriptor)) return;
    this.#window = windowSize(view, descriptor);
    this.#allocated += this.#window;
    this.#hasChecksum = (descriptor & 4) !== 0;
    this.#phase = 'block';
    this.#next(0);
  }

  #block(): void {
    if (this.#header.length < BLOCK_HEADER) return;
    const [low = 0, middle = 0, high = 0] = this.#header;
    const value = low | (middle << 8) | (high << 16);
    const repeats = ((value >> 1) & 3) === 1;
    this.#moved += this.#window;
    if ((value & 1) !== 0) this.#phase = this.#hasChecksum ? 'checksum' : 'end';
    this.#next(repeats ? 1 : value >> 3);
  }

  #end(checksum: readonly number[] | undefined): FrameEnd {
    const bytes = checksum === undefined ? undefined : Uint8Array.from(checksum);
    this.#phase = 'frame';
    this.#next(0);
    return { checksum: bytes && new DataView(bytes.buffer).getUint32(0, true) };
  }

  #next(skip: number): void {
    this.#header = [];
    this.#skip = skip;
  }
}

const DICTIONARY_BYTES = [0, 1, 2, 4];

function contentSizeBytes(descriptor: number): number {
  const flag = descriptor >> 6;
  return flag > 0 ? 1 << flag : (descriptor >> 5) & 1;
}

function headerLength(descriptor: number): number {
  const window = (descriptor & 0x20) === 0 ? 1 : 0;
  return 5 + window + (DICTIONARY_BYTES[descriptor & 3] ?? 0) + contentSizeBytes(descriptor);
}

/** Bytes of history that a frame asks for; a frame of a single segment asks for its own size. */
function windowSize(view: DataView, descriptor: number): number {
  if ((descriptor & 0x20) === 0) {
    const window = view.getUint8(5);
    return 2 ** (10 + (window >> 3)) * (1 + (window & 7) / 8);
  }
  const bytes = contentSizeBytes(descriptor);
  const at = view.byteLength - bytes;
  if (bytes === 1) return view.getUint8(at);
  if (bytes === 2) return view.getUint16(at, true) + 256;
  return bytes === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
}
