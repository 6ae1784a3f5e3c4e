import fs from 'node:fs';

/** Counts the bytes that are read from each file with `readSync`, which every reader of tars uses. */
export class ReadBytes {
  readonly #open = fs.openSync;
  readonly #read = fs.readSync;
  readonly #paths = new Map<number, string>();
  readonly #bytes = new Map<string, number>();

  constructor() {
    fs.openSync = (...args) => {
      const descriptor = this.#open(...args);
      this.#paths.set(descriptor, String(args[0]));
      return descriptor;
    };
    fs.readSync = ((...args: Parameters<typeof fs.readSync>) => {
      const count = this.#read(...args);
      const path = this.#paths.get(args[0]) ?? '';
      this.#bytes.set(path, this.of(path) + count);
      return count;
    }) as typeof fs.readSync;
  }

  of(path: string): number {
    return this.#bytes.get(path) ?? 0;
  }

  restore(): void {
    fs.openSync = this.#open;
    fs.readSync = this.#read;
  }
}
