import { mergeRanges } from '../../core/catalog/find/inventory';
import type { Finding } from '../../core/ground/finding';
import { archiveParts, partOfSize } from '../../core/model/archiveParts';
import { runOf } from '../../core/model/findingRuns';
import { isServerWal } from '../../core/model/layout';
import type { InventoryRun, WalArchive } from '../../core/model/walArchive';
import { parseSegmentName, segmentNumber, type SegmentRange } from '../../core/wal/segmentName';
import type { WalGeometry } from '../../core/wal/geometry';
import { intersectRanges, subtractRanges } from '../../core/model/segmentRanges';
import type { TaskRunner } from '../../worker/taskRunner';

/** Names that are tried one by one in an archive without a sound page, of each range: a server may name any. */
const MOST_TRIED = 1000;

/** What is known of a server whose files are looked for. */
export interface FilesOwner {
  readonly systemIdentifier: bigint | undefined;
  /** `server_version_num` of its first minor version: 90600, 150000. */
  readonly versionNum: number;
  readonly geometry: WalGeometry;
}

/** What archives hold of some segments of one timeline. */
export interface ClaimedFiles {
  /** In some archive, and as size and first page have to be. */
  readonly good: readonly SegmentRange[];
  /** Only wrong files. */
  readonly bad: readonly SegmentRange[];
  /** Names that were not looked for in every archive, as there are too many: nothing is known of their files. */
  readonly untried: readonly SegmentRange[];
  /** What is wrong with the bad ones. */
  readonly findings: readonly Finding[];
}

/**
 * The archives in which files of a server can be: not a server’s own WAL directory, and nothing that is known to be of
 * another server. Each is of the server’s segment size; if the size of an archive is unknown, no page of it is sound.
 */
export function archivesOfServer(archives: readonly WalArchive[], owner: FilesOwner): WalArchive[] {
  const { systemIdentifier: id, geometry } = owner;
  return archives
    .filter((archive) => !isServerWal(archive))
    .flatMap((archive) => {
      const part = partOfSize(archive, geometry) ?? (archive.geometry === undefined ? archive : undefined);
      const isOther =
        id !== undefined && part?.systemIdentifier !== undefined && part.systemIdentifier !== id;
      return part === undefined || isOther ? [] : [part];
    });
}

/** Whether an archive holds WAL that is known to be of a server. */
export function isOfServer(archive: WalArchive, { systemIdentifier }: FilesOwner): boolean {
  return (
    systemIdentifier !== undefined &&
    archiveParts(archive).some((part) => part.systemIdentifier === systemIdentifier)
  );
}

/** Compares size and first page of segments with what their names say, in all archives of their server. */
export async function lookForFiles(
  tasks: TaskRunner,
  archives: readonly WalArchive[],
  owner: FilesOwner,
  wanted: readonly SegmentRange[],
  signal: AbortSignal,
): Promise<ClaimedFiles> {
  const good: SegmentRange[] = [];
  const bad: SegmentRange[] = [];
  const untried: SegmentRange[] = [];
  const findings: Finding[] = [];
  for (const archive of archives) {
    const runs = runsOf(archive, wanted);
    if (archive.geometry === undefined && archive.segmentCount > 0)
      untried.push(...wanted.flatMap(beyondTried));
    if (runs.length === 0) continue;
    const systemIdentifier = owner.systemIdentifier ?? archive.systemIdentifier;
    const expected = { ...archive, ...owner, systemIdentifier, runs, findings: [] };
    const found = await tasks.run('check-archive', { archive: expected, level: 'headers' }, { signal });
    const present = subtractRanges(
      merged(runs),
      merged(found.filter(isAbsent).flatMap((one) => rangeOf(one, owner))),
    );
    const errors = found.filter((finding) => finding.severity === 'error' && !isAbsent(finding));
    const wrong = merged(errors.flatMap((finding) => rangeOf(finding, owner)));
    good.push(...subtractRanges(present, wrong));
    bad.push(...intersectRanges(present, wrong));
    findings.push(...errors);
  }
  const sound = merged(good);
  const onlyBad = subtractRanges(merged(bad), sound);
  return {
    good: sound,
    bad: onlyBad,
    untried: subtractRanges(merged(untried), sound),
    findings: findings.filter((finding) => intersectRanges(rangeOf(finding, owner), onlyBad).length > 0),
  };
}

/** The files of an archive with these names. In an archive without one sound page nothing is known of its files. */
function runsOf(
  { runs, geometry, segmentCount }: WalArchive,
  wanted: readonly SegmentRange[],
): InventoryRun[] {
  if (geometry === undefined)
    return segmentCount === 0
      ? []
      : wanted.map((range) => ({
          ...range,
          last: Math.min(range.last, range.first + MOST_TRIED - 1),
          suffix: '',
        }));
  return runs.flatMap((run) => {
    const own = wanted.filter(({ timeline }) => timeline === run.timeline);
    return intersectRanges([run], own).map((range) => ({ ...range, suffix: run.suffix }));
  });
}

/** The names of a range that are not tried. */
function beyondTried({ timeline, first, last }: SegmentRange): SegmentRange[] {
  const next = first + MOST_TRIED;
  return next > last ? [] : [{ timeline, first: next, last }];
}

function isAbsent({ code, args }: Finding): boolean {
  return code === 'unreadable-segment' && args['reason'] === 'ENOENT';
}

function rangeOf(finding: Finding, { geometry }: FilesOwner): SegmentRange[] {
  const run = runOf(finding);
  const [first, last] = [run?.first ?? finding.segment, run?.last ?? finding.segment].map((name) => {
    const parts = name === undefined ? undefined : parseSegmentName(name);
    const number = parts === undefined ? undefined : segmentNumber(parts, geometry);
    return number === undefined || parts === undefined ? undefined : { timeline: parts.timeline, number };
  });
  return first === undefined || last === undefined
    ? []
    : [{ timeline: first.timeline, first: first.number, last: last.number }];
}

function merged(ranges: readonly SegmentRange[]): SegmentRange[] {
  return mergeRanges([...ranges].sort((a, b) => a.first - b.first));
}
