/** A scan that is overtaken again and again is let through in the end: old results beat none. */
const MOST_RESTARTS = 3;

/** What a scan loop does its work with. */
export interface ScanSteps<T> {
  /** Makes a result; what it gives after the signal said stop is thrown away. */
  readonly run: (signal: AbortSignal) => Promise<T>;
  readonly publish: (result: T) => void;
  readonly failed: (error: unknown) => void;
}

/** Runs one scan at a time, and another one when something changed while it ran. */
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

  /** Ends when no scan is running. */
  get idle(): Promise<void> {
    return this.#current ?? Promise.resolve();
  }

  /** Asks for a result that is not older than this call; ends when it is published. */
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

  /** Cancels what runs and starts nothing more. */
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
