import { parentPort } from 'node:worker_threads';
import type { WorkerRequest, WorkerResponse } from '../protocol/worker';
import { verifySetJob } from './verifySetJob';

/** Progress is told at most this often, however fast reading goes. */
const PROGRESS_INTERVAL_MS = 100;

const port = parentPort;
const running = new Map<number, { requested: boolean }>();

function reply(response: WorkerResponse): void {
  port?.postMessage(response);
}

async function run(request: Extract<WorkerRequest, { kind: 'verify-set' }>): Promise<void> {
  const { id, job } = request;
  const cancel = { requested: false };
  running.set(id, cancel);
  let pending = 0;
  let told = 0;
  const progress = (bytes: number): void => {
    pending += bytes;
    const now = Date.now();
    if (now - told < PROGRESS_INTERVAL_MS) return;
    reply({ kind: 'progress', id, bytes: pending });
    pending = 0;
    told = now;
  };
  try {
    reply({ kind: 'done', id, result: await verifySetJob(job, { cancel, progress }) });
  } catch (error) {
    reply({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) });
  } finally {
    running.delete(id);
  }
}

port?.on('message', (request: WorkerRequest) => {
  if (request.kind === 'cancel') {
    const cancel = running.get(request.id);
    if (cancel !== undefined) cancel.requested = true;
  } else {
    void run(request);
  }
});
