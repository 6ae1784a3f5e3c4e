/** Numbers of one width, packed, as many as come. */
export class GrowingBytes {
  readonly #width: number;
  #view: DataView;

  /** `width` is the size of a number in bytes. */
  constructor(width: number) {
    this.#width = width;
    this.#view = new DataView(new ArrayBuffer(256 * width));
  }

  /** What is there; not to be kept, for growing makes a new one. */
  get view(): DataView {
    return this.#view;
  }

  /** Makes room for so many numbers in all, and gives the view. */
  grow(count: number): DataView {
    const needed = count * this.#width;
    if (needed > this.#view.byteLength) {
      const grown = new Uint8Array(Math.max(needed, Math.ceil(this.#view.byteLength * 1.5)));
      grown.set(new Uint8Array(this.#view.buffer));
      this.#view = new DataView(grown.buffer);
    }
    return this.#view;
  }
}
