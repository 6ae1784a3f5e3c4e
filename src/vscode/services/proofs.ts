import type { BackupSet, Catalog } from '../../core/catalog/model';
import { withRecords } from '../../core/catalog/withRecords';
import type { SetVerification } from '../../core/verify/setVerification';

interface Proof {
  readonly fingerprint: string;
  readonly result: SetVerification;
}

/** Results of verifications, each kept as long as the files of its set stay what they were when they were read. */
export class Proofs {
  readonly #bySet = new Map<string, Proof>();

  /** Keeps the result for the set as it was before the verification began. */
  add(set: BackupSet, result: SetVerification): void {
    if (set.fingerprint === undefined || result.canceled) this.#bySet.delete(set.id);
    else this.#bySet.set(set.id, { fingerprint: set.fingerprint, result });
  }

  /** The catalogue with what is still proven; what no longer holds is forgotten. */
  applyTo(catalog: Catalog): Catalog {
    if (this.#bySet.size === 0) return catalog;
    return { ...catalog, sets: catalog.sets.map((set) => this.#apply(set)) };
  }

  #apply(set: BackupSet): BackupSet {
    const proof = this.#bySet.get(set.id);
    if (proof === undefined) return set;
    if (proof.fingerprint === set.fingerprint) return withRecords(set, proof.result);
    this.#bySet.delete(set.id);
    return set;
  }
}
