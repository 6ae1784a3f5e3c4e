import { placeOf, type WalJob } from '../../proofs/walJob';
import type { StopRange, StopRule, StopSearch } from '../../verify/records/findStop';
import { segmentOfEnd } from '../../wal/geometry';
import { parseLsn } from '../../ground/lsn';
import type { Course } from './recoveryPath';
import type { Match } from './match';
import { microsOf } from '../target';

/** Where recovery stops is known only when the records there were looked at: what is to be looked up for a way. */
export interface StopQuestion {
  readonly key: string;
  readonly job: WalJob;
  readonly range: StopRange;
  readonly rule: StopRule;
}

/** What was looked up for one target, by the keys of the questions. */
export type KnownStops = ReadonlyMap<string, StopSearch>;

/** Up to 9.3 a restore point's time ends recovery too, and a prepared transaction's does not (`recoveryStopsHere`, xlog.c). */
const SAME_RULES_SINCE = 90400;

/** What tells the ways to one target apart. */
export function stopKey({ set, path }: Pick<Course, 'set' | 'path'>): string {
  return `${path.target} ${set.id}`;
}

/** The question that a way leaves open; undefined where it needs no look, or nothing on it was read yet. */
export function stopQuestion(match: Match): StopQuestion | undefined {
  const { course, target, proven } = match;
  const rule = ruleOf(match);
  if (!proven || rule === undefined || target.kind === 'end') return undefined;
  if ((course.set.serverVersion ?? 0) < SAME_RULES_SINCE) return undefined;
  const { set, serving, path } = course;
  return {
    key: stopKey(course),
    job: {
      geometry: set.geometry,
      path,
      systemIdentifier: set.systemIdentifier ?? serving[0]?.systemIdentifier,
      version: set.serverVersion,
      pageSize: undefined,
      places: serving.map(placeOf),
    },
    range: { from: set.start.lsn, lastSegment: segmentOfEnd(course.toLsn, set.geometry) },
    rule,
  };
}

function ruleOf({ target }: Match): StopRule | undefined {
  if (target.kind === 'time') {
    const time = microsOf(target.time);
    return time === undefined ? undefined : { kind: 'time', time };
  }
  if (target.kind !== 'lsn') return undefined;
  const lsn = parseLsn(target.lsn);
  return lsn === undefined ? undefined : { kind: 'lsn', lsn };
}

/** A server that has to stop before the end of the backup refuses: the way is none. */
export function stopsTooEarly({ fromLsn }: Course, stop: StopSearch | undefined): boolean {
  return stop?.kind === 'found' && stop.end <= fromLsn;
}
