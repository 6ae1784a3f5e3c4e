import type { Cancel, ReadFailure } from '../core/ground/ports';
import type { FileHasher, HashRange, HashResult } from '../core/verify/files/hashing';
import type { StoredRange, StoredResult } from '../core/verify/files/stored/storedFiles';
import type { TarFaults, TarWitness } from '../core/tars/tarWitness';
import type { TaskHooks, TaskRunner } from './taskRunner';

/** How soon a thread hears that its work is called off. */
const CANCEL_POLL_MS = 100;

/**
 * Hashes in the calling thread and, when there is more to do than that one takes, in other threads too: a small backup
 * is done before a thread has started.
 */
export class SharedHasher implements FileHasher {
  readonly lanes: number;
  readonly #own: FileHasher;
  readonly #tasks: TaskRunner;
  #ownIsBusy = false;

  /** Of the processors that `tasks` would use, one is left to `own`. */
  constructor(own: FileHasher, tasks: TaskRunner) {
    this.#own = own;
    this.#tasks = tasks;
    this.lanes = Math.max(1, tasks.size);
  }

  hash(ranges: readonly HashRange[], cancel: Cancel): Promise<readonly HashResult[]> {
    return this.#share(
      () => this.#own.hash(ranges, cancel),
      (hooks) => this.#tasks.run('hash', { ranges }, hooks),
      cancel,
    );
  }

  hashStored(ranges: readonly StoredRange[], cancel: Cancel): Promise<readonly StoredResult[]> {
    return this.#share(
      () => this.#own.hashStored(ranges, cancel),
      (hooks) => this.#tasks.run('hash-stored', { ranges }, hooks),
      cancel,
    );
  }

  /** One tar keeps one thread busy: it can only be read in its order. */
  hashTar(tar: string, witness: TarWitness, cancel: Cancel): Promise<TarFaults | ReadFailure> {
    return this.#own.hashTar(tar, witness, cancel);
  }

  async #share<T>(
    here: () => Promise<T>,
    there: (hooks: TaskHooks) => Promise<T>,
    cancel: Cancel,
  ): Promise<T> {
    if (this.#ownIsBusy) return this.#byThread(there, cancel);
    this.#ownIsBusy = true;
    try {
      return await here();
    } finally {
      this.#ownIsBusy = false;
    }
  }

  async #byThread<T>(there: (hooks: TaskHooks) => Promise<T>, cancel: Cancel): Promise<T> {
    const stop = new AbortController();
    const poll = setInterval(() => {
      if (cancel.requested) stop.abort();
    }, CANCEL_POLL_MS);
    try {
      return await there({ signal: stop.signal });
    } finally {
      clearInterval(poll);
    }
  }
}
