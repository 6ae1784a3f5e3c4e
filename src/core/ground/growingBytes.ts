/** A growing list of numbers of one fixed width, without room between them. */
export class GrowingBytes {
  readonly #width: number;
  #view: DataView;

  /** `width` is the size of a number in bytes. */
  constructor(width: number) {
    this.#width = width;
    this.#view = new DataView(new ArrayBuffer(256 * width));
  }

  /** The content. Do not keep the view: growing replaces it. */
  get view(): DataView {
    return this.#view;
  }

  /** Makes room for `count` numbers in total, and returns the view. */
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
