/** The polynomial of ECMA-182, reflected, as .xz files use it: its high and low half. */
const POLYNOMIAL_HIGH = 0xc96c5795;
const POLYNOMIAL_LOW = 0xd7870f42;

const HIGH = new Int32Array(256);
const LOW = new Int32Array(256);
for (let byte = 0; byte < 256; byte++) {
  let [high, low] = [0, byte];
  for (let bit = 0; bit < 8; bit++) {
    const carry = low & 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (carry === 1) [high, low] = [high ^ POLYNOMIAL_HIGH, low ^ POLYNOMIAL_LOW];
  }
  HIGH[byte] = high;
  LOW[byte] = low;
}

/** A running CRC-64 (CRC-64/XZ). */
export class Crc64 {
  #high = -1;
  #low = -1;

  update(bytes: Uint8Array): void {
    let [high, low] = [this.#high, this.#low];
    for (const byte of bytes) {
      const at = (low ^ byte) & 0xff;
      low = (LOW[at] ?? 0) ^ ((low >>> 8) | (high << 24));
      high = (HIGH[at] ?? 0) ^ (high >>> 8);
    }
    this.#high = high;
    this.#low = low;
  }

  /** The eight bytes of the checksum, the lowest first. */
  finish(): Uint8Array {
    const bytes = new Uint8Array(8);
    const view = new DataView(bytes.buffer);
    view.setInt32(0, ~this.#low, true);
    view.setInt32(4, ~this.#high, true);
    return bytes;
  }
}
