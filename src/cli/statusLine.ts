import { formatBytes } from '../core/ground/sizes';
import { durationText } from '../core/restore/monitor/duration';
import type { Context } from './context';
import type { Invocation } from './invocation';

/** A line is written at most this often, in milliseconds. */
const PAUSE = 100;
/** Before this time a rate says nothing, in milliseconds. */
const LEAST_TIME = 1000;

/**
 * One line on a terminal with the progress of long work: what was read, the rate, and how long it still takes if the total is
 * known. It is cleared before anything is printed. Nothing is shown without a terminal, for programs (every format but text),
 * and with --quiet.
 */
export class StatusLine {
  readonly #context: Pick<Context, 'err' | 'now'>;
  readonly #isWanted: boolean;
  #label = 'verifying';
  #bytes = 0;
  #total: number | undefined;
  #begun: number | undefined;
  #written = Number.NEGATIVE_INFINITY;
  #shown = false;

  constructor(
    context: Pick<Context, 'err' | 'now'>,
    { format, quiet }: Pick<Invocation, 'format' | 'quiet'>,
  ) {
    this.#context = context;
    this.#isWanted = context.err.width !== undefined && format === 'text' && !quiet;
  }

  /** Begins a piece of work, and shows its name at once. @param total bytes to read, if that is known */
  begin(label: string, total?: number): void {
    this.#label = label;
    this.#total = total === 0 ? undefined : total;
    this.#bytes = 0;
    this.#begun = undefined;
    this.#written = Number.NEGATIVE_INFINITY;
    this.#show();
  }

  /** Adds to the bytes that will be read. */
  expect(bytes: number): void {
    this.#total = (this.#total ?? 0) + bytes;
  }

  /** Adds bytes that were read. */
  add(bytes: number): void {
    this.#bytes += bytes;
    this.#show();
  }

  /** Call this before anything else is written. */
  async clear(): Promise<void> {
    if (this.#shown) await this.#context.err.write('\r\u001b[K');
    this.#shown = false;
  }

  #show(): void {
    if (!this.#isWanted) return;
    const now = this.#context.now().getTime();
    this.#begun ??= now;
    if (now - this.#written < PAUSE) return;
    this.#written = now;
    this.#shown = true;
    const parts = [this.#amount(), ...this.#pace(now - this.#begun)].filter((part) => part !== '');
    const text = `${this.#label} … ${parts.join(', ')}`.trimEnd();
    // A line that the terminal breaks could not be cleared.
    void this.#context.err.write(
      `\r\u001b[K${text.slice(0, Math.max(10, (this.#context.err.width ?? 80) - 1))}`,
    );
  }

  #amount(): string {
    if (this.#bytes === 0) return '';
    const read = formatBytes(this.#bytes);
    return this.#total === undefined || this.#bytes > this.#total
      ? `${read} read`
      : `${read} of ${formatBytes(this.#total)}`;
  }

  /** Rate and remaining time. Compressed files count as what they contain, so their total is a guess that may be passed. */
  #pace(elapsed: number): string[] {
    if (this.#bytes === 0 || elapsed < LEAST_TIME) return [];
    const rate = (this.#bytes / elapsed) * 1000;
    const left = (this.#total ?? 0) - this.#bytes;
    return [`${formatBytes(rate)}/s`, ...(left > 0 ? [`${durationText(left / rate)} left`] : [])];
  }
}
