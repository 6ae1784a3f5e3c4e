import type { BackupSet } from '../../../core/model/backupSet';
import type { TreeContext } from './context';
import { relativePath } from './paths';
import { labelText } from './text';
import { shortTime } from './times';

/** The default label of pg_basebackup, which does not identify a backup. */
export const DEFAULT_LABEL = 'pg_basebackup base backup';

/** Newest first by start time, then by start location; sets without either last, by path. */
export function newestFirst(sets: readonly BackupSet[]): readonly BackupSet[] {
  const rank = (set: BackupSet): number => set.start?.time?.epochMs ?? set.stop?.time?.epochMs ?? -Infinity;
  return [...sets].sort((a, b) => {
    const [left, right] = [rank(a), rank(b)];
    if (left !== right) return right > left ? 1 : -1;
    const lsns = (b.start?.lsn ?? -1n) - (a.start?.lsn ?? -1n);
    if (lsns !== 0n) return lsns > 0n ? 1 : -1;
    return a.path < b.path ? -1 : 1;
  });
}

/** The name of a set on screen: its label, with the time if others share it; its path if the label says nothing. */
export function setTitle(set: BackupSet, labels: ReadonlyMap<string, number>, context: TreeContext): string {
  const { label } = set;
  const saysEnough = label !== undefined && label.trim() !== '' && label !== DEFAULT_LABEL;
  if (!saysEnough) return relativePath(set.path, context);
  if ((labels.get(label) ?? 0) < 2) return labelText(label);
  const time = set.start?.time;
  if (time === undefined || labels.get(timedLabel(label, time.text)) !== 1)
    return relativePath(set.path, context);
  return `${labelText(label)}, ${shortTime(time, context)}`;
}

/** How often each label is used, and how often with the same time. */
export function countLabels(sets: readonly BackupSet[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { label = '', start } of sets) {
    for (const key of [label, timedLabel(label, start?.time?.text)])
      counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function timedLabel(label: string, time = ''): string {
  return `${label}\n${time}`;
}
