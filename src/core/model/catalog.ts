import type { BackupSet } from './backupSet';
import type { WalArchive } from './walArchive';
import type { Finding } from '../ground/finding';

/** Everything below the scanned directories. */
export interface Catalog {
  readonly sets: readonly BackupSet[];
  readonly archives: readonly WalArchive[];
  /** Findings that belong to neither a set nor an archive. */
  readonly findings: readonly Finding[];
}
