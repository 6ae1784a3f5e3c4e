import { isMainThread } from 'node:worker_threads';
import type { Cancel } from '../../core/ground/ports';
import type { FilesVerification } from '../../core/verify/files/filesVerification';
import type { FileHasher, HashRange, HashResult } from '../../core/verify/files/hashing';
import { verifyFiles } from '../../core/verify/files/verifyFiles';
import { NodeFileHasher } from '../../io/hashing/fileHasher';
import { SyncFileTree } from '../../io/syncFileTree';
import { TarTree } from '../../io/tar/tarTree';
import type { FilesJob } from '../../protocol/worker';
import { WorkerPool } from '../pool';
import { SharedHasher } from '../sharedHasher';

export interface FilesHooks {
  readonly cancel?: Cancel;
  /** Called with the bytes that were hashed since the last call. */
  readonly progress?: (bytes: number) => void;
}

const NEVER: Cancel = { requested: false };
/** One for each thread: its buffer and its machine code are used again. */
let ownHasher: NodeFileHasher | undefined;

export function hashTask(
  ranges: readonly HashRange[],
  { cancel = NEVER }: FilesHooks,
): Promise<readonly HashResult[]> {
  ownHasher ??= new NodeFileHasher();
  return ownHasher.hash(ranges, cancel);
}

/**
 * Compares files with their manifest in this thread, which lists and hashes; with more to hash than one thread should
 * take, it has threads of its own for the time.
 */
export async function verifyFilesTask(job: FilesJob, hooks: FilesHooks): Promise<FilesVerification> {
  // Only there the running script is one that threads can be made of.
  if (isMainThread) return verifyFilesBy(new NodeFileHasher(), job, hooks);
  const pool = new WorkerPool(__filename);
  try {
    return await verifyFilesBy(new SharedHasher(new NodeFileHasher(), pool), job, hooks);
  } finally {
    await pool.dispose();
  }
}

/** The same with a hasher of the caller's. Blocks its thread while it lists. */
export function verifyFilesBy(
  hasher: FileHasher,
  job: FilesJob,
  { cancel, progress }: FilesHooks = {},
): Promise<FilesVerification> {
  let told = 0;
  return verifyFiles({
    ...job,
    tree: new TarTree(new SyncFileTree()),
    hasher,
    ...(cancel === undefined ? {} : { cancel }),
    onProgress: ({ doneBytes }) => {
      progress?.(doneBytes - told);
      told = doneBytes;
    },
  });
}
