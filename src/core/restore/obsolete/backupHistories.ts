import type { BackupSet } from '../../model/backupSet';
import type { InventoryRun, WalArchive } from '../../model/walArchive';
import { baseName, parentPath } from '../../ground/paths';
import { classifyWalFile } from '../../wal/fileName';
import { segmentNumber } from '../../wal/segmentName';
import type { KeptSet } from './keepRule';
import type { NeedLayers, Portion } from './needs';

/**
 * The backup history files of sets in an archive, as runs of one file each whose suffix is everything after the
 * segment's name. Each stays with its set, and as long as the segment in which its backup begins.
 */
export function historyPortions(
  archive: WalArchive,
  sets: readonly BackupSet[],
  kept: readonly KeptSet[],
  needs: NeedLayers | undefined,
): Portion[] {
  const portions = new Map<string, Portion>();
  for (const set of sets) {
    const run = historyRun(set, archive);
    if (run === undefined) continue;
    const key = `${run.timeline} ${run.first} ${run.suffix}`;
    const owner = kept.find(({ id }) => id === set.id);
    const [portion] = needs?.cut(run) ?? [
      { ...run, need: { ...run, reason: 'unknown' as const, set: undefined } },
    ];
    const own = owner === undefined ? undefined : { ...run, reason: 'set' as const, set: owner };
    const need = own ?? portions.get(key)?.need ?? portion?.need;
    portions.set(key, { ...run, need });
  }
  return [...portions.values()];
}

/** Timelines of the backup history files that are there. */
export function historyTimelines(archive: WalArchive, sets: readonly BackupSet[]): number[] {
  return sets.flatMap((set) => historyRun(set, archive)?.timeline ?? []);
}

function historyRun(
  { files: { history } }: BackupSet,
  { path, geometry }: WalArchive,
): InventoryRun | undefined {
  if (history === undefined || geometry === undefined || parentPath(history) !== path) return undefined;
  const name = baseName(history);
  const file = classifyWalFile(name);
  const number = file?.kind === 'backup-history' ? segmentNumber(file.parts, geometry) : undefined;
  if (file?.kind !== 'backup-history' || number === undefined) return undefined;
  return { timeline: file.parts.timeline, first: number, last: number, suffix: name.slice(24) };
}
