import type { Finding } from '../ground/finding';
import type { BackupSet } from '../model/backupSet';
import { withFindings } from '../model/withFindings';

/** That a verification did not come to its end. */
export function failureFinding(reason: string): Finding {
  return { code: 'verification-failed', severity: 'error', args: { reason } };
}

/** The set after a verification that broke off: its findings stay, and nothing more is promised. */
export function withFailure(set: BackupSet, reason: string): BackupSet {
  return withFindings(set, [...set.findings, { ...failureFinding(reason), set: set.id }]);
}
