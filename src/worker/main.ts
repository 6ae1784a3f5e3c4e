import { parentPort } from 'node:worker_threads';
import type { TaskRequest, WorkerRequest, WorkerResponse } from '../protocol/worker';
import { perform } from './perform';

/** Progress is told at most this often, however fast reading goes. */
const PROGRESS_INTERVAL_MS = 100;

const port = parentPort;
const running = new Map<number, { requested: boolean }>();

function reply(response: WorkerResponse): void {
  port?.postMessage(response);
}

async function run(request: TaskRequest): Promise<void> {
  const { id } = request;
  const cancel = { requested: false };
  const progress = new Progress(id);
  running.set(id, cancel);
  try {
    const output = await perform(request, {
      cancel,
      progress: (bytes) => {
        progress.add(bytes);
      },
    });
    progress.tell();
    reply({ kind: 'done', id, output });
  } catch (error) {
    reply({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) });
  } finally {
    running.delete(id);
  }
}

class Progress {
  readonly #id: number;
  #pending = 0;
  #told = Date.now();

  constructor(id: number) {
    this.#id = id;
  }

  add(bytes: number): void {
    this.#pending += bytes;
    if (Date.now() - this.#told >= PROGRESS_INTERVAL_MS) this.tell();
  }

  tell(): void {
    if (this.#pending > 0) reply({ kind: 'progress', id: this.#id, bytes: this.#pending });
    this.#pending = 0;
    this.#told = Date.now();
  }
}

port?.on('message', (request: WorkerRequest) => {
  if (request.kind !== 'cancel') {
    void run(request);
    return;
  }
  const cancel = running.get(request.id);
  if (cancel !== undefined) cancel.requested = true;
});
