import { parentPort } from 'node:worker_threads';
import { scan } from '../core/catalog/scan';
import type { Cancel } from '../core/ports';
import { NodeFileTree } from '../io/nodeFileTree';
import type {
  FileStart,
  TaskKind,
  TaskRequest,
  WorkerRequest,
  WorkerResponse,
  WorkerTasks,
} from '../protocol/worker';
import { verifySetJob } from './verifySetJob';

/** Progress is told at most this often, however fast reading goes. */
const PROGRESS_INTERVAL_MS = 100;

interface Hooks {
  readonly cancel: Cancel;
  readonly progress: (bytes: number) => void;
}

const port = parentPort;
const running = new Map<number, { requested: boolean }>();

function reply(response: WorkerResponse): void {
  port?.postMessage(response);
}

function perform(request: TaskRequest, hooks: Hooks): Promise<WorkerTasks[TaskKind]['output']> {
  switch (request.kind) {
    case 'scan':
      return scan(new NodeFileTree(), { ...request.input, cancel: hooks.cancel });
    case 'read-start':
      return readStart(request.input);
    case 'verify-set':
      return verifySetJob(request.input, hooks);
  }
}

async function readStart({ path, length }: WorkerTasks['read-start']['input']): Promise<FileStart> {
  const tree = new NodeFileTree();
  const [facts, head] = await Promise.all([tree.stat(path), tree.readHead(path, length)]);
  return { facts, head };
}

async function run(request: TaskRequest): Promise<void> {
  const { id } = request;
  const cancel = { requested: false };
  running.set(id, cancel);
  try {
    reply({ kind: 'done', id, output: await perform(request, { cancel, progress: progressOf(id) }) });
  } catch (error) {
    reply({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) });
  } finally {
    running.delete(id);
  }
}

function progressOf(id: number): (bytes: number) => void {
  let pending = 0;
  let told = 0;
  return (bytes) => {
    pending += bytes;
    const now = Date.now();
    if (now - told < PROGRESS_INTERVAL_MS) return;
    reply({ kind: 'progress', id, bytes: pending });
    pending = 0;
    told = now;
  };
}

port?.on('message', (request: WorkerRequest) => {
  if (request.kind !== 'cancel') {
    void run(request);
    return;
  }
  const cancel = running.get(request.id);
  if (cancel !== undefined) cancel.requested = true;
});
