import { parseLsn } from '../../core/ground/lsn';
import type { BackupSet } from '../../core/model/backupSet';
import type { Catalog } from '../../core/model/catalog';
import type { WalArchive } from '../../core/model/walArchive';
import { clusterIdOf } from '../../core/restore/clusters';
import type { ArchivedSeen, NotRead, ServerComparison } from '../../core/restore/monitor/serverComparison';
import { timelineHistoryName } from '../../core/wal/fileName';
import { segmentOfStart, segmentStartLsn, walGeometry } from '../../core/wal/geometry';
import { rangeCount, type SegmentRange } from '../../core/wal/segmentName';
import { intersectRanges, subtractRanges } from '../../core/model/segmentRanges';
import type { ServerArchiving } from '../../postgres/facts/serverFacts';
import type { TaskRunner } from '../../worker/taskRunner';
import { type ArchiveClaims, claimsOf, valueOfFact } from './archiveClaims';
import {
  archivesOfServer,
  type ClaimedFiles,
  type FilesOwner,
  isOfServer,
  lookForFiles,
} from './claimedFiles';
import { notReadOf, serverSeen } from './serverSeen';

/**
 * Compares what a server says of its archive with the files there. The server must have been read before the catalog was
 * scanned: what it calls archived then has to be there, whatever it archives meanwhile.
 *
 * @param name what the connection is called
 */
export async function compareWithServer(
  tasks: TaskRunner,
  catalog: Pick<Catalog, 'sets' | 'archives'>,
  name: string,
  archiving: ServerArchiving,
  signal: AbortSignal,
): Promise<ServerComparison> {
  const owner = ownerOf(archiving);
  const archives = archivesOfServer(catalog.archives, owner);
  const sets = setsOf(catalog, owner);
  const claims = claimsOf(archiving);
  const expected = claims === undefined ? undefined : expectedOf(claims, sets, archives);
  const wanted = expected === undefined ? [] : joined(expected);
  const files = await lookForFiles(tasks, archives, owner, wanted, signal);
  const isOpen = owner.systemIdentifier === undefined && (sets.length > 0 || archives.length > 0);
  return {
    name,
    server: serverSeen(archiving),
    isKnownHere: isOpen || sets.length > 0 || catalog.archives.some((archive) => isOfServer(archive, owner)),
    archived:
      claims === undefined || expected === undefined ? null : archivedSeen(claims, expected, files, archives),
    lag: claims === undefined ? null : lagOf(archiving, claims, expected?.from, archives, files),
    notRead: [...notReadOf(archiving), ...untriedOf(files)],
  };
}

function ownerOf({ facts: { systemIdentifier, version, segmentSize } }: ServerArchiving): FilesOwner {
  const id = valueOfFact(systemIdentifier);
  const { number } = version;
  const series = number >= 100_000 ? 10_000 : 100;
  return {
    systemIdentifier: id !== undefined && /^\d{1,20}$/.test(id) ? BigInt(id) : undefined,
    versionNum: number - (number % series),
    geometry: walGeometry(segmentSize, number),
  };
}

function setsOf({ sets, archives }: Pick<Catalog, 'sets' | 'archives'>, owner: FilesOwner): BackupSet[] {
  const { systemIdentifier: id } = owner;
  return id === undefined ? [...sets] : sets.filter((set) => clusterIdOf(set, archives) === id);
}

/** The segments that have to be in an archive. */
interface Expected {
  readonly named: readonly SegmentRange[];
  /** The others from the newest backup on, up to the last that the server names: it archives them in their order. */
  readonly implied: readonly SegmentRange[];
  /** Where they begin; undefined if no backup shows how far back an archive has to reach. */
  readonly from: number | undefined;
}

function expectedOf(
  claims: ArchiveClaims,
  sets: readonly BackupSet[],
  archives: readonly WalArchive[],
): Expected {
  const { named, waiting, timeline } = claims;
  const last = named.at(-1)?.last;
  const from = last === undefined ? undefined : beginOf(claims, last, sets, archives);
  // Files before the newest backup may have been removed from the archive on purpose.
  const since = from ?? named[0]?.first ?? 0;
  const kept =
    last === undefined ? [] : intersectRanges(named, [{ timeline, first: Math.min(since, last), last }]);
  const all = from === undefined || last === undefined ? [] : [{ timeline, first: from, last }];
  return { named: kept, implied: subtractRanges(subtractRanges(all, waiting), named), from };
}

/** The first segment of the timeline that recovery from the newest backup needs. */
function beginOf(
  { timeline, geometry }: ArchiveClaims,
  last: number,
  sets: readonly BackupSet[],
  archives: readonly WalArchive[],
): number | undefined {
  const starts = sets.flatMap(({ start }) =>
    start?.timeline === timeline ? [segmentOfStart(start.lsn, geometry)] : [],
  );
  const begun = starts.filter((segment) => segment <= last);
  if (begun.length > 0) return Math.max(...begun);
  const isOlder = sets.some(({ start }) => start !== undefined && start.timeline < timeline);
  if (!isOlder) return undefined;
  const own = archives.flatMap((archive) => archive.timelines.find((one) => one.timeline === timeline) ?? []);
  const fork = own.flatMap(({ switchLsn }) => switchLsn ?? [])[0];
  if (fork !== undefined) return segmentOfStart(fork, geometry);
  // Up to 9.2 histories do not say where a timeline begins.
  const firsts = own.flatMap(({ ranges }) => ranges[0]?.first ?? []).filter((first) => first <= last);
  return firsts.length === 0 ? undefined : Math.min(...firsts);
}

function joined({ named, implied }: Expected): SegmentRange[] {
  return [...named, ...implied].sort((a, b) => a.first - b.first);
}

function archivedSeen(
  { geometry, histories }: ArchiveClaims,
  { named, implied }: Expected,
  { good, bad, untried, findings }: ClaimedFiles,
  archives: readonly WalArchive[],
): ArchivedSeen {
  const absent = (ranges: readonly SegmentRange[]): SegmentRange[] =>
    [good, bad, untried].reduce<SegmentRange[]>((left, found) => subtractRanges(left, found), [...ranges]);
  const hasHistory = (timeline: number): boolean =>
    archives.some(
      (archive) => archive.histories.has(timeline) || archive.unreadableHistories?.has(timeline) === true,
    );
  return {
    geometry,
    claimed: named.reduce((sum, range) => sum + rangeCount(range), 0) + histories.length,
    missing: absent(named),
    gaps: absent(implied),
    bad: findings,
    missingHistories: histories.filter((timeline) => !hasHistory(timeline)).map(timelineHistoryName),
  };
}

/** What an answer of “all is there” does not cover. */
function untriedOf({ untried }: ClaimedFiles): NotRead[] {
  const count = untried.reduce((sum, range) => sum + rangeCount(range), 0);
  return count === 0
    ? []
    : [
        {
          what: `${count} archived files`,
          why: 'an archive without one sound first page is not searched for so many names',
        },
      ];
}

/** From the end of what is in the archives without a gap, to where the server writes now. */
function lagOf(
  { facts }: ServerArchiving,
  { timeline, geometry }: ArchiveClaims,
  from: number | undefined,
  archives: readonly WalArchive[],
  { bad }: ClaimedFiles,
): number | null {
  const current = parseLsn(valueOfFact(facts.currentLsn) ?? '');
  if (current === undefined) return null;
  const present = archives
    .flatMap((archive) => archive.timelines.find((one) => one.timeline === timeline)?.ranges ?? [])
    .sort((a, b) => a.first - b.first);
  const begin = from ?? present.at(-1)?.first;
  if (begin === undefined) return null;
  let next = begin;
  for (const { first, last } of subtractRanges(present, bad))
    if (first <= next && last >= next) next = last + 1;
  return Math.max(0, Number(current - segmentStartLsn(next, geometry)));
}
