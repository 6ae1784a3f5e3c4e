import { comparableFiles, type WatchedFiles, watchedFiles } from '../../core/proofs/filesJob';
import type { Catalog } from '../../core/model/catalog';
import type { BackupSet } from '../../core/model/backupSet';
import type { WalArchive } from '../../core/model/walArchive';
import { withFiles } from '../../core/proofs/withFiles';
import { allWithParents } from '../../core/proofs/withParents';
import { type ArchiveReading, withReading } from '../../core/proofs/withReading';
import { withRecords } from '../../core/proofs/withRecords';
import type { FilesVerification } from '../../core/verify/files/filesVerification';
import type { SetVerification } from '../../core/verify/records/setVerification';

interface Proof<T> {
  readonly fingerprint: string;
  readonly result: T;
}

interface FilesProof extends Proof<FilesVerification> {
  /** What the fingerprint is of. */
  readonly watched: WatchedFiles;
}

/** Results of verifications, each kept as long as the files that were read stay what they were. */
export class Proofs {
  readonly #sets = new Map<string, Proof<SetVerification>>();
  readonly #files = new Map<string, FilesProof>();
  readonly #archives = new Map<string, Proof<ArchiveReading>>();

  /** Keeps the result for a set as it was before the verification began. */
  addSet({ id, fingerprint }: BackupSet, result: SetVerification): void {
    if (fingerprint === undefined) this.#sets.delete(id);
    else this.#sets.set(id, { fingerprint, result });
  }

  /** Keeps the comparison of a data directory with its manifest, under the folder's own fingerprint. */
  addFiles(set: BackupSet, fingerprint: string, result: FilesVerification): void {
    const comparable = comparableFiles(set);
    if (comparable === undefined) this.#files.delete(set.id);
    else this.#files.set(set.id, { watched: watchedFiles(comparable), fingerprint, result });
  }

  /** Whether a set, as the last scan left it, was verified and is still what it was then; with its files, where a manifest tells of them. */
  holdsFor(set: BackupSet): boolean {
    const { id, fingerprint } = set;
    const read = fingerprint !== undefined && this.#sets.get(id)?.fingerprint === fingerprint;
    return read && (comparableFiles(set) === undefined || this.#files.has(id));
  }

  /** Keeps what was read of an archive as it was before. */
  addArchive({ path, fingerprint }: WalArchive, result: ArchiveReading): void {
    if (fingerprint === undefined) this.#archives.delete(path);
    else this.#archives.set(path, { fingerprint, result });
  }

  /** Forgets comparisons of folders in which something was touched: a scan does not look at data files. */
  async recheckFiles(fingerprintOf: (watched: WatchedFiles) => Promise<string>): Promise<void> {
    for (const [id, { watched, fingerprint }] of this.#files) {
      if ((await fingerprintOf(watched)) !== fingerprint) this.#files.delete(id);
    }
  }

  /** The catalogue with what is still proven; what no longer holds is forgotten. */
  applyTo(catalog: Catalog): Catalog {
    const proven = catalog.sets.map((set) => {
      const result = still(this.#sets, set.id, set.fingerprint);
      const read = result === undefined ? set : withRecords(set, result);
      const files = this.#files.get(set.id);
      return files === undefined ? read : withFiles(read, files.result);
    });
    const sets = allWithParents(proven);
    const archives = catalog.archives.map((archive) => {
      const result = still(this.#archives, archive.path, archive.fingerprint);
      return result === undefined ? archive : withReading(archive, result, sets);
    });
    return { ...catalog, sets, archives };
  }
}

function still<T>(
  proofs: Map<string, Proof<T>>,
  key: string,
  fingerprint: string | undefined,
): T | undefined {
  const proof = proofs.get(key);
  if (proof === undefined || proof.fingerprint === fingerprint) return proof?.result;
  proofs.delete(key);
  return undefined;
}
