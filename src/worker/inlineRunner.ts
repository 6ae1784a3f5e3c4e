import type { TaskKind, TaskRequest, WorkerTasks } from '../protocol/worker';
import type { FileHasher } from '../core/verify/files/hashing';
import { verifyFilesBy } from './tasks/filesTasks';
import { perform } from './tasks/perform';
import type { TaskHooks, TaskRunner } from './taskRunner';

/** Runs tasks in the calling thread; those of several callers interleave. For work that is too small for threads, or where none can start. */
export class InlineRunner implements TaskRunner {
  readonly size = 1;
  readonly #hasher: FileHasher | undefined;

  /** @param hasher hashes files instead of the calling thread alone */
  constructor(hasher?: FileHasher) {
    this.#hasher = hasher;
  }

  async run<K extends TaskKind>(
    kind: K,
    input: WorkerTasks[K]['input'],
    hooks: TaskHooks = {},
  ): Promise<WorkerTasks[K]['output']> {
    // Kind and input belong together by the signature; the union cannot express it.
    const request = { kind, id: 0, input } as TaskRequest;
    const own = this.#hasher;
    const output: unknown =
      request.kind === 'verify-files' && own !== undefined
        ? await verifyFilesBy(own, request.input, hooks)
        : await perform(request, hooks);
    return output as WorkerTasks[K]['output'];
  }
}
