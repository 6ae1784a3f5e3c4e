import { walPlaceOf, type WalJob } from '../../proofs/walJob';
import type { StopRange, StopRule, StopSearch } from '../../verify/records/findStop';
import { segmentOfEnd } from '../../wal/geometry';
import { parseLsn } from '../../ground/lsn';
import type { RecoveryPath } from './recoveryPath';
import type { Match } from './match';
import { microsOf } from '../target';

/** The recovery stop point is known only after reading the records there: this is what to look up for a path. */
export interface StopQuestion {
  readonly key: string;
  readonly job: WalJob;
  readonly range: StopRange;
  readonly rule: StopRule;
}

/** The results for one target, by the keys of the questions. */
export type KnownStops = ReadonlyMap<string, StopSearch>;

/**
 * Up to 9.3 a restore point's time ends recovery too, and a prepared transaction's does not (`recoveryStopsHere`,
 * xlog.c).
 */
const SAME_RULES_SINCE = 90400;

/** Identifies one of the paths to a target. */
export function stopKey({ set, timelinePath }: Pick<RecoveryPath, 'set' | 'timelinePath'>): string {
  return `${timelinePath.target} ${set.id}`;
}

/** The question that a path leaves open; undefined if no record must be looked up, or none was read yet. */
export function stopQuestion(match: Match): StopQuestion | undefined {
  const { path, target, proven } = match;
  const rule = ruleOf(match);
  if (!proven || rule === undefined || target.kind === 'end') return undefined;
  if ((path.set.versionNum ?? 0) < SAME_RULES_SINCE) return undefined;
  const { set, serving, timelinePath } = path;
  return {
    key: stopKey(path),
    job: {
      geometry: set.geometry,
      timelinePath,
      systemIdentifier: set.systemIdentifier ?? serving[0]?.systemIdentifier,
      versionNum: set.versionNum,
      pageSize: undefined,
      places: serving.map(walPlaceOf),
    },
    range: { from: set.start.lsn, lastSegment: segmentOfEnd(path.toLsn, set.geometry) },
    rule,
  };
}

function ruleOf({ target }: Match): StopRule | undefined {
  if (target.kind === 'time') {
    const time = microsOf(target.time);
    if (time === undefined) return undefined;
    // Just before a time recovery stops at the first commit of that time; times are whole microseconds.
    return { kind: 'time', time: target.exclusive === true ? time - 1 : time };
  }
  if (target.kind === 'xid') return { kind: 'xid', xid: Number(target.xid) };
  if (target.kind !== 'lsn') return undefined;
  const lsn = parseLsn(target.lsn);
  return lsn === undefined ? undefined : { kind: 'lsn', lsn };
}

/**
 * Whether recovery along a path never comes to a record at which it could stop: there is none, or it is after the end of the path,
 * in the same segment.
 */
export function neverStops({ toLsn }: RecoveryPath, stop: StopSearch | undefined): boolean {
  return stop?.kind === 'none' || (stop?.kind === 'found' && stop.record >= toLsn);
}

/** A server that has to stop before the end of the backup refuses: there is no such path. */
export function stopsTooEarly({ fromLsn }: RecoveryPath, stop: StopSearch | undefined): boolean {
  return stop?.kind === 'found' && stop.end <= fromLsn;
}
