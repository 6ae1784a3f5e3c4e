import { locateSegments } from '../../catalog/assess/locateSegments';
import { rangeToReport } from '../../report/toReport';
import { formatVersion } from '../../ground/versions';
import { segmentOfEnd, segmentOfStart } from '../../wal/geometry';
import { formatLsn } from '../../ground/lsn';
import type { StopSearch } from '../../verify/records/findStop';
import { rangeCount, type SegmentRange } from '../../wal/segmentName';
import { type RecoveryPath, segmentsOf } from './recoveryPath';
import type { Match } from './match';
import type { AnswerNote, AnswerPath, RecoveryTarget } from '../types';
import { answerSet, note } from '../words';
import { isWithoutData } from '../../model/layout';

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
    target,
    wal: { ...amountOf(ranges, path), extent },
    missing: { count: 0, ranges: [] },
    notes: [...versionNotes(path, target), ...branchNotes(match), ...seenNotes(path)],
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
    target,
    wal: { ...amountOf(ranges, path), extent: 'at-most' },
    missing: {
      count: missing.reduce((sum, range) => sum + rangeCount(range), 0),
      ranges: missing.map((range) => rangeToReport(range, set.geometry)),
    },
    notes: [],
  };
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
  end: 0,
  name: 90100,
  immediate: 90400,
  lsn: 100000,
};
const WHAT = { name: 'at a restore point', immediate: 'at the end of the backup', lsn: 'at an LSN' };

function versionNotes({ set }: RecoveryPath, target: RecoveryTarget): AnswerNote[] {
  const { kind } = target;
  if (kind === 'time' || kind === 'end' || set.versionNum === undefined) return [];
  if (set.versionNum >= SINCE[kind]) return [];
  const message = `PostgreSQL ${formatVersion(set.versionNum)} cannot stop ${WHAT[kind]}; ${formatVersion(SINCE[kind])} is the first version that can. Use a time or the end of the WAL.`;
  return [note('version-lacks-target', 'error', message)];
}

/** After the location where another timeline left, the timeline is an abandoned branch. */
function branchNotes({ path, branch, lsn }: Match): AnswerNote[] {
  if (branch === undefined || lsn === undefined) return [];
  const left = path.serving
    .flatMap(({ histories }) => [...histories])
    .filter(([timeline]) => !path.timelinePath.parts.some((part) => part.timeline === timeline))
    .flatMap(([timeline, { switches }]) =>
      switches
        .filter((change) => change.timeline === branch && (change.switchLsn ?? lsn) < lsn)
        .map(({ switchLsn }) => ({ timeline, switchLsn })),
    );
  const [first] = left;
  if (first?.switchLsn === undefined) return [];
  const message = `Timeline ${first.timeline} forked off timeline ${branch} at ${formatLsn(first.switchLsn)}. The target is after that point on the old branch, so recovery must follow timeline ${path.timelinePath.target} explicitly. The result contains nothing of timeline ${first.timeline}.`;
  return [note('abandoned-branch', 'warning', message)];
}

function seenNotes({ set }: RecoveryPath): AnswerNote[] {
  if (set.parts.data !== null && !isWithoutData(set)) return [];
  const message = isWithoutData(set)
    ? 'Only the label or history file of this backup was found. The answer covers its WAL; you must provide its data files yourself.'
    : 'The data files of this backup were not read here. The answer covers its WAL only.';
  return [note('base-files-not-seen', 'warning', message)];
}
