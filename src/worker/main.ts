import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import type { KnownTar } from '../core/tars/tarIndex';
import { tarStore } from '../io/tar/tarStore';
import type { TaskRequest, WorkerRequest, WorkerResponse } from '../protocol/worker';
import { perform } from './tasks/perform';
import { threadData } from './threadScript';

/** Progress is reported at most this often, however fast reading is. */
const PROGRESS_INTERVAL_MS = 100;

/** The `nice` value of background threads: a tenth of what others get, and everything that nothing else uses. */
const BACKGROUND_PRIORITY = 10;

const port = parentPort;
const running = new Map<number, AbortController>();

function reply(response: WorkerResponse): void {
  port?.postMessage(response);
}

async function run(request: TaskRequest): Promise<void> {
  const { id } = request;
  const abort = new AbortController();
  const progress = new Progress(id);
  running.set(id, abort);
  try {
    const output = await perform(request, {
      signal: abort.signal,
      progress: (bytes) => {
        progress.add(bytes);
      },
    });
    progress.report();
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
  #reported = Date.now();

  constructor(id: number) {
    this.#id = id;
  }

  add(bytes: number): void {
    this.#pending += bytes;
    if (Date.now() - this.#reported >= PROGRESS_INTERVAL_MS) this.report();
  }

  report(): void {
    if (this.#pending > 0) reply({ kind: 'progress', id: this.#id, bytes: this.#pending });
    this.#pending = 0;
    this.#reported = Date.now();
  }
}

/** Lowers the priority. Only Linux applies it to the calling thread; elsewhere it would affect the whole process. */
function stepBack(): void {
  try {
    setPriority(0, BACKGROUND_PRIORITY);
  } catch {
    // The thread keeps its priority.
  }
}

/** Updates run one after the other: forgetting waits for a tar that is being read, and must not drop a later update. */
let updates: Promise<void> = Promise.resolve();

async function replaceSharedTars(tars: readonly KnownTar[]): Promise<void> {
  await tarStore().forgetContents();
  tarStore().share(tars);
}

if (port !== null && process.platform === 'linux' && threadData()?.urgency === 'background') stepBack();

port?.on('message', (request: WorkerRequest) => {
  if (request.kind === 'share-tars') {
    updates = updates.then(() => replaceSharedTars(request.tars));
    return;
  }
  if (request.kind !== 'cancel') {
    void run(request);
    return;
  }
  running.get(request.id)?.abort();
});
