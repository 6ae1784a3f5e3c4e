import type { Finding } from '../ground/finding';
import type { BackupSet } from '../model/backupSet';
import { withFindings } from '../model/withFindings';

/** That a verification did not come to its end. */
export function failureFinding(reason: string): Finding {
  return { code: 'verification-failed', severity: 'error', args: { reason } };
}

/** The set as it stands after a verification that broke off: what is found is found, and nothing more is promised. */
export function withFailure(set: BackupSet, reason: string): BackupSet {
  return withFindings(set, [...set.findings, { ...failureFinding(reason), set: set.id }]);
}
