import type { BackupSet } from './backupSet';
import { judge, type SetVerdict, withWalAtMost } from './parts';
import { isProven, UNPROVEN, type Verdict } from './verdict';
import { isMendedByRestore, partOf } from './consequences';

/**
 * The verdict on a set after the restore steps, which correct some errors (`isMendedByRestore`): they move tablespaces to where
 * they belong, remove configuration that a server refuses, and set the timeline. Until then no server starts from the set, but
 * nothing is lost: recovery can be planned with it, and its WAL is needed.
 */
export function judgedAfterRestoreSteps(set: BackupSet): SetVerdict {
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

/** The verdict on the whole set after the restore steps. */
export function verdictAfterRestoreSteps(set: BackupSet): Verdict {
  return judgedAfterRestoreSteps(set).verdict;
}
