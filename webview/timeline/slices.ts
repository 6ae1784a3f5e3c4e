/**
 * Does things one after the other, each in a task of its own, so that frames are drawn between them. What was to be done
 * before and is not yet is forgotten when something else comes.
 */
export class Slices {
  #left: (() => void)[] = [];
  #timer = 0;

  run(steps: readonly (() => void)[]): void {
    clearTimeout(this.#timer);
    this.#left = [...steps];
    this.#soon();
  }

  /** Puts more in front of what is left. */
  insert(steps: readonly (() => void)[]): void {
    this.#left.unshift(...steps);
  }

  get idle(): boolean {
    return this.#left.length === 0;
  }

  #next(): void {
    this.#left.shift()?.();
    if (this.#left.length > 0) this.#soon();
  }

  #soon(): void {
    this.#timer = window.setTimeout(() => {
      this.#next();
    });
  }
}
