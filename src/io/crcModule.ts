/**
 * The machine code for CRC-32C by 128-bit vectors, as a WebAssembly module.
 *
 * Data are cut into sixteen stripes of equal length, and sixteen CRCs advance side by side, one in each byte of a vector:
 * vector `crc[k]` holds byte k of all of them. A step of the byte-wise algorithm looks up a table of 256 entries by
 * `crc ^ byte`. CRCs are linear, so that table is the sum of two of sixteen entries, by the low and the high four bits,
 * and a table of sixteen bytes is what a `swizzle` looks up in one instruction. Sixteen bytes of each stripe are loaded
 * at a time and turned, so that each vector holds one byte of every stripe.
 */

const LANES = 16;
/** Where the states lie: byte k of all sixteen CRCs at 16 * k. */
export const STATE_BYTES = 4 * LANES;
/** Where data begin, behind the states; a whole page, which systems copy to fastest. */
export const DATA_OFFSET = 4096;
/** Sixteen stripes; not a power of two, so that they do not compete for the same lines of the cache. */
export const DATA_BYTES = LANES * 16320;
const PAGES = Math.ceil((DATA_OFFSET + DATA_BYTES) / 65536);

const POLYNOMIAL = 0x82f63b78;
const V128 = 0x7b;
const I32 = 0x7f;

/** Numbers of the function's parameters and locals. */
const DATA = 0;
const STRIPE = 1;
const END = 2;
const FIRST_VECTOR = 3;

/**
 * The module. It exports `memory` and `run(data, stripe, end)`: advances the states in memory by the bytes from `data`
 * to `end`, a multiple of sixteen, and by those at the same place in the fifteen stripes behind, `stripe` bytes apart.
 * `relaxed` saves an instruction for each lookup, where the engine has relaxed SIMD.
 */
export function crcModule(relaxed: boolean): Uint8Array {
  const code = new FunctionCode(relaxed).bytes();
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [0x60, 3, I32, I32, I32, 0]),
    ...section(3, [0]),
    ...section(5, [0, ...unsigned(PAGES)]),
    ...section(7, [...text('memory'), 2, 0], [...text('run'), 0, 0]),
    ...section(10, [...unsigned(code.length), ...code]),
  ]);
}

function section(id: number, ...items: readonly (readonly number[])[]): number[] {
  const content = [...unsigned(items.length), ...items.flat()];
  return [id, ...unsigned(content.length), ...content];
}

function text(name: string): number[] {
  return [name.length, ...new TextEncoder().encode(name)];
}

/** LEB128, as all numbers in a module are written. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

/** Emits the body of `run`, instruction by instruction, operands before their operator. */
class FunctionCode {
  readonly #code: number[] = [];
  readonly #swizzle: number;
  #vectors = 0;
  readonly #rows = this.#locals(LANES);
  readonly #turned = this.#locals(LANES);
  readonly #crc = this.#locals(4);
  readonly #low = this.#locals(4);
  readonly #high = this.#locals(4);
  readonly #mask = this.#local();
  readonly #index = this.#local();
  readonly #lowIndex = this.#local();
  readonly #highIndex = this.#local();

  constructor(relaxed: boolean) {
    this.#swizzle = relaxed ? 0x100 : 14;
  }

  bytes(): number[] {
    this.#prepare();
    this.#emit(0x03, 0x40);
    for (const row of this.#rows.keys()) this.#load(row);
    for (const column of this.#turn()) this.#step(column);
    this.#get(DATA);
    this.#number(16);
    this.#emit(0x6a, 0x22, DATA);
    this.#get(END);
    this.#emit(0x49, 0x0d, 0, 0x0b);
    for (const [k, crc] of this.#crc.entries()) {
      this.#number(k * LANES);
      this.#get(crc);
      this.#simd(11, 0, 0);
    }
    return [1, ...unsigned(this.#vectors), V128, ...this.#code, 0x0b];
  }

  #prepare(): void {
    for (let k = 0; k < 4; k++) {
      this.#constant(
        tablePlane((nibble) => nibble, k),
        this.#low[k],
      );
      this.#constant(
        tablePlane((nibble) => nibble << 4, k),
        this.#high[k],
      );
      this.#number(k * LANES);
      this.#simd(0, 0, 0);
      this.#set(this.#crc[k]);
    }
    this.#constant(new Array<number>(LANES).fill(15), this.#mask);
  }

  #load(row: number): void {
    this.#get(DATA);
    this.#get(STRIPE);
    this.#number(row);
    this.#emit(0x6c, 0x6a);
    this.#simd(0, 0, 0);
    this.#set(this.#rows[row]);
  }

  /** Turns rows into columns: four rounds in which each pair of vectors is interleaved byte by byte. */
  #turn(): readonly number[] {
    let from = this.#rows;
    let to = this.#turned;
    for (let round = 0; round < 4; round++) {
      for (let pair = 0; pair < 8; pair++) {
        for (const half of [0, 8]) {
          this.#get(from[pair]);
          this.#get(from[pair + 8]);
          this.#simd(13, ...interleaved(half));
          this.#set(to[2 * pair + half / 8]);
        }
      }
      [from, to] = [to, from];
    }
    return from;
  }

  /** One byte of each stripe. */
  #step(column: number): void {
    this.#get(this.#crc[0]);
    this.#get(column);
    this.#simd(81);
    this.#set(this.#index);
    this.#get(this.#index);
    this.#get(this.#mask);
    this.#simd(78);
    this.#set(this.#lowIndex);
    this.#get(this.#index);
    this.#number(4);
    this.#simd(141);
    this.#get(this.#mask);
    this.#simd(78);
    this.#set(this.#highIndex);
    for (let k = 0; k < 4; k++) {
      this.#lookUp(this.#low[k], this.#lowIndex);
      this.#lookUp(this.#high[k], this.#highIndex);
      this.#simd(81);
      if (k < 3) {
        this.#get(this.#crc[k + 1]);
        this.#simd(81);
      }
      this.#set(this.#crc[k]);
    }
  }

  #lookUp(table: number | undefined, index: number): void {
    this.#get(table);
    this.#get(index);
    this.#simd(this.#swizzle);
  }

  #constant(bytes: readonly number[], local: number | undefined): void {
    this.#simd(12, ...bytes);
    this.#set(local);
  }

  #simd(operation: number, ...immediate: readonly number[]): void {
    this.#emit(0xfd, ...unsigned(operation), ...immediate);
  }

  /** A number from 0 to 63. */
  #number(value: number): void {
    this.#emit(0x41, value);
  }

  #get(local = 0): void {
    this.#emit(0x20, local);
  }

  #set(local = 0): void {
    this.#emit(0x21, local);
  }

  #emit(...bytes: readonly number[]): void {
    this.#code.push(...bytes);
  }

  #locals(count: number): readonly number[] {
    return Array.from({ length: count }, () => this.#local());
  }

  #local(): number {
    return FIRST_VECTOR + this.#vectors++;
  }
}

/** Byte `plane` of the table's entries for the sixteen values of four bits. */
function tablePlane(entry: (nibble: number) => number, plane: number): number[] {
  return Array.from({ length: LANES }, (_, nibble) => (tableEntry(entry(nibble)) >>> (8 * plane)) & 0xff);
}

function tableEntry(index: number): number {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
  return value;
}

/** Bytes `from` to `from + 8` of two vectors in turn. */
function interleaved(from: number): number[] {
  return Array.from({ length: LANES }, (_, i) => from + (i >> 1) + (i & 1) * LANES);
}
