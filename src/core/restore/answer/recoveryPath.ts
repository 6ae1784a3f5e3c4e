import { isStarting, type StartingSet } from './startingSet';
import { isProven, isSound } from '../../model/verdict';
import { verdictOnceMoved } from '../../model/onceMoved';
import { locateSegments } from '../../catalog/assess/locateSegments';
import type { BackupSet } from '../../model/backupSet';
import type { WalArchive } from '../../model/walArchive';
import { lastSegmentOf } from '../../proofs/walJob';
import { segmentEndLsn, segmentOfStart } from '../../wal/geometry';
import type { Lsn } from '../../ground/lsn';
import type { SegmentRange } from '../../wal/segmentName';
import { rangesAlongPath, timelineOfLsn, type TimelinePath, timelinePath } from '../../wal/timelinePath';
import { type Cluster, historiesOf, servingOf } from '../clusters';
import { type Mark, marksOf } from './marks';
import { microsOf } from '../target';

/** From one set along one timeline, as far as the WAL leads. */
export interface Course {
  readonly set: StartingSet;
  readonly serving: readonly WalArchive[];
  readonly path: TimelinePath;
  /** Whether every record was read; else the names of the segments are all that speaks for it. */
  readonly proven: boolean;
  /** Recovery can stop from here on (the end of the backup) … */
  readonly fromLsn: Lsn;
  /** … to here: proven, the end of the last record; else the end of the last segment without a hole before. */
  readonly toLsn: Lsn;
  /** Microseconds since 1970: from this time on a target is sure to lie behind the end of the backup. */
  readonly fromTime: number | undefined;
  /** The last commit or abort; unknown where nothing was read. */
  readonly toTime: number | undefined;
  /** Where the last record begins, where that was read: no recovery can be told to stop behind it. */
  readonly lastRecord?: Lsn;
  readonly marks: readonly Mark[];
}

/** Every course of a server's sets. Sets that are known to lack something have none. */
export function coursesOf({ sets, archives }: Cluster): Course[] {
  return sets.flatMap((set) => {
    if (!isStarting(set) || !isSound(verdictOnceMoved(set))) return [];
    const serving = servingOf(set, archives);
    return pathsOf(set, serving).flatMap((path) => courseOn(set, serving, path, sets));
  });
}

/** The ways on from a set: its own timeline, and each that left it, or a descendant, behind the end of the backup. */
export function pathsOf(set: StartingSet, serving: readonly WalArchive[]): TimelinePath[] {
  const { stop, geometry } = set;
  const histories = historiesOf(serving);
  const timelines = new Set([stop.timeline, ...histories.keys()]);
  // As told by the archive: it may have many thousand runs.
  for (const archive of serving) for (const { timeline } of archive.timelines) timelines.add(timeline);
  return [...timelines]
    .sort((a, b) => a - b)
    .filter((timeline) => timeline === stop.timeline || histories.has(timeline))
    .map((timeline) => timelinePath(timeline, histories.get(timeline), geometry))
    .filter((path) => timelineOfLsn(path, stop.lsn - 1n, geometry) === stop.timeline);
}

function courseOn(
  set: StartingSet,
  serving: readonly WalArchive[],
  path: TimelinePath,
  sets: readonly BackupSet[],
): Course[] {
  const windows = serving.flatMap((archive) => archive.windows);
  const window = windows.find(({ setId, timeline }) => setId === set.id && timeline === path.target);
  const marks = marksOf(set, path, serving, sets);
  const proven = isProven(verdictOnceMoved(set));
  const known = { set, serving, path, fromLsn: set.stop.lsn, marks };
  if (window !== undefined && proven) {
    const fromTime = earliestTime(set, microsOf(window.fromTime), marks);
    const { toLsn, lastRecord } = window;
    const last = lastRecord === undefined ? {} : { lastRecord };
    return [{ ...known, proven: true, toLsn, ...last, fromTime, toTime: microsOf(window.toTime) }];
  }
  // What was read along this path ended before the set's: names add nothing to that.
  if (proven && serving.every(({ restorePoints }) => restorePoints !== undefined))
    return path.target === set.stop.timeline
      ? [{ ...known, proven: true, toLsn: set.stop.lsn, fromTime: undefined, toTime: undefined }]
      : [];
  const end = endByNames(set, serving, path);
  if (end === undefined) return [];
  const toLsn = end < set.stop.lsn ? set.stop.lsn : end;
  const fromTime = earliestTime(set, undefined, marks);
  return [{ ...known, proven: false, toLsn, fromTime, toTime: undefined }];
}

/**
 * The stop time is written in whole seconds, after the end of the backup: a commit just before it may lie within the
 * same second, so the next second is the first that is sure. Else the first time that is known behind the end.
 */
function earliestTime(
  set: StartingSet,
  windowTime: number | undefined,
  marks: readonly Mark[],
): number | undefined {
  const stopped = set.stop.time?.epochMs;
  if (stopped !== undefined) return (Math.floor(stopped / 1000) + 1) * 1_000_000;
  return windowTime ?? marks.find(({ lsn }) => lsn >= set.stop.lsn)?.time;
}

/** Where the first hole ends the way by names; undefined where the set itself does not get to its end along it. */
function endByNames(set: StartingSet, serving: readonly WalArchive[], path: TimelinePath): Lsn | undefined {
  const { geometry, start, stop } = set;
  const first = segmentOfStart(start.lsn, geometry);
  const last = lastSegmentOf({ path, places: serving });
  if (last < first) return undefined;
  const hole = locateSegments(rangesAlongPath(path, first, last), serving).find(
    ({ archive }) => archive === undefined,
  );
  const end = segmentEndLsn(hole === undefined ? last : hole.first - 1, geometry);
  return end >= stop.lsn ? end : undefined;
}

/** The segments that recovery along a course reads up to and with a segment. */
export function segmentsOf(course: Pick<Course, 'set' | 'path'>, last: number): SegmentRange[] {
  const { set, path } = course;
  return rangesAlongPath(path, segmentOfStart(set.start.lsn, set.geometry), last);
}
