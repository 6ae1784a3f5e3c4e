/** The polynomial 1. */
const ONE = 0x80000000;
/** x^(2^k) modulo the Castagnoli polynomial, for k from 0; bit 31 is the coefficient of x^0, as in reflected CRCs. */
const POWERS = powersOfX();

/**
 * The CRC-32C of two consecutive pieces of data, from their finished CRCs and the length of the second in bytes.
 * Appending data multiplies the first CRC by x^(8 * length); the initial and final inversions cancel out.
 */
export function combineCrc32c(first: number, second: number, secondLength: number): number {
  return (multiplyCrc(first, shiftFactor(secondLength)) ^ second) >>> 0;
}

/** x^(8 * length) modulo the polynomial: the factor for a CRC that is followed by `length` bytes. */
export function shiftFactor(length: number): number {
  let factor = ONE;
  // Eight bits per byte: x^(8 n) takes the powers from x^(2^3) on.
  let power = 3;
  for (let rest = length; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) factor = multiplyCrc(factor, POWERS[power % POWERS.length] ?? 0);
    power++;
  }
  return factor;
}

/** Product of two polynomials over GF(2), modulo the Castagnoli polynomial. */
export function multiplyCrc(a: number, b: number): number {
  let product = 0;
  let shifted = b;
  for (let mask = ONE; mask !== 0; mask >>>= 1) {
    if ((a & mask) !== 0) product ^= shifted;
    shifted = (shifted & 1) === 1 ? (shifted >>> 1) ^ 0x82f63b78 : shifted >>> 1;
  }
  return product >>> 0;
}

/** Squaring 31 times leads back to x, because the polynomial's order divides 2^31 - 1. */
function powersOfX(): number[] {
  const powers = [0x40000000];
  while (powers.length < 31) {
    const last = powers.at(-1) ?? 0;
    powers.push(multiplyCrc(last, last));
  }
  return powers;
}
