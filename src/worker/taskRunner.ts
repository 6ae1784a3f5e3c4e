import type { KnownTar } from '../core/tars/tarIndex';
import type { TaskKind, WorkerTasks } from '../protocol/worker';

export interface TaskHooks {
  readonly signal?: AbortSignal;
  /** Called now and then with the bytes that were read since the last call. */
  readonly progress?: (bytes: number) => void;
}

/** Something that does tasks, by threads or at once. */
export interface TaskRunner {
  /** How many tasks are worked on at the same time. */
  readonly size: number;
  /** What all who do tasks are to know of packed tars, instead of what they were told before. */
  shareTars?(tars: readonly KnownTar[]): void;
  /**
   * Has a task done. One that is canceled by its signal ends soon with what its kind says of that. Rejects only when
   * the doing itself fails, never for what is in the files.
   */
  run<K extends TaskKind>(
    kind: K,
    input: WorkerTasks[K]['input'],
    hooks?: TaskHooks,
  ): Promise<WorkerTasks[K]['output']>;
}
