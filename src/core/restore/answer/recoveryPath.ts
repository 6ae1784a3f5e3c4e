import { isStarting, setOrigin, type StartingSet } from './startingSet';
import { isSound } from '../../model/verdict';
import { judgedAfterRestoreSteps, verdictAfterRestoreSteps } from '../../model/afterRestoreSteps';
import { isWalProven } from '../../model/parts';
import { newestTimeline, ownTimeline, seenHistories } from '../../model/recovery/targetTimeline';
import { type WindowEnd, windowEndOf } from '../../model/recovery/windowEnd';
import { locateSegments } from '../../catalog/assess/locateSegments';
import type { BackupSet } from '../../model/backupSet';
import { suffixesOf, type WalArchive } from '../../model/walArchive';
import { lastSegmentOf } from '../../proofs/walJob';
import { segmentEndLsn, segmentOfStart } from '../../wal/geometry';
import type { RepeatedTimes } from '../../wal/commits/commitTimes';
import type { Lsn } from '../../ground/lsn';
import type { SegmentRange } from '../../wal/segmentName';
import {
  rangesAlongPath,
  timelineOfLsn,
  timelineOfSegment,
  type TimelinePath,
  timelinePath,
} from '../../wal/timelinePath';
import { type Cluster, historiesOf, servingOf } from '../clusters';
import { type KnownTime, knownTimesOf } from './knownTimes';
import { microsOf } from '../target';

/** From one set along one timeline, as far as the WAL leads. */
export interface RecoveryPath {
  readonly set: StartingSet;
  readonly serving: readonly WalArchive[];
  readonly timelinePath: TimelinePath;
  /** Whether every record was read; otherwise only the names of the segments support it. */
  readonly proven: boolean;
  /** Recovery can stop from here on (the end of the backup) … */
  readonly fromLsn: Lsn;
  /** … to here: if proven, the end of the last record; otherwise the end of the last segment before a gap. */
  readonly toLsn: Lsn;
  /** Microseconds since 1970: a target at or after this time is certainly after the end of the backup. */
  readonly fromTime: number | undefined;
  /** The last commit or abort; undefined if nothing was read. */
  readonly toTime: number | undefined;
  /** The latest of all, if a clock was set back before the last. */
  readonly latestTime?: number;
  /** Without its records: a target from this time on may already be after the last transaction of the backup. */
  readonly possibleFrom?: number;
  /** Where the last record begins, if it was read: no recovery can stop after it. */
  readonly lastRecord?: Lsn;
  /** What a server does at the end; by names alone as far as they show it. Absent if that is not known. */
  readonly end?: WindowEnd;
  /** Whether this is the timeline that a server follows with `recovery_target_timeline = 'latest'`. */
  readonly isNewest?: boolean;
  /** Microseconds: times that occur twice on the path, because a clock was set back. */
  readonly repeated?: RepeatedTimes;
  readonly knownTimes: readonly KnownTime[];
}

/** Every recovery path of a server's sets. Sets that certainly lack something have none. */
export function recoveryPathsOf({ sets, archives }: Cluster): RecoveryPath[] {
  return sets.flatMap((set) => {
    if (!isStarting(set) || !isSound(verdictAfterRestoreSteps(set))) return [];
    const serving = servingOf(set, archives);
    const newest = newestTimeline(ownTimeline(setOrigin(set)), seenHistories(serving));
    return timelinePathsFrom(set, serving).flatMap((path) =>
      pathAlong(set, serving, path, sets).map((one) => ({ ...one, isNewest: path.target === newest })),
    );
  });
}

/**
 * The timeline paths from a set: its own timeline, and each that left it, or a descendant, after the end of the backup.
 */
export function timelinePathsFrom(set: StartingSet, serving: readonly WalArchive[]): TimelinePath[] {
  const { stop, geometry } = set;
  const histories = historiesOf(serving);
  const timelines = new Set([stop.timeline, ...histories.keys()]);
  // In the archive's order: it may have many thousand runs.
  for (const archive of serving) for (const { timeline } of archive.timelines) timelines.add(timeline);
  return [...timelines]
    .sort((a, b) => a - b)
    .filter((timeline) => timeline === stop.timeline || histories.has(timeline))
    .map((timeline) => timelinePath(timeline, histories.get(timeline), geometry))
    .filter((path) => timelineOfLsn(path, stop.lsn - 1n, geometry) === stop.timeline);
}

function pathAlong(
  set: StartingSet,
  serving: readonly WalArchive[],
  timelinePath: TimelinePath,
  sets: readonly BackupSet[],
): RecoveryPath[] {
  const windows = serving.flatMap((archive) => archive.windows);
  const window = windows.find(({ setId, timeline }) => setId === set.id && timeline === timelinePath.target);
  const knownTimes = knownTimesOf(set, timelinePath, serving, sets);
  const proven = isWalProven(judgedAfterRestoreSteps(set));
  const known = { set, serving, timelinePath, fromLsn: set.stop.lsn, knownTimes };
  if (window !== undefined && proven) {
    const fromTime = earliestTime(set, microsOf(window.fromTime), knownTimes);
    const { toLsn, lastRecord, end, repeated } = window;
    const latestTime = microsOf(window.latestTime);
    const more = {
      ...(latestTime === undefined ? {} : { latestTime }),
      ...(lastRecord === undefined ? {} : { lastRecord }),
      ...(end === undefined ? {} : { end }),
      ...(repeated === undefined ? {} : { repeated }),
    };
    return [{ ...known, proven: true, toLsn, ...more, fromTime, toTime: microsOf(window.toTime) }];
  }
  // If reading along this path ended before the set's end, names add nothing to that.
  if (proven && serving.every(({ restorePoints }) => restorePoints !== undefined))
    return timelinePath.target === provenTimeline(set)
      ? [{ ...known, proven: true, toLsn: set.stop.lsn, fromTime: undefined, toTime: undefined }]
      : [];
  const found = endByNames(set, serving, timelinePath);
  if (found === undefined) return [];
  const toLsn = found.lsn < set.stop.lsn ? set.stop.lsn : found.lsn;
  const fromTime = earliestTime(set, undefined, knownTimes);
  const possibleFrom = set.latestCommit === undefined ? startTime(set) : undefined;
  const possible = possibleFrom === undefined ? {} : { possibleFrom };
  return [{ ...known, proven: false, toLsn, end: found.end, fromTime, toTime: undefined, ...possible }];
}

/** Microseconds: every transaction from the start of the backup on ended at this time or later. */
function startTime({ start }: StartingSet): number | undefined {
  return start.time?.epochMs === undefined ? undefined : start.time.epochMs * 1000;
}

/** The timeline along which the records of a set were read. */
export function provenTimeline({ recoveryTimeline, stop }: StartingSet): number {
  return recoveryTimeline ?? stop.timeline;
}

/**
 * The stop time is written in whole seconds, after the end of the backup. A commit just before it may have the same
 * second, so the next second is the first certain one. Otherwise the first known time after the end.
 */
function earliestTime(
  set: StartingSet,
  windowTime: number | undefined,
  knownTimes: readonly KnownTime[],
): number | undefined {
  // A target before the latest commit of the backup ends recovery inside of it.
  if (set.latestCommit !== undefined) return set.latestCommit;
  // If nothing was committed in it, only its start counts.
  const started = startTime(set);
  if (set.recordsVerdict !== undefined && started !== undefined) return started + 1_000_000;
  const stopped = set.stop.time?.epochMs;
  if (stopped !== undefined) return (Math.floor(stopped / 1000) + 1) * 1_000_000;
  return windowTime ?? knownTimes.find(({ lsn }) => lsn >= set.stop.lsn)?.time;
}

/** Where the first gap ends the path by names; undefined if the set does not even reach its own end along it. */
function endByNames(
  set: StartingSet,
  serving: readonly WalArchive[],
  timelinePath: TimelinePath,
): { readonly lsn: Lsn; readonly end: WindowEnd } | undefined {
  const { geometry, start, stop } = set;
  const first = segmentOfStart(start.lsn, geometry);
  const last = lastSegmentOf({ timelinePath, places: serving });
  if (last < first) return undefined;
  const hole = locateSegments(rangesAlongPath(timelinePath, first, last), serving).find(
    ({ archive }) => archive === undefined,
  );
  const next = hole === undefined ? last + 1 : hole.first;
  const lsn = segmentEndLsn(next - 1, geometry);
  if (lsn < stop.lsn) return undefined;
  const missing = {
    timeline: timelineOfSegment(timelinePath, next),
    segment: next,
    code: 'missing-segment',
  } as const;
  const isThere = (timeline: number, segment: number): boolean =>
    serving.some(({ runs }) => suffixesOf(runs, timeline, segment).length > 0);
  const files = { path: timelinePath, firstSegment: first, lastSegment: last, isThere, isServersOwn: false };
  return { lsn, end: windowEndOf(missing, files) };
}

/** The segments that recovery reads on a recovery path up to and including a segment. */
export function segmentsOf(path: Pick<RecoveryPath, 'set' | 'timelinePath'>, last: number): SegmentRange[] {
  const { set, timelinePath } = path;
  return rangesAlongPath(timelinePath, segmentOfStart(set.start.lsn, set.geometry), last);
}
