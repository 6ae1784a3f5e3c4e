import type { Finding } from '../ground/finding';
import type { BackupSet } from './backupSet';
import { verdictOnceMoved } from './onceMoved';
import { isProven, judge, worse } from './verdict';

/** The set with these findings instead of its own. They can lower its verdict, but never raise it. */
export function withFindings(set: BackupSet, findings: readonly Finding[]): BackupSet {
  const rangeKnown = set.stop !== undefined && set.required !== undefined;
  const judged = judge({ findings, rangeKnown, provenByRecords: isProven(verdictOnceMoved(set)) });
  return { ...set, findings, verdict: worse(judged, set.verdict) };
}
