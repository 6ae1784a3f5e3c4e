import { isStarting, type StartingSet } from './startingSet';
import { isWalProven } from '../../model/parts';
import { isSound } from '../../model/verdict';
import { judgedOnceMoved, verdictOnceMoved } from '../../model/onceMoved';
import { locateSegments } from '../../catalog/assess/locateSegments';
import type { BackupSet } from '../../model/backupSet';
import type { WalArchive } from '../../model/walArchive';
import { lastSegmentOf } from '../../proofs/walJob';
import { segmentEndLsn, segmentOfStart } from '../../wal/geometry';
import type { Lsn } from '../../ground/lsn';
import type { SegmentRange } from '../../wal/segmentName';
import { rangesAlongPath, timelineOfLsn, type TimelinePath, timelinePath } from '../../wal/timelinePath';
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
  /** Where the last record begins, if it was read: no recovery can stop after it. */
  readonly lastRecord?: Lsn;
  readonly knownTimes: readonly KnownTime[];
}

/** Every recovery path of a server's sets. Sets that certainly lack something have none. */
export function recoveryPathsOf({ sets, archives }: Cluster): RecoveryPath[] {
  return sets.flatMap((set) => {
    if (!isStarting(set) || !isSound(verdictOnceMoved(set))) return [];
    const serving = servingOf(set, archives);
    return timelinePathsFrom(set, serving).flatMap((path) => pathAlong(set, serving, path, sets));
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
  const proven = isWalProven(judgedOnceMoved(set));
  const known = { set, serving, timelinePath, fromLsn: set.stop.lsn, knownTimes };
  if (window !== undefined && proven) {
    const fromTime = earliestTime(set, microsOf(window.fromTime), knownTimes);
    const { toLsn, lastRecord } = window;
    const last = lastRecord === undefined ? {} : { lastRecord };
    return [{ ...known, proven: true, toLsn, ...last, fromTime, toTime: microsOf(window.toTime) }];
  }
  // If reading along this path ended before the set's end, names add nothing to that.
  if (proven && serving.every(({ restorePoints }) => restorePoints !== undefined))
    return timelinePath.target === set.stop.timeline
      ? [{ ...known, proven: true, toLsn: set.stop.lsn, fromTime: undefined, toTime: undefined }]
      : [];
  const end = endByNames(set, serving, timelinePath);
  if (end === undefined) return [];
  const toLsn = end < set.stop.lsn ? set.stop.lsn : end;
  const fromTime = earliestTime(set, undefined, knownTimes);
  return [{ ...known, proven: false, toLsn, fromTime, toTime: undefined }];
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
  const stopped = set.stop.time?.epochMs;
  if (stopped !== undefined) return (Math.floor(stopped / 1000) + 1) * 1_000_000;
  return windowTime ?? knownTimes.find(({ lsn }) => lsn >= set.stop.lsn)?.time;
}

/** Where the first gap ends the path by names; undefined if the set does not even reach its own end along it. */
function endByNames(
  set: StartingSet,
  serving: readonly WalArchive[],
  timelinePath: TimelinePath,
): Lsn | undefined {
  const { geometry, start, stop } = set;
  const first = segmentOfStart(start.lsn, geometry);
  const last = lastSegmentOf({ timelinePath, places: serving });
  if (last < first) return undefined;
  const hole = locateSegments(rangesAlongPath(timelinePath, first, last), serving).find(
    ({ archive }) => archive === undefined,
  );
  const end = segmentEndLsn(hole === undefined ? last : hole.first - 1, geometry);
  return end >= stop.lsn ? end : undefined;
}

/** The segments that recovery reads on a recovery path up to and including a segment. */
export function segmentsOf(path: Pick<RecoveryPath, 'set' | 'timelinePath'>, last: number): SegmentRange[] {
  const { set, timelinePath } = path;
  return rangesAlongPath(timelinePath, segmentOfStart(set.start.lsn, set.geometry), last);
}
