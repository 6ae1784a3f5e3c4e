import type { BackupSet } from '../model/backupSet';
import type { WalArchive } from '../model/walArchive';
import { lacksOwnWal } from './ownWal';

/** Which actions are worth offering for a set. The tree, the lens and the hover offer the same. */
export interface SetOffers {
  /** `again`: its WAL was read before. */
  readonly verify: 'first' | 'again' | 'no';
  /** Whether WAL can be copied into the WAL directory of a set. */
  readonly complete: boolean;
  /** The steps say themselves what is missing or unknown. */
  readonly restoreSteps: boolean;
}

/** What to offer for a set, from the names of its files. The actions look again, and may still refuse. */
export function offersOf(set: BackupSet, archives: readonly WalArchive[]): SetOffers {
  const { required, start, evidence } = set;
  return {
    verify: required === undefined ? 'no' : evidence.wal === 'records' ? 'again' : 'first',
    complete: canBeCompleted(set, archives),
    restoreSteps: required !== undefined && start !== undefined,
  };
}

/**
 * A set in a tar has no directory for WAL. If the stop is unknown, completing looks for it in the WAL, so it is not known
 * yet whether something is lacking.
 */
function canBeCompleted(set: BackupSet, archives: readonly WalArchive[]): boolean {
  const { files, required, tars } = set;
  if (files.dataDirectory === undefined || tars !== undefined || required === undefined) return false;
  return required.openEnd || lacksOwnWal(set, archives);
}
