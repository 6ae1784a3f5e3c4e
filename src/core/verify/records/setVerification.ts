import type { StopSource } from '../../model/positions';
import type { Verdict } from '../../model/verdict';
import type { Finding } from '../../ground/finding';
import type { ControlState } from '../../formats/controlFile';
import type { Lsn } from '../../ground/lsn';
import type { RestorePoint } from './restorePoints';
import type { WalContext, WalFacts } from './walContext';

/** What is known of a set, for the verification of its WAL. */
export interface SetFacts extends WalFacts {
  /** START WAL LOCATION: the redo location. */
  readonly start: Lsn;
  readonly startTimeline: number;
  /** CHECKPOINT LOCATION; undefined if only the WAL is judged. */
  readonly checkpoint: Lsn | undefined;
  readonly takenFrom: 'primary' | 'standby' | undefined;
  /** The stop location from a history file, a manifest or a tool. */
  readonly knownStop:
    { readonly lsn: Lsn; readonly timeline: number; readonly source: StopSource } | undefined;
  /** From the set's pg_control; undefined without one. Zero: none. */
  readonly minRecoveryPoint: Lsn | undefined;
  /** From 9.3; 0 and undefined mean unknown. */
  readonly minRecoveryPointTimeline: number | undefined;
  /** `state` of the set's pg_control. */
  readonly controlState: ControlState | undefined;
  /**
   * The highest segment that exists on the path: a missing segment before it is a gap, after it the end of the archive.
   * If undefined, a missing segment counts as the end.
   */
  readonly lastSegment?: number;
}

/** `SetFacts` with what is needed to open the files. */
export type SetInput = SetFacts & WalContext;

export interface SetVerification {
  /** By the records alone; never `complete`, as a walk either proves the set or says why not. */
  readonly verdict: Verdict;
  readonly stop: { readonly lsn: Lsn; readonly timeline: number; readonly source: StopSource } | undefined;
  /** The end of the last whole record that was walked. */
  readonly reached: Lsn;
  readonly records: number;
  readonly findings: readonly Finding[];
  /** Restore points between its start and its end: recovery from this set cannot stop at them. */
  readonly restorePoints?: readonly RestorePoint[];
  /** The latest time of a commit or abort from start to stop, in microseconds since 1970 UTC; absent if there is none. */
  readonly latestCommit?: number;
  /** The timeline along which the set was proven, if that is another one than it was asked for. */
  readonly along?: number;
  /** True if it was canceled; the verdict then means nothing. */
  readonly canceled: boolean;
}

/** The end of a standby's backup: the later of the minimum recovery point in its pg_control and the known stop. */
export function requiredEnd(input: SetFacts): Lsn {
  const point = input.minRecoveryPoint ?? 0n;
  const known = input.knownStop?.lsn ?? 0n;
  return point > known ? point : known;
}
