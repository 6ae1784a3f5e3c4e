import { isWithoutData } from '../../model/layout';
import type { FindingCode } from '../../ground/finding';
import { locateSegments } from '../../catalog/assess/locateSegments';
import { rangeToReport } from '../../report/toReport';
import { formatMajorVersion } from '../../ground/versions';
import { READS_SINCE } from '../../model/recovery/serverDefaults';
import { newestTimeline, ownTimeline, seenHistories } from '../../model/recovery/targetTimeline';
import { segmentOfEnd, segmentOfStart } from '../../wal/geometry';
import { formatLsn } from '../../ground/lsn';
import type { StopSearch } from '../../verify/records/findStop';
import { rangeCount, type SegmentRange } from '../../wal/segmentName';
import { type RecoveryPath, segmentsOf } from './recoveryPath';
import type { Match } from './match';
import type { AnswerNote, AnswerPath, RecoveryTarget } from '../types';
import { answerSet, note } from '../words';
import { endNotes } from './endNotes';
import { setOrigin } from './startingSet';
import { stopTimeOf } from './stopTime';

/** A match as a path: with the WAL that it needs, exact if the recovery stop point was looked up. */
export function answerPath(match: Match, stop?: StopSearch): AnswerPath {
  const { path, proven, target } = match;
  const lsn = match.lsn ?? (stop?.kind === 'found' ? stop.record : undefined);
  const { last, extent } =
    stop?.kind === 'found' ? { last: stop.lastSegment, extent: 'exact' as const } : lastSegment(match);
  const ranges = segmentsOf(path, last);
  return {
    set: answerSet(path.set),
    timeline: path.timelinePath.target,
    proven,
    lsn: lsn === undefined ? null : formatLsn(lsn),
    stopTime: stopTimeOf(match, stop),
    target,
    wal: { ...amountOf(ranges, path), extent },
    missing: { count: 0, ranges: [] },
    prefetch: prefetchOf(path),
    notes: [
      ...versionNotes(path, target),
      ...branchNotes(match),
      ...defaultNotes(path),
      ...endNotes(match, isWholeWal(match)),
      ...seenNotes(path),
    ],
  };
}

/** What an attempt at a target would need, and what of that is missing. */
export function failedPath(path: RecoveryPath, target: RecoveryTarget, last: number): AnswerPath {
  const { set, serving } = path;
  const ranges = segmentsOf(path, last);
  const missing = locateSegments(ranges, serving).filter(({ archive }) => archive === undefined);
  return {
    set: answerSet(set),
    timeline: path.timelinePath.target,
    proven: false,
    lsn: null,
    stopTime: null,
    target,
    wal: { ...amountOf(ranges, path), extent: 'at-most' },
    missing: {
      count: missing.reduce((sum, range) => sum + rangeCount(range), 0),
      ranges: missing.map((range) => rangeToReport(range, set.geometry)),
    },
    prefetch: null,
    notes: [],
  };
}

/** Whether the target is the last record of all that can be replayed. */
function isWholeWal({ path, target, lsn }: Match): boolean {
  const { proven, toLsn, end, lastRecord } = path;
  if (target.kind === 'immediate') return end?.kind === 'refused' && lastRecord === undefined;
  return target.kind === 'lsn' && proven && lsn === toLsn;
}

/** From 15 on a server that reads ahead is ended by a file of the wrong size before it comes to it. */
function prefetchOf({ end, set }: RecoveryPath): 'off' | null {
  if (set.versionNum === undefined || set.versionNum < READS_SINCE.prefetches) return null;
  const isNear = set.findings.some(({ code }) => code === 'wrong-size-after-stop');
  return end?.kind === 'refused' || isNear ? 'off' : null;
}

/** Findings that say that a server with default settings refuses the set because of the newest timeline. */
const REFUSED_BY_DEFAULT = new Set<FindingCode>([
  'unrelated-newest-timeline',
  'timeline-fork-before-stop',
  'unreadable-timeline-history',
  'damaged-newer-timeline',
]);

/** That a server would refuse, if the timeline were left to it: the settings of the steps must stay. */
function defaultNotes({ set, timelinePath }: RecoveryPath): AnswerNote[] {
  const refusal = set.findings.find(
    ({ code, severity }) => severity === 'error' && REFUSED_BY_DEFAULT.has(code),
  );
  const newest = refusal?.args['timeline'];
  if (refusal === undefined || newest === undefined || newest === timelinePath.target) return [];
  const message = `By default a server of this version follows timeline ${newest}, the newest found, and does not start from this backup (${refusal.code}). Recovery needs recovery_target_timeline = '${timelinePath.target}', which the restore steps set.`;
  return [note('timeline-must-be-set', 'warning', message)];
}

function amountOf(
  ranges: readonly SegmentRange[],
  { set: { geometry } }: RecoveryPath,
): Pick<AnswerPath['wal'], 'count' | 'bytes' | 'ranges'> {
  const count = ranges.reduce((sum, range) => sum + rangeCount(range), 0);
  return {
    count,
    bytes: String(BigInt(count) * BigInt(geometry.segmentSize)),
    ranges: ranges.map((range) => rangeToReport(range, geometry)),
  };
}

/** The last segment that recovery may request before it stops. */
function lastSegment({ path, target, lsn }: Match): { last: number; extent: 'exact' | 'at-most' } {
  const { geometry } = path.set;
  const end = segmentOfEnd(path.toLsn, geometry);
  if (target.kind === 'lsn' && lsn !== undefined) {
    // It stops at the first record at or after the location, and that may begin in the next segment.
    const holder = segmentOfStart(lsn, geometry);
    return holder < end ? { last: holder + 1, extent: 'at-most' } : { last: end, extent: 'exact' };
  }
  // The location of the first commit after a time is not known, so all WAL up to the end may be read.
  if (lsn === undefined) return { last: end, extent: target.kind === 'end' ? 'exact' : 'at-most' };
  return { last: segmentOfEnd(lsn, geometry), extent: 'exact' };
}

const SINCE: Readonly<Record<RecoveryTarget['kind'], number>> = {
  time: 0,
  xid: 0,
  end: 0,
  name: 90100,
  immediate: 90400,
  lsn: 100000,
};
const WHAT = { name: 'at a restore point', immediate: 'at the end of the backup', lsn: 'at an LSN' };

function versionNotes({ set }: RecoveryPath, target: RecoveryTarget): AnswerNote[] {
  const { kind } = target;
  if (kind === 'time' || kind === 'xid' || kind === 'end' || set.versionNum === undefined) return [];
  if (set.versionNum >= SINCE[kind]) return [];
  const message = `PostgreSQL ${formatMajorVersion(set.versionNum)} cannot stop ${WHAT[kind]}; ${formatMajorVersion(SINCE[kind])} is the first version that can. Use a time or the end of the WAL.`;
  return [note('version-lacks-target', 'error', message)];
}

/** A branch is given up if the newest timeline left it before the target. */
function branchNotes({ path, branch, lsn }: Match): AnswerNote[] {
  const { set, serving, timelinePath } = path;
  if (branch === undefined || lsn === undefined) return [];
  const seen = seenHistories(serving);
  const newest = newestTimeline(ownTimeline(setOrigin(set)), seen);
  const left = seen.readable.get(newest)?.switches.find((change) => change.timeline === branch);
  if (newest === timelinePath.target || left?.switchLsn === undefined || left.switchLsn >= lsn) return [];
  const message = `Timeline ${newest} forked off timeline ${branch} at ${formatLsn(left.switchLsn)}, before the target, and is the newest one. A server from 12 on follows it by default, so recovery to this target must follow timeline ${timelinePath.target} explicitly. The result contains nothing of timeline ${newest}.`;
  return [note('abandoned-branch', 'warning', message)];
}

function seenNotes({ set }: RecoveryPath): AnswerNote[] {
  if (set.parts.data !== null && !isWithoutData(set)) return [];
  const message = isWithoutData(set)
    ? 'Only the label or history file of this backup was found. The answer covers its WAL; you must provide its data files yourself.'
    : 'The data files of this backup were not read here. The answer covers its WAL only.';
  return [note('base-files-not-seen', 'warning', message)];
}
