import type { Finding } from '../ground/finding';
import type { BackupSet } from '../model/backupSet';
import type { Part } from '../model/consequences';
import { withFindings } from '../model/withFindings';

/** Reports that a verification did not finish. */
export function failureFinding(reason: string): Finding {
  return { code: 'verification-failed', severity: 'error', args: { reason } };
}

/** The set after a verification of a part failed: its findings stay, and nothing more is promised of that part. */
export function withFailure(set: BackupSet, reason: string, part: Part): BackupSet {
  const finding = failureFinding(reason);
  const own = { ...finding, args: { ...finding.args, part }, set: set.id };
  return withFindings(set, [...set.findings, own]);
}
