import { formatLsn, type Lsn, parseLsn } from '../../ground/lsn';
import { isProven } from '../../model/verdict';
import { verdictOnceMoved } from '../../model/onceMoved';
import { timelineOfLsn } from '../../wal/timelinePath';
import type { Course } from './recoveryPath';
import { microsOf } from '../target';
import type { Target } from '../types';

/** A course that gets to the target. */
export interface Match {
  readonly course: Course;
  readonly proven: boolean;
  /** What recovery has to be told: at the very end of the WAL nothing, as no record behind it ends the replay. */
  readonly target: Target;
  /** Where recovery stops, where that is known. */
  readonly lsn: Lsn | undefined;
  /** The timeline that wrote what lies just before the target; unknown where the place is. */
  readonly branch: number | undefined;
}

/**
 * Whether and how a course reaches a target. Rules of `recoveryStopsBefore` and `recoveryStopsAfter` (xlogrecovery.c):
 * an LSN needs a record that begins at it or behind; a time needs a commit or abort that is later; the first restore
 * point of the name counts, wherever it lies. From 13 on a target that is never met is fatal.
 */
export function matchOf(course: Course, target: Target): Match | undefined {
  switch (target.kind) {
    case 'lsn':
      return matchLsn(course, target);
    case 'time':
      return matchTime(course, target);
    case 'name':
      return matchName(course, target);
    case 'immediate':
      return at(course, target, course.fromLsn, isProven(verdictOnceMoved(course.set)));
    case 'end':
      return at(course, target, course.proven ? course.toLsn : undefined);
  }
}

function matchLsn(course: Course, target: Target & { kind: 'lsn' }): Match | undefined {
  const lsn = parseLsn(target.lsn);
  if (lsn === undefined || lsn < course.fromLsn || lsn > course.toLsn) return undefined;
  const { lastRecord, toLsn } = course;
  if (lastRecord !== undefined && lsn > lastRecord) return at(course, { kind: 'end' }, toLsn);
  if (lsn < toLsn) return at(course, target, lsn);
  return course.proven ? at(course, { kind: 'end' }, lsn) : undefined;
}

function matchTime(course: Course, target: Target & { kind: 'time' }): Match | undefined {
  const { proven, fromTime, toTime } = course;
  const time = microsOf(target.time);
  if (time === undefined || fromTime === undefined || time < fromTime) return undefined;
  if (!proven) return at(course, target, undefined);
  if (toTime === undefined || time > toTime) return undefined;
  return time < toTime ? at(course, target, undefined) : at(course, { kind: 'end' }, course.toLsn);
}

function matchName(course: Course, target: Target & { kind: 'name' }): Match | undefined {
  const first = course.marks.find(({ name }) => name === target.name);
  // A server that meets the name before the end of the backup refuses to go on.
  if (first === undefined || first.lsn < course.fromLsn || first.lsn > course.toLsn) return undefined;
  return at(course, target, first.lsn);
}

function at(course: Course, target: Target, lsn: Lsn | undefined, proven = course.proven): Match {
  const { set, path } = course;
  const branch = lsn === undefined ? undefined : timelineOfLsn(path, lsn - 1n, set.geometry);
  return { course, proven, target, lsn, branch };
}

/** The best first: proven, the newest timeline, the set that lies nearest before the target. */
export function byPreference(a: Match, b: Match): number {
  if (a.proven !== b.proven) return a.proven ? -1 : 1;
  // Of several restore points of one name the last one is the likelier to be meant.
  if (a.target.kind === 'name' && a.lsn !== b.lsn) return (a.lsn ?? 0n) > (b.lsn ?? 0n) ? -1 : 1;
  const timeline = b.course.path.target - a.course.path.target;
  if (timeline !== 0) return timeline;
  const [first, second] = [a.course.fromLsn, b.course.fromLsn];
  return first === second ? 0 : first > second ? -1 : 1;
}

/** What tells one moment from another: ways to the same one are not told twice. */
export function momentKey({ lsn, branch, course }: Match): string {
  return lsn === undefined ? `timeline ${course.path.target}` : `${branch ?? '?'} ${formatLsn(lsn)}`;
}
