import { timelineOfLsn, type TimelinePath, timelinePath } from '../wal/timelinePath';
import type { WalArchive } from '../model/walArchive';
import type { RecoveryWindow } from '../model/recoveryWindow';

/** A recoverable period, and every timeline along which all of it can be reached. */
export interface DistinctWindow extends RecoveryWindow {
  /** Its own timeline first. */
  readonly along: readonly number[];
}

/**
 * Each period of a set once. A window that ends before its timeline leaves another one's path is the beginning of that
 * one's window, or equal to it: the longer one stays; of two equal ones, that of the older timeline.
 */
export function distinctWindows(
  archive: Pick<WalArchive, 'windows' | 'histories' | 'geometry'>,
): DistinctWindow[] {
  const { windows, histories, geometry } = archive;
  if (geometry === undefined) return windows.map((window) => ({ ...window, along: [window.timeline] }));
  const paths = new Map<number, TimelinePath>();
  for (const { timeline } of windows)
    paths.set(timeline, timelinePath(timeline, histories.get(timeline), geometry));
  const endOn = ({ toLsn }: RecoveryWindow, timeline: number): number | undefined => {
    const path = paths.get(timeline);
    return path === undefined ? undefined : timelineOfLsn(path, toLsn - 1n, geometry);
  };
  /** Whether all of the first window is on the path of the second. */
  const isWithin = (a: RecoveryWindow, b: RecoveryWindow): boolean =>
    a.setId === b.setId && a.toLsn <= b.toLsn && endOn(a, a.timeline) === endOn(a, b.timeline);
  const isLess = (a: RecoveryWindow, b: RecoveryWindow): boolean =>
    isWithin(a, b) && (a.toLsn < b.toLsn || a.timeline > b.timeline);
  return windows
    .filter((window) => !windows.some((other) => other !== window && isLess(window, other)))
    .map((window) => {
      const same = windows.filter((other) => isWithin(window, other) && window.toLsn === other.toLsn);
      const others = same.map(({ timeline }) => timeline).filter((timeline) => timeline !== window.timeline);
      return { ...window, along: [...new Set([window.timeline, ...others])] };
    });
}
