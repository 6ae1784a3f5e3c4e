import { isMainThread } from 'node:worker_threads';
import type { FilesVerification } from '../../core/verify/files/filesVerification';
import type { FileHasher, HashRange, HashResult } from '../../core/verify/files/hashing';
import { verifyFiles } from '../../core/verify/files/verifyFiles';
import { NodeFileHasher } from '../../io/hashing/fileHasher';
import { SyncFileTree } from '../../io/syncFileTree';
import { TarTree } from '../../io/tar/tarTree';
import type { FilesJob } from '../../protocol/worker';
import { WorkerPool } from '../pool';
import { SharedHasher } from '../sharedHasher';
import { ownScript } from '../threadScript';

export interface FilesHooks {
  readonly signal?: AbortSignal;
  /** Called with the bytes that were hashed since the last call. */
  readonly progress?: (bytes: number) => void;
}

/** One per thread: its buffer and its compiled code are used again. */
let ownHasher: NodeFileHasher | undefined;

export function hashTask(
  ranges: readonly HashRange[],
  { signal }: FilesHooks,
): Promise<readonly HashResult[]> {
  ownHasher ??= new NodeFileHasher();
  return ownHasher.hash(ranges, signal);
}

/**
 * Compares files with their manifest. This thread lists and hashes; if there is more to hash, it starts threads of its
 * own for that time.
 */
export async function verifyFilesTask(job: FilesJob, hooks: FilesHooks): Promise<FilesVerification> {
  // The running script can be started as a thread only if it is the worker's.
  if (isMainThread) return verifyFilesBy(new NodeFileHasher(), job, hooks);
  const pool = new WorkerPool(ownScript(__filename));
  try {
    return await verifyFilesBy(new SharedHasher(new NodeFileHasher(), pool), job, hooks);
  } finally {
    await pool.dispose();
  }
}

/** The same with the caller's hasher. Blocks its thread while it lists. */
export function verifyFilesBy(
  hasher: FileHasher,
  job: FilesJob,
  { signal, progress }: FilesHooks = {},
): Promise<FilesVerification> {
  let reported = 0;
  return verifyFiles({
    ...job,
    tree: new TarTree(new SyncFileTree()),
    hasher,
    ...(signal === undefined ? {} : { signal }),
    onProgress: ({ doneBytes }) => {
      progress?.(doneBytes - reported);
      reported = doneBytes;
    },
  });
}
