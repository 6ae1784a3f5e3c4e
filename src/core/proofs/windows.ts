import type { RestorePoint } from '../verify/records/restorePoints';
import type { ArchiveWalk } from '../verify/records/walkArchive';
import type { Lsn } from '../ground/lsn';
import { segmentOfEnd, segmentOfStart } from '../wal/geometry';
import { timelineOfLsn, timelineOfSegment, type TimelinePath, timelinePath } from '../wal/timelinePath';
import { type WindowEnd, windowEndOf } from '../model/recovery/windowEnd';
import type { Catalog } from '../model/catalog';
import type { BackupSet } from '../model/backupSet';
import type { WalArchive } from '../model/walArchive';
import type { NamedRestorePoint, RecoveryWindow } from '../model/recoveryWindow';
import { partOfSize, archiveParts } from '../model/archiveParts';
import { lastSegmentOf, type WalJob } from './walJob';
import { isWalProven } from '../model/parts';
import { judgedAfterRestoreSteps } from '../model/afterRestoreSteps';
import { isServerWal } from '../model/layout';

/** A timeline path through an archive, and the proven sets from which recovery can follow it, by their stop. */
export interface WindowPlan {
  readonly timeline: number;
  readonly job: WalJob;
  readonly lastSegment: number;
  readonly sets: readonly ProvenSet[];
  /** Whether the WAL is in a server's own directory. */
  readonly isServersOwn?: boolean;
}

export type ProvenSet = BackupSet & {
  readonly stop: NonNullable<BackupSet['stop']>;
  readonly start: NonNullable<BackupSet['start']>;
};

/**
 * The walks that show how far recovery gets: for each timeline of the archive its path, with the sets on that path.
 * Only sets whose own WAL is proven count: recovery must first reach the end of the backup. A server that begins on a timeline
 * needs no history of it (`readTimeLineHistory`).
 */
export function windowPlans(
  archive: WalArchive,
  sets: readonly BackupSet[],
  catalog: Pick<Catalog, 'archives'>,
): WindowPlan[] {
  return archiveParts(archive).flatMap((part) => plansOfPart(part, sets, catalog));
}

function plansOfPart(
  archive: WalArchive,
  sets: readonly BackupSet[],
  catalog: Pick<Catalog, 'archives'>,
): WindowPlan[] {
  const { geometry } = archive;
  if (geometry === undefined) return [];
  const proven = sets.filter((set): set is ProvenSet => serves(archive, set));
  return archive.timelines
    .filter(
      ({ timeline, ranges }) =>
        ranges.length > 0 &&
        (timeline === 1 ||
          archive.histories.has(timeline) ||
          proven.some(({ start, stop }) => start.timeline === timeline && stop.timeline === timeline)),
    )
    .flatMap(({ timeline }) => {
      const path = timelinePath(timeline, archive.histories.get(timeline), geometry);
      const on = proven.filter(
        (set) => timelineOfLsn(path, set.stop.lsn - 1n, geometry) === set.stop.timeline,
      );
      const first = on.sort((a, b) => compare(a.stop.lsn, b.stop.lsn))[0];
      if (first === undefined) return [];
      const job = jobOf(archive, path, first, catalog);
      const isServersOwn = isServerWal(archive);
      return [{ timeline, job, lastSegment: lastSegmentOf(job), sets: on, isServersOwn }];
    });
}

function serves(archive: WalArchive, set: BackupSet): boolean {
  const { path, systemIdentifier, geometry } = archive;
  if (set.geometry?.segmentSize !== geometry?.segmentSize) return false;
  // If two clusters share an archive, the paths of one of them are shown.
  if (
    set.systemIdentifier !== undefined &&
    systemIdentifier !== undefined &&
    set.systemIdentifier !== systemIdentifier
  )
    return false;
  const { archives, stop, start, required } = set;
  // A pg_wal counts only for the set to which it belongs; any other recovery uses an archive.
  if (isServerWal(archive) && required?.runs.some((run) => run.archive !== path) !== false) return false;
  return (
    isWalProven(judgedAfterRestoreSteps(set)) &&
    archives.includes(path) &&
    stop !== undefined &&
    start !== undefined
  );
}

function jobOf(
  archive: WalArchive,
  path: TimelinePath,
  set: ProvenSet,
  { archives }: Pick<Catalog, 'archives'>,
): WalJob {
  const serving = set.archives.flatMap((name) => archives.filter((other) => other.path === name));
  const geometry = archive.geometry ?? { segmentSize: 0, skipsLastSegment: false };
  return {
    geometry,
    timelinePath: path,
    systemIdentifier: archive.systemIdentifier,
    versionNum: archive.versionNum,
    pageSize: undefined,
    places: serving.map((place) => ({ path: place.path, runs: (partOfSize(place, geometry) ?? place).runs })),
  };
}

/**
 * The start of the walk for a set: the beginning of a record, which a standby's stop need not be. If recovery along the
 * timeline reads other files before the stop than those that prove the set, they are read from the start.
 */
export function walkStart(set: ProvenSet, { job }: Pick<WindowPlan, 'job'>): Lsn {
  return set.takenFrom === 'standby' || readsOtherFiles(set, job) ? set.start.lsn : set.stop.lsn;
}

/** Whether recovery along a path reads another file of the last segment than the one that proves the set. */
function readsOtherFiles({ stop, required }: ProvenSet, { timelinePath: path, geometry }: WalJob): boolean {
  const proven = required?.ranges.at(-1)?.timeline;
  return proven !== undefined && timelineOfSegment(path, segmentOfEnd(stop.lsn, geometry)) !== proven;
}

/**
 * The window of each set that the walk began before and got beyond; the first is the one that it began with. None for a set
 * to whose stop the walk did not get along other files.
 */
export function windowsOf(
  plan: WindowPlan,
  walked: readonly ProvenSet[],
  walk: ArchiveWalk,
  firstCommits: ReadonlyMap<string, number> = new Map(),
): RecoveryWindow[] {
  const { reached, commits, lastRecord } = walk;
  const { repeated } = commits;
  return walked.flatMap((set, i) => {
    const isShort = reached === undefined || reached < set.stop.lsn;
    if (isShort && readsOtherFiles(set, plan.job)) return [];
    const isFirst = i === 0 && walkStart(set, plan) === set.stop.lsn && commits.count > 0;
    const firstCommit = isFirst ? commits.first : firstCommits.get(set.id);
    return [
      {
        timeline: plan.timeline,
        setId: set.id,
        fromLsn: set.stop.lsn,
        // The stop time is cut to seconds; the records have the first commit after the stop to the microsecond.
        fromTime: firstCommit === undefined ? stopTime(set) : timeText(firstCommit),
        toLsn: isShort ? set.stop.lsn : reached,
        toTime: lastTime(set, commits.count > 0 ? commits.last : undefined),
        ...(commits.latest > commits.last ? { latestTime: timeText(commits.latest) } : {}),
        ...(lastRecord === undefined || lastRecord < set.stop.lsn ? {} : { lastRecord }),
        ...(repeated === undefined ? {} : { repeated }),
        end: endOf(plan, set, walk),
      },
    ];
  });
}

function endOf(
  { job, lastSegment, isServersOwn = false }: WindowPlan,
  { start }: ProvenSet,
  { ended, minimalWal }: ArchiveWalk,
): WindowEnd {
  const { timelinePath: path, places, geometry } = job;
  if (minimalWal !== undefined) return { kind: 'minimal', lsn: minimalWal.lsn };
  // Everything that is there was read: then the next segment is not there.
  const next = lastSegment + 1;
  const end = ended ?? { timeline: timelineOfSegment(path, next), segment: next, code: 'missing-segment' };
  const isThere = (timeline: number, segment: number): boolean =>
    places.some(({ runs }) =>
      runs.some((run) => run.timeline === timeline && run.first <= segment && segment <= run.last),
    );
  const firstSegment = segmentOfStart(start.lsn, geometry);
  return windowEndOf(end, { path, firstSegment, lastSegment, isThere, isServersOwn });
}

/** A walk that began before several sets may have met its last commit before the later ones were stopped. */
function lastTime(set: ProvenSet, lastCommit: number | undefined): string | undefined {
  const stopped = set.stop.time?.epochMs;
  if (lastCommit === undefined || (stopped !== undefined && stopped * 1000 > lastCommit))
    return stopTime(set);
  return timeText(lastCommit);
}

function stopTime({ stop }: ProvenSet): string | undefined {
  return stop.time?.epochMs === undefined ? undefined : timeText(stop.time.epochMs * 1000);
}

/** A restore point as the catalog stores it. */
export function namedPoint({ name, time, lsn, timeline }: RestorePoint): NamedRestorePoint {
  return { name, time: timeText(time), lsn, timeline };
}

/** Microseconds since 1970 UTC as `YYYY-MM-DD HH:MM:SS.ffffff UTC`, as `recovery_target_time` accepts it. */
export function timeText(microseconds: number): string {
  const date = new Date(Math.floor(microseconds / 1000));
  if (Number.isNaN(date.getTime())) return '';
  const fraction = String(((microseconds % 1_000_000) + 1_000_000) % 1_000_000).padStart(6, '0');
  return `${date.toISOString().slice(0, 19).replace('T', ' ')}.${fraction} UTC`;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
