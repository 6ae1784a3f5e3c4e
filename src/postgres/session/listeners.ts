/** Those who want to hear of something. */
export class Listeners<T> {
  readonly #all = new Set<(value: T) => void>();

  /** Gives a function that takes the listener away. */
  add(listener: (value: T) => void): () => void {
    this.#all.add(listener);
    return () => {
      this.#all.delete(listener);
    };
  }

  call(value: T): void {
    for (const listener of [...this.#all]) listener(value);
  }
}
