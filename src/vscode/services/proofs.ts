import type { BackupSet, Catalog, WalArchive } from '../../core/catalog/model';
import { withReading } from '../../core/catalog/withReading';
import type { ArchiveReading } from '../../core/catalog/withReading';
import { withRecords } from '../../core/catalog/withRecords';
import type { SetVerification } from '../../core/verify/setVerification';

interface Proof<T> {
  readonly fingerprint: string;
  readonly result: T;
}

/** Results of verifications, each kept as long as the files that were read stay what they were. */
export class Proofs {
  readonly #sets = new Map<string, Proof<SetVerification>>();
  readonly #archives = new Map<string, Proof<ArchiveReading>>();

  /** Keeps the result for a set as it was before the verification began. */
  addSet({ id, fingerprint }: BackupSet, result: SetVerification): void {
    if (fingerprint === undefined) this.#sets.delete(id);
    else this.#sets.set(id, { fingerprint, result });
  }

  /** Keeps what was read of an archive as it was before. */
  addArchive({ path, fingerprint }: WalArchive, result: ArchiveReading): void {
    if (fingerprint === undefined) this.#archives.delete(path);
    else this.#archives.set(path, { fingerprint, result });
  }

  /** The catalogue with what is still proven; what no longer holds is forgotten. */
  applyTo(catalog: Catalog): Catalog {
    const sets = catalog.sets.map((set) => {
      const result = still(this.#sets, set.id, set.fingerprint);
      return result === undefined ? set : withRecords(set, result);
    });
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
