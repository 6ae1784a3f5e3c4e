import type { Readable } from 'node:stream';

/** Lines that a server writes, as they arrive. */
export class ServerLog {
  readonly lines: string[] = [];
  #rest = '';
  readonly #waiters = new Set<() => void>();

  constructor(stream: Readable) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      this.#add(text);
    });
  }

  #add(text: string): void {
    const parts = (this.#rest + text).split('\n');
    this.#rest = parts.pop() ?? '';
    this.lines.push(...parts);
    for (const check of this.#waiters) check();
  }

  /** Resolves as soon as any line matches, past or future. Never rejects: race it against the server's end. */
  waitFor(pattern: RegExp): Promise<string> {
    return new Promise((resolve) => {
      let next = 0;
      const check = () => {
        for (; next < this.lines.length; next++) {
          const line = this.lines[next];
          if (line === undefined || !pattern.test(line)) continue;
          this.#waiters.delete(check);
          resolve(line);
          return;
        }
      };
      this.#waiters.add(check);
      check();
    });
  }
}
