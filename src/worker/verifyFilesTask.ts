import type { Cancel } from '../core/ports';
import type { FilesInput, FilesVerification } from '../core/verify/files/filesVerification';
import { verifyFiles } from '../core/verify/files/verifyFiles';
import { NodeFileHasher } from '../io/fileHasher';
import { SyncFileTree } from '../io/syncFileTree';
import { SharedHasher } from './sharedHasher';
import type { TaskRunner } from './taskRunner';

/** What there is to verify, as plain data. */
export type FilesJob = Pick<
  FilesInput,
  'directory' | 'manifest' | 'expected' | 'ignore' | 'checksums' | 'findingLimit'
>;

export interface FilesHooks {
  readonly cancel?: Cancel;
  /** Called with the bytes that were hashed since the last call. */
  readonly progress?: (bytes: number) => void;
}

/** Compares files with their manifest; this thread reads too, and blocks while it does. */
export function verifyFilesHere(
  job: FilesJob,
  tasks: TaskRunner,
  { cancel, progress }: FilesHooks = {},
): Promise<FilesVerification> {
  let told = 0;
  return verifyFiles({
    ...job,
    tree: new SyncFileTree(),
    hasher: new SharedHasher(new NodeFileHasher(), tasks),
    ...(cancel === undefined ? {} : { cancel }),
    onProgress: ({ doneBytes }) => {
      progress?.(doneBytes - told);
      told = doneBytes;
    },
  });
}
