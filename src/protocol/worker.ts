import type { Catalog } from '../core/catalog/model';
import type { ScanOptions } from '../core/catalog/scan';
import type { SetJob } from '../core/catalog/setJob';
import type { FileFacts, FileHead, ReadFailure } from '../core/ports';
import type { SetVerification } from '../core/verify/setVerification';

/** What a worker can be asked for: each task with what it takes and what it gives. */
export interface WorkerTasks {
  readonly scan: { readonly input: Omit<ScanOptions, 'cancel'>; readonly output: Catalog };
  /** A file's facts and the first bytes of what it holds, unpacked. */
  readonly 'read-start': {
    readonly input: { readonly path: string; readonly length: number };
    readonly output: FileStart;
  };
  readonly 'verify-set': { readonly input: SetJob; readonly output: SetVerification };
}

export interface FileStart {
  readonly facts: FileFacts | ReadFailure;
  readonly head: FileHead | ReadFailure;
}

export type TaskKind = keyof WorkerTasks;

/**
 * Messages between the thread that asks and the threads that read. They are cloned, not serialised, so bigints and maps
 * pass. A worker takes one task at a time; `cancel` names the task that it works on.
 */
export type TaskRequest = {
  readonly [K in TaskKind]: {
    readonly kind: K;
    readonly id: number;
    readonly input: WorkerTasks[K]['input'];
  };
}[TaskKind];

export type WorkerRequest = TaskRequest | { readonly kind: 'cancel'; readonly id: number };

export type WorkerResponse =
  | { readonly kind: 'progress'; readonly id: number; readonly bytes: number }
  | { readonly kind: 'done'; readonly id: number; readonly output: WorkerTasks[TaskKind]['output'] }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
