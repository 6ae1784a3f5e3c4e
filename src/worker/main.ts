import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { KnownTar } from '../core/tars/tarIndex';
import { tarStore } from '../io/tar/tarStore';
import type { TaskRequest, WorkerRequest, WorkerResponse } from '../protocol/worker';
import { perform } from './tasks/perform';

/** Progress is told at most this often, however fast reading goes. */
const PROGRESS_INTERVAL_MS = 100;

/** `nice` of threads in the background: they get a tenth of what others get, and all that nobody else wants. */
const BACKGROUND_PRIORITY = 10;

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

/** Linux alone takes it for the calling thread; elsewhere the whole process would step back. */
function stepBack(): void {
  try {
    setPriority(0, BACKGROUND_PRIORITY);
  } catch {
    // Then it competes with the others.
  }
}

/** One lesson after the other: to forget takes as long as a tar is being read, and what is taught meanwhile must not go. */
let lessons: Promise<void> = Promise.resolve();

async function learn(tars: readonly KnownTar[]): Promise<void> {
  await tarStore().forgetContents();
  tarStore().learn(tars);
}

const data = workerData as { readonly urgency?: string } | null | undefined;
if (port !== null && process.platform === 'linux' && data?.urgency === 'background') stepBack();

port?.on('message', (request: WorkerRequest) => {
  if (request.kind === 'learn') {
    lessons = lessons.then(() => learn(request.tars));
    return;
  }
  if (request.kind !== 'cancel') {
    void run(request);
    return;
  }
  const cancel = running.get(request.id);
  if (cancel !== undefined) cancel.requested = true;
});
