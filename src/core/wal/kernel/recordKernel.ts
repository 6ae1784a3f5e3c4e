import { castagnoliSlices } from '../recordCrc';
import { BLOCK_SIZE } from '../segmentFeed';
import { bytesOfBase64 } from './base64';
import { KERNEL_BYTES } from './kernelBytes';

const KIB = 1024;
/** Longer records are left to the walker in JavaScript. */
export const LONGEST_RECORD = 256 * KIB;

/**
 * Addresses in the kernel's memory. More than 3344 bytes before each block and before the copy stay zero: a checksum may begin
 * with that many zeros.
 */
const TABLES = 1024;
const HEADER = 512;
const EVENT_ADDRESS = 9216;
const STATE = 64;
const FIRST_BLOCK = 68 * KIB;
const SECOND_BLOCK = FIRST_BLOCK + BLOCK_SIZE + 8 * KIB;
const COPY = SECOND_BLOCK + BLOCK_SIZE + 8 * KIB;
const SAVED = COPY + BLOCK_SIZE + 2 * LONGEST_RECORD;
const PAGES = Math.ceil((SAVED + LONGEST_RECORD + 8 * KIB) / (64 * KIB));

/** Offsets of the state's fields in words of four bytes; see recordKernel.wat for their meaning. */
export const FIELD = {
  block: 0,
  end: 1,
  at: 2,
  delta: 3,
  high: 4,
  magic: 5,
  strangeFlags: 6,
  timeline: 7,
  lastLow: 8,
  lastHigh: 9,
  systemLow: 10,
  systemHigh: 11,
  segmentSize: 12,
  pageSize: 13,
  copyTo: 14,
  copyBegin: 15,
  missing: 16,
  headerGot: 17,
  recordLow: 18,
  recordHigh: 19,
  recordLength: 20,
  longest: 21,
  records: 22,
  commits: 23,
  firstCommit: 24,
  lastCommit: 26,
  eventLength: 28,
  ended: 29,
  latestCommit: 30,
  earliestCommit: 32,
  repeatedFrom: 34,
  repeatedTo: 36,
} as const;

interface Exports {
  readonly memory: WebAssembly.Memory;
  run(): number;
  remainder(at: number, count: number): number;
  crc32c(state: number, at: number, count: number): number;
}

let compiled: WebAssembly.Module | undefined;
let unavailable = false;

/**
 * An instance of the WebAssembly kernel with its memory: two blocks to read WAL into, and room to copy it. About 2.5 MB.
 */
export class RecordKernel {
  readonly blocks: readonly [Uint8Array, Uint8Array];
  readonly state: Int32Array;
  /** For the commit times, and for the record in `event`. */
  readonly view: DataView;
  readonly #exports: Exports;
  readonly #memory: Uint8Array;

  private constructor(exports: Exports) {
    exports.memory.grow(PAGES - 1);
    const { buffer } = exports.memory;
    this.#exports = exports;
    this.#memory = new Uint8Array(buffer);
    this.state = new Int32Array(buffer, STATE, 38);
    this.view = new DataView(buffer);
    this.blocks = [
      new Uint8Array(buffer, FIRST_BLOCK, BLOCK_SIZE),
      new Uint8Array(buffer, SECOND_BLOCK, BLOCK_SIZE),
    ];
    new Int32Array(buffer, TABLES, 8 * 256).set(castagnoliSlices());
  }

  /** Undefined if the host has no WebAssembly with SIMD; the walk is then done in JavaScript alone. */
  static create(): RecordKernel | undefined {
    if (unavailable) return undefined;
    try {
      compiled ??= new WebAssembly.Module(bytesOfBase64(KERNEL_BYTES));
      const { exports } = new WebAssembly.Instance(compiled);
      return new RecordKernel(exports as unknown as Exports);
    } catch {
      unavailable = true;
      return undefined;
    }
  }

  /** Whether bytes are in this kernel's memory. */
  holds(bytes: Uint8Array): boolean {
    return bytes.buffer === this.#memory.buffer;
  }

  run(): number {
    return this.#exports.run();
  }

  /** Empties the copy. */
  resetCopy(): void {
    this.state[FIELD.copyTo] = COPY;
    this.state[FIELD.copyBegin] = COPY;
  }

  /** Whether all whole records in the copy have the right checksum. The copy cannot be used afterwards. */
  checkCopy(): boolean {
    const begin = this.state[FIELD.copyBegin] ?? COPY;
    return begin === COPY || this.#exports.remainder(COPY, begin - COPY) === 0;
  }

  /**
   * Moves the unfinished record to the beginning of the copy, and saves it in case the copy turns out to be damaged.
   */
  keepUnfinished(): void {
    const begin = this.state[FIELD.copyBegin] ?? COPY;
    const to = this.state[FIELD.copyTo] ?? COPY;
    this.#memory.copyWithin(SAVED, begin, to);
    this.#memory.copyWithin(COPY, begin, to);
    this.#memory.copyWithin(SAVED - 24, HEADER, HEADER + 24);
    this.state[FIELD.copyBegin] = COPY;
    this.state[FIELD.copyTo] = COPY + (to - begin);
  }

  /** The saved bytes of the record, in order. */
  savedRecord(got: number): Uint8Array {
    const header = Math.min(got, 24);
    const bytes = new Uint8Array(got);
    bytes.set(this.#memory.subarray(SAVED - 24, SAVED - 24 + header));
    bytes.set(this.#memory.subarray(SAVED, SAVED + got - header), header);
    return bytes;
  }

  /** Offset in the view of the record that ended the last `run`. */
  get event(): number {
    return EVENT_ADDRESS;
  }

  /** CRC-32C of the first bytes of a block, which are overwritten. `count` is at least 4. */
  crc32c(state: number, block: 0 | 1, count: number): number {
    return this.#exports.crc32c(state, block === 0 ? FIRST_BLOCK : SECOND_BLOCK, count);
  }
}
