/** Collects decompressed bytes up to a limit, in one buffer that grows only as far as needed. */
export class Output {
  readonly #capacity: number;
  #buffer: Uint8Array;
  #length = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#buffer = new Uint8Array(Math.min(capacity, 64 * 1024));
  }

  /** Bytes that no longer fit are dropped. */
  push(bytes: Uint8Array): void {
    const taken = bytes.subarray(0, this.#capacity - this.#length);
    this.#grow(this.#length + taken.length);
    this.#buffer.set(taken, this.#length);
    this.#length += taken.length;
  }

  get full(): boolean {
    return this.#length === this.#capacity;
  }

  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  #grow(needed: number): void {
    if (needed <= this.#buffer.length) return;
    const grown = new Uint8Array(Math.min(this.#capacity, Math.max(needed, this.#buffer.length * 4)));
    grown.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = grown;
  }
}
