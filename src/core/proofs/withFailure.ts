import type { Finding } from '../ground/finding';
import type { BackupSet } from '../model/backupSet';
import { verdictOnceMoved } from '../model/onceMoved';
import { isProven, judge, worse } from '../model/verdict';

/** That a verification did not come to its end. */
export function failureFinding(reason: string): Finding {
  return { code: 'verification-failed', severity: 'error', args: { reason } };
}

/** The set as it stands after a verification that broke off: what is found is found, and nothing more is promised. */
export function withFailure(set: BackupSet, reason: string): BackupSet {
  const findings = [...set.findings, { ...failureFinding(reason), set: set.id }];
  const rangeKnown = set.stop !== undefined && set.required !== undefined;
  const judged = judge({ findings, rangeKnown, provenByRecords: isProven(verdictOnceMoved(set)) });
  return { ...set, findings, verdict: worse(judged, set.verdict) };
}
