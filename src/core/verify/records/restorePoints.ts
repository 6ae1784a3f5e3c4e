import type { Lsn } from '../../ground/lsn';

/** A named point at which recovery can stop (`recovery_target_name`). */
export interface RestorePoint {
  readonly name: string;
  /** Microseconds since 1970 UTC. */
  readonly time: number;
  /** The end of its record: recovery to it stops here. */
  readonly lsn: Lsn;
  readonly timeline: number;
}

/** More names than anyone can choose from; keeps memory bounded. */
export const MOST_RESTORE_POINTS = 10_000;
