import type { Finding } from '../../ground/finding';
import { buildsOn, type ChainMember } from '../../verify/files/chain';
import { formatLsn } from '../../ground/lsn';
import { withFindings } from '../../model/withFindings';
import type { BackupSet } from '../../model/backupSet';
import { stepsUp } from '../../ground/paths';
import type { BackupEvidence } from '../read/backupEvidence';

/**
 * Links each incremental set with the one that it builds on: the set of the same cluster that starts where its label
 * says (`INCREMENTAL FROM LSN`, 17 and later). Without that set, and those on which that one builds down to a full
 * backup, it cannot be restored.
 */
export function linkIncrementals(
  sets: readonly BackupSet[],
  backups: readonly BackupEvidence[],
): BackupSet[] {
  const references = new Map(backups.map((evidence) => [evidence.id, parentReferenceOf(evidence)]));
  const parents = new Map<string, BackupSet>();
  for (const set of sets) {
    const from = references.get(set.id);
    const parent = from === undefined ? undefined : parentOf(set, sets, from);
    if (parent !== undefined) parents.set(set.id, parent);
  }
  return sets.map((set) => {
    const parentId = parents.get(set.id)?.id;
    const linked = parentId === undefined ? set : { ...set, parentId };
    const last = lastOfChain(set, parents);
    const from = references.get(last.id);
    return from === undefined ? linked : withoutParent(linked, from);
  });
}

/** The end of the chain below a set: a full backup, or an incremental one whose own parent is missing. */
function lastOfChain(set: BackupSet, parents: ReadonlyMap<string, BackupSet>): BackupSet {
  let last = set;
  const seen = new Set<string>();
  for (let next = parents.get(set.id); next !== undefined; next = parents.get(next.id)) {
    // Labels that reference each other lead to no full backup.
    if (seen.has(next.id)) break;
    seen.add(next.id);
    last = next;
  }
  return last;
}

function parentOf(set: BackupSet, sets: readonly BackupSet[], from: ParentReference): BackupSet | undefined {
  return sets
    .filter((other) => other.id !== set.id && isParent(set, other, from))
    .sort((a, b) => stepsUp(set.path, a.path) - stepsUp(set.path, b.path))[0];
}

function withoutParent(set: BackupSet, from: ParentReference): BackupSet {
  const finding: Finding = {
    code: 'incremental-parent-missing',
    severity: 'error',
    set: set.id,
    lsn: from.lsn,
    args: { lsn: formatLsn(from.lsn), timeline: from.timeline ?? set.start?.timeline ?? 0 },
    ...(set.files.label === undefined ? {} : { file: set.files.label }),
  };
  return withFindings(set, [...set.findings, finding]);
}

type ParentReference = NonNullable<NonNullable<BackupEvidence['label']>['incrementalFrom']>;

function parentReferenceOf({ label, history }: BackupEvidence): ParentReference | undefined {
  return label?.incrementalFrom ?? history?.value.incrementalFrom;
}

/** The conditions of pg_combinebackup, as in `checkChain`. */
function isParent(set: BackupSet, other: BackupSet, { lsn, timeline }: ParentReference): boolean {
  const [member, prior] = [chainMember(set), chainMember(other)];
  if (member === undefined || prior === undefined) return false;
  return buildsOn({ ...member, from: { lsn, timeline: timeline ?? prior.start.timeline } }, prior);
}

function chainMember({ id, path, start, systemIdentifier }: BackupSet): ChainMember | undefined {
  return start === undefined ? undefined : { id, file: path, start, from: undefined, systemIdentifier };
}
