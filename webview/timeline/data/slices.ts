/**
 * Does things one after the other, each in a task of its own, so that frames are drawn between them. What was to be done
 * before and is not yet is forgotten when something else comes. One that fails does not keep back those behind it.
 */
export class Slices {
  readonly #later: (act: () => void) => void;
  #left: (() => void)[] = [];
  #scheduled = false;

  /** @param later starts a task of its own */
  constructor(
    later = (act: () => void): void => {
      setTimeout(act);
    },
  ) {
    this.#later = later;
  }

  run(steps: readonly (() => void)[]): void {
    this.#left = [...steps];
    this.#soon();
  }

  /** Puts more in front of what is left. */
  insert(steps: readonly (() => void)[]): void {
    this.#left.unshift(...steps);
    this.#soon();
  }

  get idle(): boolean {
    return this.#left.length === 0;
  }

  #soon(): void {
    if (this.#scheduled || this.idle) return;
    this.#scheduled = true;
    this.#later(() => {
      this.#scheduled = false;
      try {
        this.#left.shift()?.();
      } finally {
        this.#soon();
      }
    });
  }
}
