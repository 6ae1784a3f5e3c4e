import { walDirectoryName } from '../wal/walDirectory';
import { classifyWalFile, timelineHistoryName } from '../wal/fileName';
import type { Catalog } from '../model/catalog';
import type { BackupSet } from '../model/backupSet';
import { partOfSize } from '../model/archiveParts';
import { type WalArchive } from '../model/walArchive';
import type { StopPosition } from '../model/positions';
import { baseName, joinPath } from '../ground/paths';
import { setJobOf } from '../proofs/setJob';
import type { WalJob, WalJobPlace } from '../proofs/walJob';
import type { Lsn } from '../ground/lsn';
import type { SegmentRange } from '../wal/segmentName';
import { requiredRanges } from '../wal/timelinePath';
import { isServerWal } from '../model/layout';

/** Where a backup ended, from the code that stopped it. */
export interface KnownStop {
  readonly lsn: Lsn;
  readonly timeline: number;
}

/** Everything needed to put the WAL of a set into its own `pg_wal`, as plain data. */
export interface CompletionJob extends WalJob {
  readonly setId: string;
  readonly dataDirectory: string;
  /** The set's own `pg_wal`, up to 9.6 `pg_xlog`; it need not exist. */
  readonly folder: string;
  /** The segments that the set needs, in the order in which recovery reads them. */
  readonly ranges: readonly SegmentRange[];
  readonly start: Lsn;
  readonly stop: Lsn;
  /** Archives from which a segment may be taken, best first: those that serve the set, then others of its server. */
  readonly archives: readonly WalJobPlace[];
  /** Unfinished segments (`.partial`) that were found: recovery never reads them, so they are not taken. */
  readonly partials: readonly SegmentRange[];
  readonly companions: readonly Companion[];
}

/** A small file that is copied with the segments: a timeline history, or the backup history file. */
export interface Companion {
  readonly name: string;
  readonly kind: 'timeline-history' | 'backup-history';
  /** Only for a timeline history. */
  readonly timeline: number;
  /** Whether recovery needs it to find its path. */
  readonly required: boolean;
  /** Where it may be, compressed or not, best first. */
  readonly sources: readonly string[];
}

/** Why the WAL of a set cannot be collected. */
export type CompletionRefusal =
  /** Only a label or history file is known: there is no directory for the WAL. */
  | 'no-data-directory'
  /** Start location or segment size cannot be read. */
  | 'start-unknown'
  /** No file shows where the backup ended, so the WAL that it needs is unknown. */
  | 'stop-unknown'
  /** The timelines from start to stop are unknown: a `.history` file is missing. */
  | 'path-unknown';

/**
 * The job for a set. `stop` is used if no file of the set contains its end: the code that stops a backup knows it
 * before the history file is archived.
 */
export function completionJobOf(
  set: BackupSet,
  catalog: Catalog,
  stop?: KnownStop,
): CompletionJob | CompletionRefusal {
  const { dataDirectory } = set.files;
  if (dataDirectory === undefined) return 'no-data-directory';
  const { start } = set;
  const end = stopOf(set, stop);
  if (start === undefined || set.geometry === undefined) return 'start-unknown';
  if (end === undefined) return 'stop-unknown';
  const job = setJobOf({ ...set, stop: end }, catalog);
  if (job === undefined) return set.required === undefined ? 'path-unknown' : 'start-unknown';
  const { geometry, timelinePath: path, systemIdentifier, versionNum: version, pageSize } = job;
  const ranges =
    set.stop === undefined
      ? requiredRanges(start.lsn, start.timeline, end.lsn, end.timeline, path, geometry)
      : set.required?.ranges;
  if (ranges === undefined) return 'path-unknown';
  const folder = walFolder(dataDirectory, set.versionNum);
  const archives = sourcesOf(set, catalog, folder);
  const runsIn = (archive: WalArchive) => (partOfSize(archive, geometry) ?? archive).runs;
  const places = archives.map((archive) => ({ path: archive.path, runs: runsIn(archive) }));
  const own = catalog.archives.find((archive) => archive.path === folder);
  return {
    setId: set.id,
    dataDirectory,
    folder,
    ranges,
    start: start.lsn,
    stop: end.lsn,
    geometry,
    timelinePath: path,
    systemIdentifier: systemIdentifier ?? archives[0]?.systemIdentifier,
    versionNum: version,
    pageSize,
    archives: places,
    places: own === undefined ? places : [...places, { path: folder, runs: runsIn(own) }],
    partials: archives.flatMap(({ partials }) => partials),
    companions: companionsOf(set, archives, path.target, start.timeline),
  };
}

/** The directory in which a server of this version looks for WAL. */
export function walFolder(dataDirectory: string, version: number | undefined): string {
  return joinPath(dataDirectory, walDirectoryName(version));
}

function stopOf(set: BackupSet, known: KnownStop | undefined): StopPosition | undefined {
  if (set.stop !== undefined || known === undefined) return set.stop;
  return { ...known, time: undefined, source: 'backup-end-record' };
}

/**
 * The archives that serve the set come first. Other archives of the same server do not count for its verdict, because a
 * restore would not look there; but files that are copied from there become the set's own.
 */
function sourcesOf(set: BackupSet, { archives }: Catalog, folder: string): WalArchive[] {
  const serving = set.archives.flatMap((path) => archives.filter((archive) => archive.path === path));
  const others = archives.filter(
    (archive) =>
      !set.archives.includes(archive.path) &&
      !isServerWal(archive) &&
      archive.systemIdentifier !== undefined &&
      archive.systemIdentifier === set.systemIdentifier,
  );
  return [...serving, ...others].filter(({ path }) => path !== folder);
}

function companionsOf(
  set: BackupSet,
  archives: readonly WalArchive[],
  target: number,
  startTimeline: number,
): Companion[] {
  const timelines = [...new Set([target, startTimeline])].filter((timeline) => timeline > 1);
  const histories = timelines.map((timeline): Companion => {
    const name = timelineHistoryName(timeline);
    const sources = archives
      .filter((archive) => archive.histories.has(timeline))
      .flatMap(({ path, runs }) => formsOf(runs).map((suffix) => joinPath(path, name + suffix)));
    const required = timeline === target && target !== startTimeline;
    return { name, kind: 'timeline-history', timeline, required, sources };
  });
  const history = set.files.history;
  if (history === undefined) return histories;
  const file = classifyWalFile(baseName(history));
  if (file?.kind !== 'backup-history') return histories;
  const name = baseName(history).slice(0, baseName(history).length - file.suffix.length);
  return [...histories, { name, kind: 'backup-history', timeline: 0, required: false, sources: [history] }];
}

/** An archive command that compresses segments compresses history files, too. */
function formsOf(runs: WalJobPlace['runs']): string[] {
  return [...new Set(['', ...runs.map(({ suffix }) => suffix)])];
}
