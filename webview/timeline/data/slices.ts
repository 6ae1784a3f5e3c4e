/**
 * Runs steps one after the other, each in a task of its own, so that frames are drawn between them. Steps that have not
 * run yet are dropped when new ones come. A failing step does not prevent those after it.
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

  /** Inserts steps before the remaining ones. */
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
