import type { DamagedCopy } from './damagedCopy';
import type { TruthSet } from './truthSet';

/** One kind of damage to a set, and what a server must do with the result. */
export interface DamageCase {
  readonly name: string;
  readonly damage: (copy: DamagedCopy, set: TruthSet) => Promise<void>;
  /** What every server does. */
  readonly outcome: 'recovered' | 'refused';
  /**
   * Whether the backup is reliable. A server may well start from one that is not, for example from a data directory
   * without its label. `depends`: on the copy that the restore_command takes.
   */
  readonly restorable: boolean | 'depends';
  /** How many rows must come back; default: if restorable, at least those from the time of the stop. */
  readonly rows?: 'at-stop';
  /** Without an archive: the set has only its own pg_wal. */
  readonly standalone?: true;
  /** Instead of `cp`; `%a` is the archive. */
  readonly restoreCommand?: string;
  /** The first and last major version to which it applies. */
  readonly from?: number;
  readonly to?: number;
}

/** The segment at an index in the backup: 0 is the first, -1 the last. */
export function segmentAt(set: TruthSet, place: number): string {
  const name = set.segments.at(place);
  if (name === undefined) throw new Error(`the backup has no segment ${String(place)}`);
  return name;
}
