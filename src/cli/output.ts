import type { Writable } from 'node:stream';

/** A stream for text. Writing waits for a slow reader and does nothing once the reader is gone. */
export interface TextOutput {
  readonly colored: boolean;
  /** Columns of the terminal; undefined for other outputs, where lines are not wrapped. */
  readonly width: number | undefined;
  /** True if the reader is gone (`| head`): long output should stop. */
  readonly closed: boolean;
  write(text: string): Promise<void>;
}

/** Writes to stdout or stderr. */
export class StreamOutput implements TextOutput {
  readonly colored: boolean;
  readonly width: number | undefined;
  readonly #stream: Writable;
  #closed = false;

  constructor(stream: Writable, colored: boolean, width?: number) {
    this.#stream = stream;
    this.colored = colored;
    this.width = width;
    // EPIPE comes as an event too; without a listener it would end the process with a stack trace.
    stream.on('error', () => {
      this.#closed = true;
    });
  }

  get closed(): boolean {
    return this.#closed;
  }

  write(text: string): Promise<void> {
    if (this.#closed || text === '') return Promise.resolve();
    return new Promise((resolve) => {
      this.#stream.write(text, (error) => {
        if (error) this.#closed = true;
        resolve();
      });
    });
  }
}

/** Whether a terminal wants colors: https://no-color.org, and not a terminal that cannot show them. */
export function wantsColor(isTerminal: boolean, environment: NodeJS.ProcessEnv): boolean {
  const refused = environment['NO_COLOR'];
  if (refused !== undefined && refused !== '') return false;
  return isTerminal && environment['TERM'] !== 'dumb';
}

const CHUNK = 32 * 1024;

/** Writes lines in chunks: a million names are neither a million writes nor one string. */
export async function writeLines(output: TextOutput, lines: Iterable<string>): Promise<void> {
  let chunk = '';
  for (const line of lines) {
    chunk += `${line}\n`;
    if (chunk.length < CHUNK) continue;
    await output.write(chunk);
    if (output.closed) return;
    chunk = '';
  }
  await output.write(chunk);
}
