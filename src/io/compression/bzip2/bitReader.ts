/**
 * Reads bits starting with the highest of each byte, as bzip2 stores them. After the last byte it returns zeros and
 * sets `overrun`; the caller checks that before it trusts what it read.
 */
export class BitReader {
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;
  #buffer = 0;
  #count = 0;

  /** Continues after what was read, in other bytes: `skip` bits of the byte at `at` are used up. */
  move(bytes: Uint8Array, at: number, end: number, skip: number): void {
    this.#bytes = bytes;
    this.#at = at;
    this.#end = end;
    this.#buffer = 0;
    this.#count = 0;
    this.read(skip);
  }

  get overrun(): boolean {
    return this.#at * 8 - this.#count > this.#end * 8;
  }

  /** Bits from the beginning of the bytes to what is read next. */
  get position(): number {
    return this.#at * 8 - this.#count;
  }

  /** Up to 24 bits, without consuming them. */
  peek(count: number): number {
    while (this.#count < count) {
      const byte = this.#at < this.#end ? (this.#bytes[this.#at] ?? 0) : 0;
      this.#at++;
      this.#buffer = (this.#buffer << 8) | byte;
      this.#count += 8;
    }
    return (this.#buffer >>> (this.#count - count)) & ((1 << count) - 1);
  }

  skip(count: number): void {
    this.#count -= count;
  }

  /** Up to 24 bits. */
  read(count: number): number {
    const bits = this.peek(count);
    this.#count -= count;
    return bits;
  }

  /** 32 bits, as an unsigned number. */
  read32(): number {
    const high = this.read(16);
    return high * 0x10000 + this.read(16);
  }
}
