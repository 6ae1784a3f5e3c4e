/**
 * Combines many calls into one: `action` runs when no call came for `delayMs`, and at the latest `longestMs` after the
 * first one.
 */
export class Debouncer {
  readonly #action: () => void;
  readonly #delayMs: number;
  readonly #longestMs: number;
  #timer: NodeJS.Timeout | undefined;
  #first = 0;

  constructor(action: () => void, delayMs: number, longestMs: number) {
    this.#action = action;
    this.#delayMs = delayMs;
    this.#longestMs = longestMs;
  }

  call(): void {
    const now = performance.now();
    if (this.#timer === undefined) this.#first = now;
    else clearTimeout(this.#timer);
    const wait = Math.max(0, Math.min(this.#delayMs, this.#first + this.#longestMs - now));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#action();
    }, wait);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
