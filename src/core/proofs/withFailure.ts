import type { Finding } from '../ground/finding';
import type { BackupSet } from '../model/backupSet';
import { withFindings } from '../model/withFindings';

/** Reports that a verification did not finish. */
export function failureFinding(reason: string): Finding {
  return { code: 'verification-failed', severity: 'error', args: { reason } };
}

/** The set after a verification that failed: its findings stay, and nothing more is promised. */
export function withFailure(set: BackupSet, reason: string): BackupSet {
  return withFindings(set, [...set.findings, { ...failureFinding(reason), set: set.id }]);
}
