/** A question at this many milliseconds on average is better asked together with others. */
const SLOW_MS = 0.5;
/** Longer waits count as this: a thread that had to stand back for another program once proves nothing. */
const LONGEST_MS = 2;
/** What one answer changes of the average. */
const WEIGHT = 0.05;
/** Questions after which slow storage is tried again. */
const RETRY = 512;
/** Milliseconds of work after which messages are looked at: a scan can be canceled. */
const BREATH_MS = 20;

/**
 * Whether storage answers at once. What the system has in its memory it tells in some microseconds, and asking it through
 * another thread costs ten times that; a network or a disk lets one wait, and many waits at once cost what one does.
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

  /** Asks in this thread as long as answers come at once, and else through others. */
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

  /** Lets messages come in, where this thread has worked for long. */
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
