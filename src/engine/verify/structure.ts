import type { BackupSet } from '../../core/model/backupSet';
import type { Catalog } from '../../core/model/catalog';
import type { WatchedFiles } from '../../core/proofs/filesJob';
import { structureJobOf } from '../../core/proofs/structureJob';
import type { StructureLook } from '../../core/verify/structure/structureInput';
import type { TaskRunner } from '../../worker/taskRunner';
import type { VerificationResult } from './verificationResults';
import type { VerificationScope } from './scope';

/** What shows a change of the files in a place; undefined if results are not kept. The same place is looked at once. */
export type FingerprintOf = (watched: WatchedFiles) => Promise<string | undefined>;

/** Fingerprints for one verification of a set. */
export function fingerprints(tasks: TaskRunner, keep: boolean, signal?: AbortSignal): FingerprintOf {
  const known = new Map<string, Promise<string>>();
  return (watched) => {
    if (!keep) return Promise.resolve(undefined);
    const key = JSON.stringify(watched);
    const found =
      known.get(key) ?? tasks.run('fingerprint-files', watched, signal === undefined ? {} : { signal });
    known.set(key, found);
    return found;
  };
}

/**
 * Looks at the data directory of a set. Undefined if it has none, or if canceled.
 *
 * @param read the set with its records read, as far as they were
 */
export async function lookAtStructure(
  tasks: TaskRunner,
  read: BackupSet,
  catalog: Catalog,
  level: VerificationScope['level'],
  signal?: AbortSignal,
): Promise<StructureLook | undefined> {
  const job = structureJobOf(read, catalog, level);
  if (job === undefined || signal?.aborted === true) return undefined;
  const look = await tasks.run('check-structure', job, signal === undefined ? {} : { signal });
  return look.canceled ? undefined : look;
}

/**
 * Looks at a data directory. The result is of `set`, as the scan left it, and is kept as long as the directory is unchanged;
 * `read` is the set with what its records say.
 */
export async function verifyStructure(
  tasks: TaskRunner,
  { set, read, catalog }: { readonly set: BackupSet; readonly read: BackupSet; readonly catalog: Catalog },
  level: VerificationScope['level'],
  fingerprintOf: FingerprintOf,
  signal?: AbortSignal,
): Promise<VerificationResult | undefined> {
  const { dataDirectory: directory } = set.files;
  if (directory === undefined || signal?.aborted === true) return undefined;
  // What changes while it is read must show.
  const fingerprint = await fingerprintOf({ directory });
  const result = await lookAtStructure(tasks, read, catalog, level, signal);
  return result === undefined ? undefined : { kind: 'structure', set, fingerprint, result };
}
