import type { DamagedCopy } from './damagedCopy';
import type { TruthSet } from './truthSet';

/** One way to damage a set, and what a server must do with the result. */
export interface DamageCase {
  readonly name: string;
  readonly damage: (copy: DamagedCopy, set: TruthSet) => Promise<void>;
  /** What every server does. */
  readonly outcome: 'recovered' | 'refused';
  /**
   * Whether this is a backup to rely on. A server may well start on what is not: on a data directory without its label,
   * for example. `depends`: on which of two copies the restore_command takes.
   */
  readonly restorable: boolean | 'depends';
  /** How many rows must come back; default: where it is restorable, at least those from the time of the stop. */
  readonly rows?: 'at-stop';
  /** No archive is offered: the set must do with its own pg_wal. */
  readonly standalone?: true;
  /** Instead of `cp`; `%a` is the archive. */
  readonly restoreCommand?: string;
  /** The first and last major that it makes sense for. */
  readonly from?: number;
  readonly to?: number;
}

/** The segment at a place of the backup: 0 is the first, -1 the last. */
export function segmentAt(set: TruthSet, place: number): string {
  const name = set.segments.at(place);
  if (name === undefined) throw new Error(`the backup has no segment ${String(place)}`);
  return name;
}
