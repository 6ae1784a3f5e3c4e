import type { RepeatedTimes } from '../wal/commits/commitTimes';
import type { Lsn } from '../ground/lsn';
import type { WindowEnd } from './recovery/windowEnd';

export interface RecoveryWindow {
  readonly timeline: number;
  readonly fromLsn: Lsn;
  readonly fromTime: string | undefined;
  readonly toLsn: Lsn;
  readonly toTime: string | undefined;
  /** The latest commit, if that is not the last one because a clock was set back. */
  readonly latestTime?: string;
  readonly setId: string;
  /** Where the last whole record begins: recovery cannot stop at a later location, only end. */
  readonly lastRecord?: Lsn;
  /** Times that occur twice, because a clock was set back; absent if none does. */
  readonly repeated?: RepeatedTimes;
  /** What a server does at the end; absent if that was not found out. */
  readonly end?: WindowEnd;
}

/**
 * The window with the latest end: by time, if times are known, else on the newest timeline. A timeline whose first segment is
 * missing does not count: a server that follows it opens on the wrong branch.
 */
export function latestWindow(windows: readonly RecoveryWindow[]): RecoveryWindow | undefined {
  const sound = windows.filter(({ end }) => end?.kind !== 'wrong-branch');
  return (sound.length > 0 ? sound : windows).reduce<RecoveryWindow | undefined>(
    (best, window) => (best === undefined || endsLater(window, best) ? window : best),
    undefined,
  );
}

/** Times are written `YYYY-MM-DD HH:MM:SS.ffffff UTC`, so that they sort as text. */
function endsLater(a: RecoveryWindow, b: RecoveryWindow): boolean {
  if (a.toTime !== undefined && b.toTime !== undefined && a.toTime !== b.toTime) return a.toTime > b.toTime;
  if (a.timeline !== b.timeline) return a.timeline > b.timeline;
  return a.toLsn > b.toLsn;
}

/** A named point at which recovery can stop (`recovery_target_name`). */
export interface NamedRestorePoint {
  readonly name: string;
  readonly time: string;
  readonly lsn: Lsn;
  readonly timeline: number;
}
