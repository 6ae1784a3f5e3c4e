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

/** Whether some directory was not searched: it may hold anything. */
export function searchIsPartial({ findings }: Pick<Catalog, 'findings'>): boolean {
  return findings.some(({ code }) => code === 'unreadable-directory' || code === 'too-deep');
}
