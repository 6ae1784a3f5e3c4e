import type { KnownTar } from '../core/tars/tarIndex';
import { NodeFileHasher } from '../io/hashing/fileHasher';
import { tarStore } from '../io/tar/tarStore';
import type { TaskKind, WorkerTasks } from '../protocol/worker';
import { InlineRunner } from './inlineRunner';
import type { WorkerPool } from './pool';
import { SharedHasher } from './sharedHasher';
import type { TaskHooks, TaskRunner } from './taskRunner';

/** Tasks for which starting a thread costs more than it saves: most wait for the system, and hashing is shared with the threads. */
const HERE: ReadonlySet<TaskKind> = new Set([
  'scan',
  'known-tars',
  'read-tars',
  'check-archive',
  'verify-files',
]);

/**
 * Runs tasks for a program that has nothing else to do: quick ones in the calling thread, decoding in the threads of a
 * pool. What the calling thread has decompressed is not decompressed again by the others.
 */
export class ForegroundRunner implements TaskRunner {
  readonly #pool: WorkerPool;
  readonly #inline: InlineRunner;

  constructor(pool: WorkerPool) {
    this.#pool = pool;
    this.#inline = new InlineRunner(new SharedHasher(new NodeFileHasher(), pool));
    tarStore().keepContents();
  }

  get size(): number {
    return this.#pool.size;
  }

  shareTars(tars: readonly KnownTar[]): void {
    this.#pool.shareTars(tars);
  }

  run<K extends TaskKind>(
    kind: K,
    input: WorkerTasks[K]['input'],
    hooks?: TaskHooks,
  ): Promise<WorkerTasks[K]['output']> {
    return (HERE.has(kind) ? this.#inline : this.#pool).run(kind, input, hooks);
  }
}
