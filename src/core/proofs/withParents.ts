import { withFindings } from '../model/withFindings';
import type { Finding } from '../ground/finding';
import { ancestorsOf, type BackupSet } from '../model/backupSet';
import { harmsIncrementals, leavesOpen } from '../model/consequences';

/**
 * An incremental set, judged together with the sets below it, as far as they were read. Other sets stay as they are.
 */
export function withParents(set: BackupSet, byId: ReadonlyMap<string, BackupSet>): BackupSet {
  const fresh = ancestorsOf(set, byId).flatMap((parent) => damageOf(set, parent));
  if (fresh.length === 0) return set;
  return withFindings(set, [...set.findings, ...fresh]);
}

/** Does this for all sets of a catalog. */
export function allWithParents(sets: readonly BackupSet[]): BackupSet[] {
  const byId = new Map(sets.map((set) => [set.id, set]));
  return sets.map((set) => withParents(set, byId));
}

function damageOf(set: BackupSet, parent: BackupSet): Finding[] {
  const faults = parent.findings.filter(harmsIncrementals);
  const certain = faults.filter((fault) => !leavesOpen(fault));
  const [first] = certain.length === 0 ? faults : certain;
  if (first === undefined) return [];
  const unread = certain.length === 0 ? { reason: 'unread' } : {};
  const args = { parent: parent.label ?? parent.path, count: faults.length, code: first.code, ...unread };
  const file = first.file ?? parent.path;
  return [{ code: 'incremental-parent-damaged', severity: 'error', set: set.id, file, args }];
}
