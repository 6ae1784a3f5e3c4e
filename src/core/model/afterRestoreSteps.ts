import type { BackupSet } from './backupSet';
import { judge, type SetVerdict, withWalAtMost } from './parts';
import { isMendedByRestore, isProven, partOf, UNPROVEN, type Verdict } from './verdict';

/**
 * The verdict of a set once its tablespaces are where they belong, no file stops the server, and the timeline is set, as the
 * restore steps leave it. Until then no server starts from it, but nothing is lost: recovery can be planned with it, and the WAL that
 * it needs is needed.
 */
export function judgedOnceMoved(set: BackupSet): SetVerdict {
  const { findings, verdict, parts, evidence, required, stop } = set;
  const lasting = findings.filter((finding) => !isMendedByRestore(finding));
  if (lasting.length === findings.length) return { verdict, parts };
  const isOfWal = findings.some(
    (error) => isMendedByRestore(error) && partOf(error.code, error.args) === 'wal',
  );
  // By its findings alone the WAL is worth less than its records.
  const wal = isOfWal ? (set.recordsVerdict ?? UNPROVEN) : parts.wal.verdict;
  const rangeKnown = required !== undefined && stop !== undefined;
  const basis = { findings: lasting, rangeKnown, provenByRecords: isProven(wal), evidence };
  return withWalAtMost(judge(basis), wal);
}

/** The worst of `judgedOnceMoved`. */
export function verdictOnceMoved(set: BackupSet): Verdict {
  return judgedOnceMoved(set).verdict;
}
