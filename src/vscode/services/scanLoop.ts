/** After so many restarts a scan is completed anyway: old results are better than none. */
const MOST_RESTARTS = 3;

/** The steps of a scan loop. */
export interface ScanSteps<T> {
  /** Computes a result; if the signal was aborted, it is discarded. */
  readonly run: (signal: AbortSignal) => Promise<T>;
  readonly publish: (result: T) => void;
  readonly failed: (error: unknown) => void;
}

/** Runs one scan at a time, and another one if something changed meanwhile. */
export class ScanLoop<T> {
  readonly #steps: ScanSteps<T>;
  #current: Promise<void> | undefined;
  #cancel = new AbortController();
  #again = false;
  #restarts = 0;
  #stopped = false;

  constructor(steps: ScanSteps<T>) {
    this.#steps = steps;
  }

  get running(): boolean {
    return this.#current !== undefined;
  }

  /** Resolves when no scan is running. */
  get idle(): Promise<void> {
    return this.#current ?? Promise.resolve();
  }

  /** Requests a result that is not older than this call; resolves when it is published. */
  request(): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    this.#again = true;
    if (this.#current === undefined) {
      this.#current = this.#loop().finally(() => (this.#current = undefined));
    } else if (this.#restarts < MOST_RESTARTS) {
      this.#cancel.abort();
    }
    return this.#current;
  }

  /** Cancels the running scan and starts no other. */
  stop(): void {
    this.#stopped = true;
    this.#cancel.abort();
  }

  async #loop(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      this.#cancel = new AbortController();
      await this.#once(this.#cancel.signal);
    }
  }

  async #once(signal: AbortSignal): Promise<void> {
    try {
      const result = await this.#steps.run(signal);
      if (signal.aborted) {
        this.#restarts++;
        return;
      }
      this.#steps.publish(result);
    } catch (error) {
      this.#steps.failed(error);
    }
    this.#restarts = 0;
  }
}
