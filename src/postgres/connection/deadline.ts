import { PostgresError } from '../postgresError';

/** The error of an aborted signal. */
export function canceled(doing: string): PostgresError {
  return new PostgresError({
    reason: 'canceled',
    message: `${doing} was canceled.`,
    remedy: 'No action is needed.',
  });
}

/** A time limit that is paused while the user is asked something. */
export class Deadline {
  #left: number;
  #since = 0;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;
  readonly #onElapsed: () => void;

  constructor(milliseconds: number, onElapsed: () => void) {
    this.#left = milliseconds;
    this.#onElapsed = onElapsed;
    this.resume();
  }

  pause(): void {
    if (this.#timer === undefined) return;
    this.#left -= Date.now() - this.#since;
    this.#clear();
  }

  /** Continues after a pause; does nothing while it runs, or after it was stopped. */
  resume(): void {
    if (this.#isOver || this.#timer !== undefined) return;
    this.#since = Date.now();
    this.#timer = setTimeout(this.#onElapsed, Math.max(this.#left, 0));
  }

  stop(): void {
    this.#isOver = true;
    this.#clear();
  }

  #clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** Calls back when a signal is aborted, immediately if it already is; returns a function that undoes this. */
export function whenAborted(signal: AbortSignal, listener: () => void): () => void {
  if (signal.aborted) {
    listener();
    return () => undefined;
  }
  signal.addEventListener('abort', listener, { once: true });
  return () => {
    signal.removeEventListener('abort', listener);
  };
}
