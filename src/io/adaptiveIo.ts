/** If a question takes this many milliseconds on average, it is better to ask several at once. */
const SLOW_MS = 0.5;
/** A longer wait counts as this: a thread that once had to wait for another program proves nothing. */
const LONGEST_MS = 2;
/** The weight of one answer in the average. */
const WEIGHT = 0.05;
/** After this many questions, slow storage is tried again. */
const RETRY = 512;
/** After this many milliseconds of work, incoming messages are handled: the scan may have been canceled. */
const BREATH_MS = 20;

/**
 * Measures whether storage answers at once. The system answers from its memory within microseconds, and asking through
 * another thread costs ten times that. A network or a disk makes the thread wait, and many waits at the same time cost
 * no more than one.
 */
export class AdaptiveIo {
  readonly #clock: () => number;
  #average = 0;
  #later = 0;
  #breath: number;

  /** @param clock milliseconds */
  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
    this.#breath = clock();
  }

  /** Asks in this thread as long as answers come at once, otherwise through others. */
  async ask<T>(now: () => T, later: () => Promise<T>): Promise<T> {
    if (!this.isQuick) {
      this.#waited();
      return later();
    }
    await this.rest();
    const began = this.#clock();
    const answer = now();
    this.#took(this.#clock() - began);
    return answer;
  }

  /** Lets messages come in if this thread has worked for long. */
  async rest(): Promise<void> {
    if (this.#clock() - this.#breath <= BREATH_MS) return;
    this.#breath = Number.POSITIVE_INFINITY;
    await new Promise((resolve) => setImmediate(resolve));
    this.#breath = this.#clock();
  }

  get isQuick(): boolean {
    return this.#average < SLOW_MS;
  }

  #took(milliseconds: number): void {
    this.#average += (Math.min(milliseconds, LONGEST_MS) - this.#average) * WEIGHT;
  }

  #waited(): void {
    this.#later++;
    if (this.#later % RETRY === 0) this.#average = SLOW_MS - (LONGEST_MS - SLOW_MS) * WEIGHT * 0.5;
  }
}
