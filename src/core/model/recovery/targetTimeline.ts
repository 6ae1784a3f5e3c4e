import type { Lsn } from '../../ground/lsn';
import { segmentOfEnd, type WalGeometry } from '../../wal/geometry';
import { timelineOfLsn, type TimelinePath, timelinePath } from '../../wal/timelinePath';
import type { TimelineHistory } from '../../wal/timelines';
import { followsLatest } from './serverDefaults';

/** The timeline history files that a server can get. */
export interface SeenHistories {
  /** Those that it can read. */
  readonly readable: ReadonlyMap<number, TimelineHistory>;
  /** Those that are there, readable or not. */
  readonly present: ReadonlySet<number>;
}

/** What of a backup decides which timelines recovery from it can follow. */
export interface RecoveryOrigin {
  readonly versionNum: number | undefined;
  readonly geometry: WalGeometry;
  readonly start: { readonly lsn: Lsn; readonly timeline: number };
  readonly stop: { readonly lsn: Lsn; readonly timeline: number };
  /** CHECKPOINT LOCATION of the label. */
  readonly checkpoint: Lsn | undefined;
  /** The timeline in pg_control, from which a server looks for newer ones; undefined if that was not seen. */
  readonly controlTimeline: number | undefined;
  /** Whether pg_control has a minimum recovery point: a server looks it up in the history before it reads WAL. */
  readonly hasRecoveryPoint: boolean;
}

/**
 * Why a server refuses to recover along a timeline.
 *
 * - `unreadable`: its history file is there and cannot be read.
 * - `unrelated`: the start of the backup is not on its path ("requested timeline N is not a child of this server's history",
 *   "could not locate required checkpoint record").
 * - `forks-before-stop`: its path leaves the backup's timeline before the backup ended ("WAL ends before end of online backup").
 *   That is refused if WAL of the other branch is there, see `meetsBranch`.
 */
export type TimelineFault = 'unreadable' | 'unrelated' | 'forks-before-stop';

/** Recovery from a backup along one timeline. */
export interface FollowedTimeline {
  readonly timeline: number;
  /** Undefined if the history cannot be read. */
  readonly path: TimelinePath | undefined;
  readonly fault: TimelineFault | undefined;
  /** Where the path leaves the timeline on which the backup ended; undefined if it stays on it. Up to 9.2 no location is known. */
  readonly fork: { readonly lsn: Lsn | undefined; readonly line: number } | undefined;
}

/** The history files of several places; the first place that has a file gives it. */
export function seenHistories(
  places: readonly {
    readonly histories: ReadonlyMap<number, TimelineHistory>;
    readonly unreadableHistories?: ReadonlySet<number>;
  }[],
): SeenHistories {
  const readable = new Map<number, TimelineHistory>();
  const present = new Set<number>();
  for (const { histories, unreadableHistories = [] } of places) {
    for (const timeline of unreadableHistories) present.add(timeline);
    for (const [timeline, history] of histories) {
      if (!readable.has(timeline)) readable.set(timeline, history);
      present.add(timeline);
    }
  }
  return { readable, present };
}

/**
 * The timeline that a server takes for the newest: from its own one on it asks for one history file after the other, and
 * stops at the first that is not there (`findNewestTimeLine`, timeline.c).
 */
export function newestTimeline(from: number, { present }: Pick<SeenHistories, 'present'>): number {
  let newest = from;
  while (present.has(newest + 1)) newest++;
  return newest;
}

/** The timeline from which a server begins: pg_control's, which is the backup's own unless the file was copied late. */
export function ownTimeline({ controlTimeline, stop }: RecoveryOrigin): number {
  return controlTimeline ?? stop.timeline;
}

/** The timeline that a server of the backup's version follows if `recovery_target_timeline` is not set. */
export function defaultTimeline(origin: RecoveryOrigin, seen: SeenHistories): number {
  const own = ownTimeline(origin);
  return followsLatest(origin.versionNum) ? newestTimeline(own, seen) : own;
}

/** Whether recovery from a backup can follow a timeline to the end of the backup, and where it leaves the backup's own one. */
export function followTimeline(
  origin: RecoveryOrigin,
  { readable, present }: SeenHistories,
  timeline: number,
): FollowedTimeline {
  const { geometry, start, stop, checkpoint } = origin;
  const history = readable.get(timeline);
  if (history === undefined && present.has(timeline))
    return { timeline, path: undefined, fault: 'unreadable', fork: undefined };
  const path = timelinePath(timeline, history, geometry);
  const left = history?.switches.find((change) => change.timeline === stop.timeline);
  const fork = left === undefined ? undefined : { lsn: left.switchLsn, line: left.line };
  const isOn = (lsn: Lsn, expected: number): boolean => {
    const found = timelineOfLsn(path, lsn, geometry);
    // Up to 9.2 a history names the segment of a fork, not the location.
    if (found === undefined) return path.parts.some((part) => part.timeline === expected);
    return found === expected;
  };
  const last = stop.lsn > start.lsn ? stop.lsn - 1n : start.lsn;
  if (!isOn(checkpoint ?? start.lsn, start.timeline) || !isOn(start.lsn, start.timeline))
    return { timeline, path, fault: 'unrelated', fork };
  return { timeline, path, fault: isOn(last, stop.timeline) ? undefined : 'forks-before-stop', fork };
}

/**
 * Whether a server that follows a timeline which left before the backup ended comes to WAL of that branch. If not one file of
 * it is there, it silently reads the old timeline's files, and gets to the end of the backup (`XLogFileReadAnyTLI`).
 */
export function meetsBranch(
  { geometry, stop, hasRecoveryPoint }: RecoveryOrigin,
  { path }: FollowedTimeline,
  isThere: (timeline: number, first: number, last: number) => boolean,
): boolean {
  if (hasRecoveryPoint || path === undefined) return true;
  const last = segmentOfEnd(stop.lsn, geometry);
  return path.parts.some(
    ({ timeline, beginLsn, beginSegment }) =>
      beginLsn !== undefined &&
      beginLsn > 0n &&
      beginLsn < stop.lsn &&
      timeline !== stop.timeline &&
      isThere(timeline, beginSegment, last),
  );
}
