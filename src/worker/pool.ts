import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { SetJob } from '../core/catalog/setJob';
import type { SetVerification } from '../core/verify/setVerification';
import type { WorkerResponse } from '../protocol/worker';

export interface TaskHooks {
  readonly signal?: AbortSignal;
  readonly progress?: (bytes: number) => void;
}

interface Task {
  readonly id: number;
  readonly job: SetJob;
  readonly hooks: TaskHooks;
  readonly resolve: (result: SetVerification) => void;
  readonly reject: (error: Error) => void;
}

/** A worker that ended by itself, or a task that failed there. */
export class WorkerError extends Error {}

/** An idle worker costs memory, a new one half a second; so they are kept for a while. */
const IDLE_MS = 30_000;

/**
 * Threads that verify sets. They start with the first task, as many as there are processors and tasks, and end when
 * nothing was asked of them for a while.
 */
export class WorkerPool {
  readonly #script: string;
  readonly #limit: number;
  readonly #idle: Worker[] = [];
  readonly #busy = new Map<Worker, Task>();
  #waiting: Task[] = [];
  #nextId = 1;
  #timer: NodeJS.Timeout | undefined;

  /** `script` is the bundled worker's path. */
  constructor(script: string, limit = availableParallelism()) {
    this.#script = script;
    this.#limit = Math.max(1, limit);
  }

  /** Verifies a set by records. Rejects with `WorkerError` only when the worker itself fails. */
  verifySet(job: SetJob, hooks: TaskHooks = {}): Promise<SetVerification> {
    return new Promise((resolve, reject) => {
      const task: Task = { id: this.#nextId++, job, hooks, resolve, reject };
      hooks.signal?.addEventListener('abort', () => {
        this.#cancel(task);
      });
      this.#waiting.push(task);
      this.#assign();
    });
  }

  async dispose(): Promise<void> {
    clearTimeout(this.#timer);
    const workers = [...this.#idle, ...this.#busy.keys()];
    for (const task of [...this.#busy.values(), ...this.#waiting]) {
      task.reject(new WorkerError('The verification was ended.'));
    }
    this.#idle.length = 0;
    this.#busy.clear();
    this.#waiting = [];
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  #assign(): void {
    clearTimeout(this.#timer);
    while (this.#waiting.length > 0) {
      const worker = this.#idle.pop() ?? this.#start();
      if (worker === undefined) return;
      const task = this.#waiting.shift();
      if (task === undefined) return;
      this.#busy.set(worker, task);
      worker.ref();
      worker.postMessage({ kind: 'verify-set', id: task.id, job: task.job });
      if (task.hooks.signal?.aborted === true) this.#cancel(task);
    }
    if (this.#busy.size === 0) {
      this.#timer = setTimeout(() => void this.dispose(), IDLE_MS);
      this.#timer.unref();
    }
  }

  #start(): Worker | undefined {
    if (this.#busy.size >= this.#limit) return undefined;
    const worker = new Worker(this.#script);
    worker.unref();
    worker.on('message', (response: WorkerResponse) => {
      this.#receive(worker, response);
    });
    worker.on('error', (error) => {
      this.#lost(worker, error instanceof Error ? error.message : String(error));
    });
    worker.on('exit', () => {
      this.#lost(worker, 'The worker ended.');
    });
    return worker;
  }

  #receive(worker: Worker, response: WorkerResponse): void {
    const task = this.#busy.get(worker);
    if (task?.id !== response.id) return;
    if (response.kind === 'progress') {
      task.hooks.progress?.(response.bytes);
      return;
    }
    this.#busy.delete(worker);
    worker.unref();
    this.#idle.push(worker);
    if (response.kind === 'done') task.resolve(response.result);
    else task.reject(new WorkerError(response.message));
    this.#assign();
  }

  #lost(worker: Worker, message: string): void {
    const task = this.#busy.get(worker);
    this.#busy.delete(worker);
    const place = this.#idle.indexOf(worker);
    if (place >= 0) this.#idle.splice(place, 1);
    task?.reject(new WorkerError(message));
    if (task !== undefined) this.#assign();
  }

  #cancel(task: Task): void {
    for (const [worker, running] of this.#busy) {
      if (running === task) worker.postMessage({ kind: 'cancel', id: task.id });
    }
  }
}
