import type { ReadFailure } from '../core/ground/ports';
import type { FileHasher, HashRange, HashResult } from '../core/verify/files/hashing';
import type { StoredRange, StoredResult } from '../core/verify/files/stored/storedFiles';
import type { TarFaults, TarWitness } from '../core/tars/tarWitness';
import type { TaskHooks, TaskRunner } from './taskRunner';

/**
 * Hashes in the calling thread and, if there is more to do, in other threads too: a small backup is done before a
 * thread has started.
 */
export class SharedHasher implements FileHasher {
  readonly lanes: number;
  readonly #own: FileHasher;
  readonly #tasks: TaskRunner;
  #ownIsBusy = false;

  /** One of the processors of `tasks` is left to `own`. */
  constructor(own: FileHasher, tasks: TaskRunner) {
    this.#own = own;
    this.#tasks = tasks;
    this.lanes = Math.max(1, tasks.size);
  }

  hash(ranges: readonly HashRange[], signal: AbortSignal | undefined): Promise<readonly HashResult[]> {
    return this.#share(
      () => this.#own.hash(ranges, signal),
      (hooks) => this.#tasks.run('hash', { ranges }, hooks),
      signal,
    );
  }

  hashStored(
    ranges: readonly StoredRange[],
    signal: AbortSignal | undefined,
  ): Promise<readonly StoredResult[]> {
    return this.#share(
      () => this.#own.hashStored(ranges, signal),
      (hooks) => this.#tasks.run('hash-stored', { ranges }, hooks),
      signal,
    );
  }

  /** One tar keeps one thread busy, because it can only be read in sequence. */
  hashTar(
    tar: string,
    witness: TarWitness,
    signal: AbortSignal | undefined,
  ): Promise<TarFaults | ReadFailure> {
    return this.#own.hashTar(tar, witness, signal);
  }

  async #share<T>(
    here: () => Promise<T>,
    there: (hooks: TaskHooks) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    if (this.#ownIsBusy) return there(signal === undefined ? {} : { signal });
    this.#ownIsBusy = true;
    try {
      return await here();
    } finally {
      this.#ownIsBusy = false;
    }
  }
}
