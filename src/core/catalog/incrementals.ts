import type { Finding } from '../finding';
import { formatLsn } from '../wal/lsn';
import { judge } from './judge';
import type { BackupSet } from './model';
import { stepsUp } from './paths';
import type { SetSeed } from './seed';

/**
 * Links each incremental set with the one that it builds on: the set of the same cluster that starts where its label
 * says (`INCREMENTAL FROM LSN`, 17 and later). Without that set it cannot be restored.
 */
export function linkIncrementals(sets: readonly BackupSet[], seeds: readonly SetSeed[]): BackupSet[] {
  const origins = new Map(seeds.map((seed) => [seed.id, originOf(seed)]));
  return sets.map((set) => {
    const from = origins.get(set.id);
    if (from === undefined) return set;
    const parent = sets
      .filter((other) => other.id !== set.id && isParent(set, other, from))
      .sort((a, b) => stepsUp(set.path, a.path) - stepsUp(set.path, b.path))[0];
    if (parent !== undefined) return { ...set, parentId: parent.id };
    const finding: Finding = {
      code: 'incremental-parent-missing',
      severity: 'error',
      set: set.id,
      lsn: from.lsn,
      args: { lsn: formatLsn(from.lsn), timeline: from.timeline ?? set.start?.timeline ?? 0 },
      ...(set.files.label === undefined ? {} : { file: set.files.label }),
    };
    const findings = [...set.findings, finding];
    const rangeKnown = set.stop !== undefined && set.required !== undefined;
    return { ...set, findings, verdict: judge({ findings, rangeKnown, provenByRecords: false }) };
  });
}

type Origin = NonNullable<NonNullable<SetSeed['label']>['incrementalFrom']>;

function originOf({ label, history }: SetSeed): Origin | undefined {
  return label?.incrementalFrom ?? history?.value.incrementalFrom;
}

function isParent(set: BackupSet, other: BackupSet, from: Origin): boolean {
  if (other.start?.lsn !== from.lsn) return false;
  if (from.timeline !== undefined && other.start.timeline !== from.timeline) return false;
  return (
    set.systemIdentifier === undefined ||
    other.systemIdentifier === undefined ||
    set.systemIdentifier === other.systemIdentifier
  );
}
