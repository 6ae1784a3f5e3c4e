import type { Finding } from '../ground/finding';
import type { BackupSet } from './backupSet';
import { judge, withWalAtMost } from './parts';
import { isProven } from './verdict';

/**
 * The set with these findings, and this evidence, instead of its own. They can lower the verdict on its WAL, and never raise
 * it.
 */
export function withFindings(
  set: BackupSet,
  findings: readonly Finding[],
  evidence = set.evidence,
): BackupSet {
  const rangeKnown = set.stop !== undefined && set.required !== undefined;
  const wal = set.parts.wal.verdict;
  const judged = judge({ findings, rangeKnown, provenByRecords: isProven(wal), evidence });
  return { ...set, findings, evidence, ...withWalAtMost(judged, wal) };
}
