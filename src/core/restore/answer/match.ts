import { formatLsn, type Lsn, parseLsn } from '../../ground/lsn';
import { judgedAfterRestoreSteps } from '../../model/afterRestoreSteps';
import { isWalProven } from '../../model/parts';
import { READS_SINCE } from '../../model/recovery/serverDefaults';
import { timelineOfLsn } from '../../wal/timelinePath';
import { provenTimeline, type RecoveryPath } from './recoveryPath';
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
  /** Only the records can show whether the target is after the end of the backup. */
  readonly isInDoubt?: true;
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
    case 'xid':
      return path.toLsn > path.fromLsn ? at(path, target, undefined) : undefined;
    case 'name':
      return matchName(path, target);
    case 'immediate':
      return at(path, target, path.fromLsn, path.proven || isProvenToItsEnd(path));
    case 'end':
      return atEnd(path);
  }
}

function isProvenToItsEnd({ set, timelinePath }: RecoveryPath): boolean {
  return isWalProven(judgedAfterRestoreSteps(set)) && timelinePath.target === provenTimeline(set);
}

/**
 * The very end of a path. Where a server would be refused at the next file, or lose tables after it, it has to stop at the last
 * record that it can replay; undefined if it cannot be made to, or would continue on the wrong branch.
 */
function atEnd(path: RecoveryPath, lsn = path.proven ? path.toLsn : undefined): Match | undefined {
  const { end, lastRecord, set } = path;
  const isOld = set.versionNum !== undefined && set.versionNum < READS_SINCE.stopsAtLsn;
  switch (end?.kind) {
    case 'wrong-branch':
      return undefined;
    case 'refused': {
      if (lastRecord === undefined)
        return path.proven ? at(path, { kind: 'immediate' }, path.fromLsn) : undefined;
      return isOld ? undefined : at(path, { kind: 'lsn', lsn: formatLsn(lastRecord) }, lsn);
    }
    case 'minimal':
      return isOld ? undefined : at(path, { kind: 'lsn', lsn: formatLsn(end.lsn), exclusive: true }, lsn);
    default:
      return at(path, { kind: 'end' }, lsn);
  }
}

function matchLsn(path: RecoveryPath, target: RecoveryTarget & { kind: 'lsn' }): Match | undefined {
  const lsn = parseLsn(target.lsn);
  if (lsn === undefined || lsn < path.fromLsn || lsn > path.toLsn) return undefined;
  const { lastRecord, toLsn } = path;
  if (lastRecord !== undefined && lsn > lastRecord) return atEnd(path, toLsn);
  if (lsn < toLsn) return at(path, target, lsn);
  return path.proven ? atEnd(path, lsn) : undefined;
}

function matchTime(path: RecoveryPath, target: RecoveryTarget & { kind: 'time' }): Match | undefined {
  const { proven, fromTime, toTime, latestTime = toTime, possibleFrom } = path;
  const time = microsOf(target.time);
  if (time === undefined) return undefined;
  const isAfter = fromTime !== undefined && (target.exclusive === true ? time > fromTime : time >= fromTime);
  if (!isAfter)
    return possibleFrom !== undefined && time >= possibleFrom
      ? { ...at(path, target, undefined), isInDoubt: true }
      : undefined;
  if (!proven) return at(path, target, undefined);
  if (latestTime === undefined || time > latestTime) return undefined;
  // Just before the latest commit recovery stops at it.
  return time < latestTime || target.exclusive === true ? at(path, target, undefined) : atEnd(path);
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

/**
 * The best first: proven, a target that is surely after the backup, a set whose data files were seen, a timeline that can be followed past its fork, the newest timeline as a
 * server finds it, the set that is nearest before the target. For the end of the backup its own timeline comes first:
 * nothing beyond it is asked for.
 */
export function byPreference(a: Match, b: Match): number {
  if (a.proven !== b.proven) return a.proven ? -1 : 1;
  if (a.isInDoubt !== b.isInDoubt) return a.isInDoubt === undefined ? -1 : 1;
  const [aSeen, bSeen] = [a, b].map(({ path }) => path.set.parts.data !== null);
  if (aSeen !== bSeen) return aSeen === true ? -1 : 1;
  // If several restore points have one name, the last one is the likelier to be meant.
  if (a.target.kind === 'name' && a.lsn !== b.lsn) return (a.lsn ?? 0n) > (b.lsn ?? 0n) ? -1 : 1;
  const rank = rankOf(b) - rankOf(a);
  if (rank !== 0) return rank;
  const timeline = b.path.timelinePath.target - a.path.timelinePath.target;
  if (timeline !== 0) return timeline;
  const [first, second] = [a.path.fromLsn, b.path.fromLsn];
  return first === second ? 0 : first > second ? -1 : 1;
}

function rankOf({ path, target }: Match): number {
  const { end, isNewest, timelinePath, set } = path;
  if (target.kind === 'immediate' && timelinePath.target === provenTimeline(set)) return 3;
  if (end?.kind === 'wrong-branch') return 0;
  return isNewest === true ? 2 : 1;
}

/** Identifies a moment: paths to the same one are listed once. */
export function momentKey(match: Match): string {
  const { lsn, branch, path } = match;
  if (lsn !== undefined) return `${branch ?? '?'} ${formatLsn(lsn)}`;
  // A time that occurs twice is another moment from an earlier backup.
  const start = isRepeated(match) ? ` ${path.set.id}` : '';
  return `timeline ${path.timelinePath.target}${start}`;
}

/** Whether a time occurs twice on the path, because a clock was set back. */
export function isRepeated({ path: { repeated }, target }: Match): boolean {
  if (repeated === undefined || target.kind !== 'time') return false;
  const time = microsOf(target.time) ?? 0;
  return repeated.from <= time && time <= repeated.to;
}
