import type { KnownTar } from '../core/tars/tarIndex';
import type { TaskKind, WorkerTasks } from '../protocol/worker';

export interface TaskHooks {
  readonly signal?: AbortSignal;
  /** Called from time to time with the bytes that were read since the last call. */
  readonly progress?: (bytes: number) => void;
}

/** Runs tasks, in worker threads or inline. */
export interface TaskRunner {
  /** How many tasks run at the same time. */
  readonly size: number;
  /** Replaces the tar indexes shared with the workers. */
  shareTars?(tars: readonly KnownTar[]): void;
  /**
   * Runs a task. If aborted, it resolves early with the task's canceled result. Rejects only if the task itself fails,
   * never for what is in the files.
   */
  run<K extends TaskKind>(
    kind: K,
    input: WorkerTasks[K]['input'],
    hooks?: TaskHooks,
  ): Promise<WorkerTasks[K]['output']>;
}
