import type { Cancel } from '../../core/ports';

/** A scan that is overtaken again and again is let through in the end: old results beat none. */
const MOST_RESTARTS = 3;

/** What a scan loop does its work with. */
export interface ScanSteps<T> {
  /** Makes a result; what it gives after `cancel` was requested is thrown away. */
  readonly run: (cancel: Cancel) => Promise<T>;
  readonly publish: (result: T) => void;
  readonly failed: (error: unknown) => void;
}

/** Runs one scan at a time, and another one when something changed while it ran. */
export class ScanLoop<T> {
  readonly #steps: ScanSteps<T>;
  #current: Promise<void> | undefined;
  #cancel = { requested: false };
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
      this.#cancel.requested = true;
    }
    return this.#current;
  }

  /** Cancels what runs and starts nothing more. */
  stop(): void {
    this.#stopped = true;
    this.#cancel.requested = true;
  }

  async #loop(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      this.#cancel = { requested: false };
      await this.#once(this.#cancel);
    }
  }

  async #once(cancel: Cancel): Promise<void> {
    try {
      const result = await this.#steps.run(cancel);
      if (cancel.requested) {
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
