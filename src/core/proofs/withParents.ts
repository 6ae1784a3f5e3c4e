import { withFindings } from '../model/withFindings';
import type { Finding, FindingCode } from '../ground/finding';
import { ancestorsOf, type BackupSet } from '../model/backupSet';

/**
 * The parts of a backup that its incremental backups are combined with (`pg_combinebackup`, 17 and later): label,
 * manifest, pg_control and data files. Its WAL is not read, so faults in it do not matter here.
 */
const READ_FROM_PARENTS = new Set<FindingCode>([
  'missing-label',
  'unreadable-label',
  'unreadable-control-file',
  'control-file-mismatch',
  'missing-file',
  'damaged-state-file',
  'link-out-of-copy',
  'copied-after-stop',
  'missing-tablespace',
  'manifest-unreadable',
  'manifest-checksum-mismatch',
  'manifest-missing-file',
  'manifest-size-mismatch',
  'manifest-file-checksum-mismatch',
  'manifest-system-identifier-mismatch',
]);

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
  const faults = parent.findings.filter(
    ({ code, severity }) => severity === 'error' && READ_FROM_PARENTS.has(code),
  );
  const [first] = faults;
  if (first === undefined) return [];
  const args = { parent: parent.label ?? parent.path, count: faults.length, code: first.code };
  const file = first.file ?? parent.path;
  return [{ code: 'incremental-parent-damaged', severity: 'error', set: set.id, file, args }];
}
