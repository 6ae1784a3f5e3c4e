import type { TaskKind, TaskRequest, WorkerTasks } from '../protocol/worker';
import { perform } from './tasks/perform';
import type { TaskHooks, TaskRunner } from './taskRunner';

/** Runs tasks in the calling thread, one after the other: for work that is too small for threads, or where none can start. */
export class InlineRunner implements TaskRunner {
  readonly size = 1;

  async run<K extends TaskKind>(
    kind: K,
    input: WorkerTasks[K]['input'],
    hooks: TaskHooks = {},
  ): Promise<WorkerTasks[K]['output']> {
    // Kind and input belong together by the signature; the union cannot express it.
    const output: unknown = await perform({ kind, id: 0, input } as TaskRequest, hooks);
    return output as WorkerTasks[K]['output'];
  }
}
