import type { Finding } from '../ground/finding';
import type { BackupSet } from './backupSet';
import { judge, type SetVerdict, withWalAtMost } from './parts';
import { isProven, type Verdict } from './verdict';

/** Whether the restore steps correct an error, so that nothing is lost by it. */
export function isMendedByRestore({ code, severity, args }: Finding): boolean {
  if (severity !== 'error') return false;
  return code === 'refused-configuration' || (code === 'misplaced-tablespace' && args['reason'] !== 'file');
}

/**
 * The verdict on a set after the restore steps have put its tablespaces where they belong and removed files that stop
 * the server. Until then no server starts from it, but nothing is lost: recovery can be planned with it, and the WAL
 * that it needs is needed.
 */
export function judgedOnceMoved(set: BackupSet): SetVerdict {
  const { findings, verdict, parts, evidence, required, stop } = set;
  const lasting = findings.filter((finding) => !isMendedByRestore(finding));
  if (lasting.length === findings.length) return { verdict, parts };
  const wal = parts.wal.verdict;
  const rangeKnown = required !== undefined && stop !== undefined;
  const basis = { findings: lasting, rangeKnown, provenByRecords: isProven(wal), evidence };
  return withWalAtMost(judge(basis), wal);
}

/** The worst of `judgedOnceMoved`. */
export function verdictOnceMoved(set: BackupSet): Verdict {
  return judgedOnceMoved(set).verdict;
}
