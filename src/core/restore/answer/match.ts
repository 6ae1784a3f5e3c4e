import { formatLsn, type Lsn, parseLsn } from '../../ground/lsn';
import { isWalProven } from '../../model/parts';
import { judgedOnceMoved } from '../../model/onceMoved';
import { timelineOfLsn } from '../../wal/timelinePath';
import type { RecoveryPath } from './recoveryPath';
import { microsOf } from '../target';
import type { RecoveryTarget } from '../types';

/** A recovery path that reaches the target. */
export interface Match {
  readonly path: RecoveryPath;
  readonly proven: boolean;
  /**
   * The target for recovery: none at the very end of the WAL, because no record follows there that would end the
   * replay.
   */
  readonly target: RecoveryTarget;
  /** Where recovery stops, if that is known. */
  readonly lsn: Lsn | undefined;
  /** The timeline that wrote the WAL just before the target; undefined if the location is unknown. */
  readonly branch: number | undefined;
}

/**
 * Whether and how a recovery path reaches a target. Rules of `recoveryStopsBefore` and `recoveryStopsAfter`
 * (xlogrecovery.c): an LSN needs a record that begins at or after it; a time needs a later commit or abort; for a name
 * the first restore point with it counts, wherever it is. From 13 on a target that is never reached is fatal.
 */
export function matchOf(path: RecoveryPath, target: RecoveryTarget): Match | undefined {
  switch (target.kind) {
    case 'lsn':
      return matchLsn(path, target);
    case 'time':
      return matchTime(path, target);
    case 'name':
      return matchName(path, target);
    case 'immediate':
      return at(path, target, path.fromLsn, isWalProven(judgedOnceMoved(path.set)));
    case 'end':
      return at(path, target, path.proven ? path.toLsn : undefined);
  }
}

function matchLsn(path: RecoveryPath, target: RecoveryTarget & { kind: 'lsn' }): Match | undefined {
  const lsn = parseLsn(target.lsn);
  if (lsn === undefined || lsn < path.fromLsn || lsn > path.toLsn) return undefined;
  const { lastRecord, toLsn } = path;
  if (lastRecord !== undefined && lsn > lastRecord) return at(path, { kind: 'end' }, toLsn);
  if (lsn < toLsn) return at(path, target, lsn);
  return path.proven ? at(path, { kind: 'end' }, lsn) : undefined;
}

function matchTime(path: RecoveryPath, target: RecoveryTarget & { kind: 'time' }): Match | undefined {
  const { proven, fromTime, toTime } = path;
  const time = microsOf(target.time);
  if (time === undefined || fromTime === undefined || time < fromTime) return undefined;
  if (!proven) return at(path, target, undefined);
  if (toTime === undefined || time > toTime) return undefined;
  return time < toTime ? at(path, target, undefined) : at(path, { kind: 'end' }, path.toLsn);
}

function matchName(path: RecoveryPath, target: RecoveryTarget & { kind: 'name' }): Match | undefined {
  const first = path.knownTimes.find(({ name }) => name === target.name);
  // A server that meets the name before the end of the backup refuses to continue.
  if (first === undefined || first.lsn < path.fromLsn || first.lsn > path.toLsn) return undefined;
  return at(path, target, first.lsn);
}

function at(path: RecoveryPath, target: RecoveryTarget, lsn: Lsn | undefined, proven = path.proven): Match {
  const { set, timelinePath } = path;
  const branch = lsn === undefined ? undefined : timelineOfLsn(timelinePath, lsn - 1n, set.geometry);
  return { path, proven, target, lsn, branch };
}

/** Best first: proven, a set whose data files were seen, the newest timeline, the nearest set before the target. */
export function byPreference(a: Match, b: Match): number {
  if (a.proven !== b.proven) return a.proven ? -1 : 1;
  const [aSeen, bSeen] = [a, b].map(({ path }) => path.set.parts.data !== null);
  if (aSeen !== bSeen) return aSeen === true ? -1 : 1;
  // If several restore points have one name, the last one is the likelier to be meant.
  if (a.target.kind === 'name' && a.lsn !== b.lsn) return (a.lsn ?? 0n) > (b.lsn ?? 0n) ? -1 : 1;
  const timeline = b.path.timelinePath.target - a.path.timelinePath.target;
  if (timeline !== 0) return timeline;
  const [first, second] = [a.path.fromLsn, b.path.fromLsn];
  return first === second ? 0 : first > second ? -1 : 1;
}

/** Identifies a point in the WAL: several paths to the same point are listed once. */
export function momentKey({ lsn, branch, path }: Match): string {
  return lsn === undefined ? `timeline ${path.timelinePath.target}` : `${branch ?? '?'} ${formatLsn(lsn)}`;
}
