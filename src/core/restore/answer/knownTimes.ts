import type { BackupSet } from '../../model/backupSet';
import type { WalArchive } from '../../model/walArchive';
import type { Lsn } from '../../ground/lsn';
import { timelineOfLsn, type TimelinePath } from '../../wal/timelinePath';
import type { StartingSet } from './startingSet';
import { microsOf } from '../target';

/** A location on a path with a known time: everything before it was committed at that time or earlier. */
export interface KnownTime {
  readonly lsn: Lsn;
  /** Microseconds since 1970. */
  readonly time: number;
  /** The name, for a restore point. */
  readonly name: string | undefined;
}

/** Restore points and ends of backups on a path, after the start of a set, by location. */
export function knownTimesOf(
  set: StartingSet,
  timelinePath: TimelinePath,
  serving: readonly WalArchive[],
  sets: readonly BackupSet[],
): KnownTime[] {
  const { geometry, start } = set;
  const onPath = (lsn: Lsn, timeline: number): boolean =>
    lsn > start.lsn && timelineOfLsn(timelinePath, lsn - 1n, geometry) === timeline;
  const knownTimes = new Map<string, KnownTime>();
  const points = [set, ...serving].flatMap(({ restorePoints }) => restorePoints ?? []);
  for (const { name, time, lsn, timeline } of points) {
    const micros = microsOf(time);
    if (micros !== undefined && onPath(lsn, timeline))
      knownTimes.set(`${lsn} ${name}`, { lsn, time: micros, name });
  }
  for (const { stop, id } of sets) {
    if (stop?.time?.epochMs === undefined || !onPath(stop.lsn, stop.timeline)) continue;
    // Has whole seconds, and is written after the stop.
    const time = (Math.floor(stop.time.epochMs / 1000) + 1) * 1_000_000;
    knownTimes.set(`${stop.lsn} set ${id}`, { lsn: stop.lsn, time, name: undefined });
  }
  return [...knownTimes.values()].sort((a, b) => (a.lsn < b.lsn ? -1 : a.lsn > b.lsn ? 1 : a.time - b.time));
}
