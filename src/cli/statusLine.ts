import { formatBytes } from '../core/ground/sizes';
import type { TextOutput } from './output';

/** One line on a terminal with the progress of long work; it is cleared before anything is printed. */
export class StatusLine {
  readonly #output: TextOutput;
  #bytes = 0;
  #shown = false;

  constructor(output: TextOutput) {
    this.#output = output;
  }

  /** Adds bytes that were read. */
  add(bytes: number): void {
    this.#bytes += bytes;
    if (this.#output.width === undefined) return;
    this.#shown = true;
    void this.#output.write(`\r\u001b[Kverifying … ${formatBytes(this.#bytes)} read`);
  }

  /** Call this before anything else is written. */
  async clear(): Promise<void> {
    if (this.#shown) await this.#output.write('\r\u001b[K');
    this.#shown = false;
  }
}
