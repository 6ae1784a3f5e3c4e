import type { SetFacts } from '../verify/records/setVerification';
import type { WalFacts } from '../verify/records/walContext';
import { type TimelinePath, timelinePath } from '../wal/timelinePath';
import type { WalGeometry } from '../wal/geometry';
import type { Catalog } from '../model/catalog';
import type { BackupSet } from '../model/backupSet';
import { partOfSize } from '../model/archiveParts';
import { type InventoryRun, type WalArchive } from '../model/walArchive';
import type { RequiredWal } from '../model/requiredWal';
import { lastSegmentOf, walPlaceOf, type WalJob, type WalJobPlace } from './walJob';

/** Everything that the verification of a set by records needs to know, as plain data. */
export interface SetJob extends WalJob, Omit<SetFacts, keyof WalFacts> {
  readonly setId: string;
  readonly lastSegment: number;
  /** Other recovery paths to its stop, which read other files. */
  readonly otherPaths?: readonly JobPath[];
}

/** A recovery path to the stop of a set, for a job. */
export interface JobPath {
  readonly timelinePath: TimelinePath;
  /** Whether a server reads these files if no timeline is set. */
  readonly isDefault: boolean;
}

/** The job for a set; undefined if its start or its segment size is unknown, so that nothing can be read. */
export function setJobOf(set: BackupSet, { archives }: Catalog): SetJob | undefined {
  const { start, stop, geometry, required, control } = set;
  if (start === undefined || geometry === undefined || required === undefined) return undefined;
  const serving = set.archives.flatMap((path) => archives.filter((archive) => archive.path === path));
  const timeline = set.recoveryTimeline ?? stop?.timeline ?? start.timeline;
  const pathTo = (target: number): TimelinePath => {
    const holder = serving.find(({ histories }) => histories.has(target));
    return timelinePath(target, holder?.histories.get(target), geometry);
  };
  const path = pathTo(timeline);
  const otherPaths = (set.otherPaths ?? []).map(({ timeline: other, isDefault }) => ({
    timelinePath: pathTo(other),
    isDefault,
  }));
  const places = serving.map((archive) => placeFor(archive, geometry, required));
  return {
    setId: set.id,
    geometry,
    timelinePath: path,
    systemIdentifier: set.systemIdentifier,
    versionNum: set.versionNum,
    pageSize: control?.walBlockSize,
    start: start.lsn,
    startTimeline: start.timeline,
    checkpoint: set.checkpointLsn,
    takenFrom: set.takenFrom,
    knownStop: stop && { lsn: stop.lsn, timeline: stop.timeline, source: stop.source },
    minRecoveryPoint: control?.minRecoveryPoint,
    minRecoveryPointTimeline: control?.minRecoveryTimeline,
    controlState: control?.state,
    lastSegment: lastWritten(required, lastSegmentOf({ timelinePath: path, places })),
    places,
    ...(otherPaths.length === 0 ? {} : { otherPaths }),
  };
}

/** An archive's segments of the set's size. Files of another size are read if the set requires their names. */
function placeFor(archive: WalArchive, geometry: WalGeometry, { runs }: RequiredWal): WalJobPlace {
  const place = walPlaceOf(archive);
  const part = partOfSize(archive, geometry);
  if (part !== undefined && archive.otherSizes === undefined) return place;
  const known = part?.runs ?? [];
  const own = runs
    .filter(({ archive: path, state }) => path === archive.path && state !== 'missing')
    .map(({ timeline, first, last, suffix }) => ({ timeline, first, last, suffix }))
    .filter((run) => !known.some((one) => isWithin(run, one)));
  return { ...place, runs: [...known, ...own] };
}

function isWithin(run: InventoryRun, { timeline, first, last, suffix }: InventoryRun): boolean {
  return run.timeline === timeline && run.suffix === suffix && first <= run.first && run.last <= last;
}

/** If the end is unknown, files after the range are preallocated and contain nothing. */
function lastWritten({ openEnd, ranges }: RequiredWal, last: number): number {
  const end = ranges.at(-1)?.last;
  return openEnd && end !== undefined ? Math.min(end, last) : last;
}
