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

/** A named point at which recovery can stop (`recovery_target_name`). */
export interface NamedRestorePoint {
  readonly name: string;
  readonly time: string;
  readonly lsn: Lsn;
  readonly timeline: number;
}
