import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { KnownTar } from '../core/tars/tarIndex';
import type { TaskKind, TaskRequest, WorkerRequest, WorkerResponse, WorkerTasks } from '../protocol/worker';
import type { TaskHooks, TaskRunner } from './taskRunner';
import type { ThreadData, ThreadScript } from './threadScript';

interface Task {
  readonly request: TaskRequest;
  readonly hooks: TaskHooks;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A worker that ended by itself, or a task that failed there. */
export class WorkerError extends Error {}

/** An idle worker costs memory, a new one half a second; so they are kept for a while. */
const IDLE_MS = 30_000;

/** Background threads give way if another program wants the processor, such as the editor itself. */
export type Urgency = 'background' | 'foreground';

/**
 * Worker threads that read files. They start with the first task, as many as there are processors and tasks, and end
 * when they had no task for a while.
 */
export class WorkerPool implements TaskRunner {
  readonly #script: ThreadScript;
  readonly #limit: number;
  readonly #urgency: Urgency;
  readonly #idle: Worker[] = [];
  readonly #busy = new Map<Worker, Task>();
  #waiting: Task[] = [];
  #nextId = 1;
  #sharedTars: readonly KnownTar[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** `script` is the bundled worker. */
  constructor(script: ThreadScript, limit = availableParallelism(), urgency: Urgency = 'background') {
    this.#script = script;
    this.#limit = Math.max(1, limit);
    this.#urgency = urgency;
  }

  /** How many threads work at the same time. */
  get size(): number {
    return this.#limit;
  }

  /**
   * Runs a task in a thread. If aborted, it resolves early with the task's canceled result. Rejects with `WorkerError`
   * only if the thread itself fails or the pool is disposed of.
   */
  run<K extends TaskKind>(
    kind: K,
    input: WorkerTasks[K]['input'],
    hooks: TaskHooks = {},
  ): Promise<WorkerTasks[K]['output']> {
    return new Promise<WorkerTasks[K]['output']>((resolve, reject) => {
      // Kind, input and output belong together by the signature; the unions cannot express it.
      const request = { kind, id: this.#nextId++, input } as TaskRequest;
      const { signal } = hooks;
      const onAbort = (): void => {
        this.#cancel(task);
      };
      const task: Task = {
        request,
        hooks,
        resolve: (output) => {
          signal?.removeEventListener('abort', onAbort);
          resolve(output as WorkerTasks[K]['output']);
        },
        reject: (error) => {
          signal?.removeEventListener('abort', onAbort);
          reject(error);
        },
      };
      if (signal !== undefined) {
        // One signal may cancel any number of tasks.
        setMaxListeners(0, signal);
        signal.addEventListener('abort', onAbort);
      }
      this.#waiting.push(task);
      this.#assign();
    });
  }

  /**
   * Replaces the tar indexes shared with the workers, including those that start later. The contents of tars are
   * shared, not copied. An empty list is sent too: a thread whose reading was canceled may keep contents that are not
   * in use.
   */
  shareTars(tars: readonly KnownTar[]): void {
    this.#sharedTars = tars;
    for (const worker of [...this.#idle, ...this.#busy.keys()]) worker.postMessage(shareTarsRequest(tars));
  }

  async dispose(): Promise<void> {
    clearTimeout(this.#timer);
    const workers = [...this.#idle, ...this.#busy.keys()];
    for (const task of [...this.#busy.values(), ...this.#waiting]) {
      task.reject(new WorkerError('The task was ended.'));
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
      worker.postMessage(task.request);
      if (task.hooks.signal?.aborted === true) this.#cancel(task);
    }
    if (this.#busy.size === 0) {
      this.#timer = setTimeout(() => void this.dispose(), IDLE_MS);
      this.#timer.unref();
    }
  }

  #start(): Worker | undefined {
    if (this.#busy.size >= this.#limit) return undefined;
    const worker = startThread(this.#script, this.#urgency);
    worker.unref();
    if (this.#sharedTars.length > 0) worker.postMessage(shareTarsRequest(this.#sharedTars));
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
    if (task?.request.id !== response.id) return;
    if (response.kind === 'progress') {
      task.hooks.progress?.(response.bytes);
      return;
    }
    this.#busy.delete(worker);
    worker.unref();
    this.#idle.push(worker);
    if (response.kind === 'done') task.resolve(response.output);
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
      if (running === task) worker.postMessage({ kind: 'cancel', id: task.request.id });
    }
  }
}

function shareTarsRequest(tars: readonly KnownTar[]): WorkerRequest {
  return { kind: 'share-tars', tars };
}

function startThread(script: ThreadScript, urgency: Urgency): Worker {
  const data: ThreadData = { urgency };
  if (typeof script === 'string') return new Worker(script, { workerData: data });
  return new Worker(script.code, { eval: true, workerData: { ...data, code: script.code } });
}
