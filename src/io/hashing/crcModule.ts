/**
 * The machine code for a fast CRC-32C, as a WebAssembly module.
 *
 * A CRC is the remainder of the data, taken as a polynomial over GF(2), by the Castagnoli polynomial. It does not change
 * when multiples of that are added. One multiple has only four terms: x^5275 + x^4508 + x^2751 + 1 (found by search; there
 * is none of smaller degree), and so has each power of it by a power of two: its 8th is the same in bytes instead of bits
 * (squaring only doubles exponents). Adding that at every byte in turn, front to back, makes each byte zero at the price
 * of changing three later ones, until all that is left are 5275 bytes after the data. Written as what is added to a byte
 * by those before it, this is
 *
 *     byte[k] ^= byte[k - 767] ^ byte[k - 2524] ^ byte[k - 5275]
 *
 * which vectors do for sixteen bytes at once, without a table: as fast as memory is read.
 */

/** Degree of the multiple, in bytes: as many are left over, and as many zeros must precede the data. */
export const DEGREE = 5275;
/** The distances from a byte to those that it is added to. */
export const DISTANCES = [DEGREE - 4508, DEGREE - 2751, DEGREE];

/** Where data begins: a page, after zeros that are never written. */
export const DATA_OFFSET = 8192;
export const DATA_BYTES = 256 * 1024;
/** Where the rest is summed up, after some bytes that may be read but do not count. */
export const REST_OFFSET = DATA_OFFSET + DATA_BYTES + 64;
const PAGES = Math.ceil((REST_OFFSET + DEGREE + 64) / 65536);

const I32 = 0x7f;
const END_OF_CODE = 0x0b;

/**
 * The module. It exports `memory` and
 * - `reduce(from, end)`: the recurrence above for all bytes from `from + DEGREE` to `end + DEGREE`, sixteen at a time;
 * - `add(to, from, end)`: adds the bytes from `from` to `end` to those at `to`, sixteen at a time.
 */
export function crcModule(): Uint8Array {
  const reduce = code(loop(REDUCE_STEP, { pointers: [0], end: 1 }));
  const add = code(loop(ADD_STEP, { pointers: [0, 1], end: 2 }));
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [0x60, 2, I32, I32, 0], [0x60, 3, I32, I32, I32, 0]),
    ...section(3, [0], [1]),
    ...section(5, [0, ...unsigned(PAGES)]),
    ...section(7, [...name('memory'), 2, 0], [...name('reduce'), 0, 0], [...name('add'), 0, 1]),
    ...section(10, reduce, add),
  ]);
}

const getLocal = (local: number): number[] => [0x20, local];
const setLocal = (local: number): number[] => [0x21, local];
/** Vector instructions have a prefix. Any address is allowed, so the declared alignment is 1. */
const loadVector = (offset: number): number[] => [0xfd, 0, 0, ...unsigned(offset)];
const storeVector = (offset: number): number[] => [0xfd, 11, 0, ...unsigned(offset)];
const XOR_VECTORS = [0xfd, 81];

/** Parameter 0 points `DEGREE` bytes before the bytes that change, so that all offsets are positive. */
const REDUCE_STEP = [
  ...getLocal(0),
  ...[...getLocal(0), ...loadVector(DEGREE)],
  ...DISTANCES.flatMap((distance) => [...getLocal(0), ...loadVector(DEGREE - distance), ...XOR_VECTORS]),
  ...storeVector(DEGREE),
];

const ADD_STEP = [
  ...getLocal(0),
  ...[...getLocal(0), ...loadVector(0)],
  ...[...getLocal(1), ...loadVector(0)],
  ...XOR_VECTORS,
  ...storeVector(0),
];

/** Repeats a step and advances the pointers by sixteen, until the last of them reaches the end. */
function loop(step: readonly number[], { pointers, end }: { pointers: number[]; end: number }): number[] {
  const last = pointers.at(-1) ?? 0;
  const advance = pointers.flatMap((pointer) => [...getLocal(pointer), 0x41, 16, 0x6a, ...setLocal(pointer)]);
  return [0x03, 0x40, ...step, ...advance, ...getLocal(last), ...getLocal(end), 0x49, 0x0d, 0, END_OF_CODE];
}

/** The body of a function without local variables. */
function code(instructions: readonly number[]): number[] {
  return [...unsigned(instructions.length + 2), 0, ...instructions, END_OF_CODE];
}

function section(id: number, ...items: readonly (readonly number[])[]): number[] {
  const content = [...unsigned(items.length), ...items.flat()];
  return [id, ...unsigned(content.length), ...content];
}

function name(text: string): number[] {
  return [text.length, ...new TextEncoder().encode(text)];
}

/** LEB128, as numbers in a module are written. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}
