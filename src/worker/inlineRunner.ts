import type { TaskKind, TaskRequest, WorkerTasks } from '../protocol/worker';
import { perform } from './tasks/perform';
import type { TaskHooks, TaskRunner } from './taskRunner';

/** Does tasks in the calling thread, one after the other: where threads do not pay or cannot be had. */
export class InlineRunner implements TaskRunner {
  readonly size = 1;

  async run<K extends TaskKind>(
    kind: K,
    input: WorkerTasks[K]['input'],
    { signal, progress }: TaskHooks = {},
  ): Promise<WorkerTasks[K]['output']> {
    const cancel = {
      get requested() {
        return signal?.aborted ?? false;
      },
    };
    const hooks = progress === undefined ? { cancel } : { cancel, progress };
    // Kind and input belong together by the signature; the union cannot say so.
    const output: unknown = await perform({ kind, id: 0, input } as TaskRequest, hooks);
    return output as WorkerTasks[K]['output'];
  }
}
