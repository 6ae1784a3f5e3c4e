import type { Lsn } from '../../ground/lsn';

/** A named point that recovery can stop at (`recovery_target_name`). */
export interface RestorePoint {
  readonly name: string;
  /** Microseconds since 1970 UTC. */
  readonly time: number;
  /** The end of its record: recovery to it stops here. */
  readonly lsn: Lsn;
  readonly timeline: number;
}

/** More names than anyone can choose from: memory stays bounded. */
export const MOST_RESTORE_POINTS = 10_000;
