import type { Catalog } from '../../core/model/catalog';
import type { BackupSet } from '../../core/model/backupSet';
import type { WalArchive } from '../../core/model/walArchive';
import { comparableFiles, watchedFiles } from '../../core/proofs/filesJob';
import { expectedFacts } from '../../core/proofs/withFiles';
import { setJobOf } from '../../core/proofs/setJob';
import type { ArchiveReading } from '../../core/proofs/withReading';
import type { FilesVerification } from '../../core/verify/files/filesVerification';
import type { SetVerification } from '../../core/verify/records/setVerification';
import type { AskOptions } from '../../core/restore/answer/answer';
import type { KnownStops } from '../../core/restore/answer/stopQuestions';
import type { Target } from '../../core/restore/types';
import { findStops } from '../../engine/read/findStops';
import { readEverySegment, readWindows } from '../../engine/read/readArchive';
import type { TaskHooks, TaskRunner } from '../../worker/taskRunner';
import { ChunkMemory } from '../../engine/read/chunkMemory';
import { Verifier } from '../../engine/read/verifier';

/** What is to be read. */
export interface VerificationWork {
  /** As the last scan left it. */
  readonly catalog: Catalog;
  readonly sets: readonly BackupSet[];
  readonly archives: readonly WalArchive[];
  /** Whether also segments that no set needs are read. */
  readonly everySegment: boolean;
}

/** Who hears what was found, as soon as it is known. */
export interface VerificationListener {
  readonly set: (set: BackupSet, result: SetVerification) => void;
  /** `fingerprint` is the data directory's before its files were read. */
  readonly files: (set: BackupSet, fingerprint: string, result: FilesVerification) => void;
  readonly archive: (archive: WalArchive, reading: ArchiveReading) => void;
  /** The sets as they stand by now: windows begin at proven ones only. */
  readonly sets: () => readonly BackupSet[];
}

/** As long as the window: of an archive that grows only what is new is read. */
const memory = new ChunkMemory();

/** Has the sets decoded, then the archives. A bundle of its own, loaded by `import()` when somebody verifies. */
export async function verifyWork(
  tasks: TaskRunner,
  { catalog, sets, archives, everySegment }: VerificationWork,
  listener: VerificationListener,
  hooks: TaskHooks & { readonly signal: AbortSignal },
): Promise<void> {
  const { signal } = hooks;
  const verifier = new Verifier(tasks, memory);
  const verifyOne = async (set: BackupSet): Promise<void> => {
    const job = setJobOf(set, catalog);
    if (job !== undefined && !signal.aborted) {
      const result = await verifier.verifySet(job, hooks);
      if (!result.canceled) listener.set(set, result);
    }
    await compareFiles(tasks, set, listener, hooks);
  };
  await Promise.all(sets.map(verifyOne));
  for (const archive of archives) {
    const reading = await readWindows(verifier, archive, listener.sets(), catalog, hooks);
    const every = everySegment ? await readEverySegment(verifier, archive, hooks) : undefined;
    if (signal.aborted) return;
    const findings = [...reading.findings, ...(every?.findings ?? [])];
    listener.archive(archive, { ...reading, findings, records: reading.records + (every?.records ?? 0) });
  }
}

/** Where recovery to a target stops; what was verified in this window is read only where the stop lies. */
export function lookUpStops(
  tasks: TaskRunner,
  catalog: Catalog,
  target: Target,
  options: AskOptions,
  signal: AbortSignal,
): Promise<KnownStops> {
  return findStops(new Verifier(tasks, memory), catalog, target, options, { signal });
}

/** A data directory with a manifest is compared with it, file by file. */
async function compareFiles(
  tasks: TaskRunner,
  set: BackupSet,
  listener: VerificationListener,
  hooks: TaskHooks & { readonly signal: AbortSignal },
): Promise<void> {
  const comparable = comparableFiles(set);
  if (comparable === undefined || hooks.signal.aborted) return;
  const fingerprint = await tasks.run('fingerprint-files', watchedFiles(comparable), hooks);
  const job = { ...comparable, expected: expectedFacts(set) };
  const result = await tasks.run('verify-files', job, { signal: hooks.signal });
  if (result.outcome !== 'canceled') listener.files(set, fingerprint, result);
}
