/** A value that is created once, when it is first requested. A failed attempt is not kept. */
export class Lazy<T> {
  readonly #make: () => Promise<T>;
  #making: Promise<T> | undefined;
  #value: T | undefined;

  constructor(make: () => Promise<T>) {
    this.#make = make;
  }

  /** The value; undefined until it is created. */
  get value(): T | undefined {
    return this.#value;
  }

  get(): Promise<T> {
    this.#making ??= this.#start();
    return this.#making;
  }

  async #start(): Promise<T> {
    try {
      this.#value = await this.#make();
      return this.#value;
    } catch (error) {
      this.#making = undefined;
      throw error;
    }
  }
}
