import { timelineHistoryName } from '../../wal/fileName';
import { formatSegmentName } from '../../wal/segmentName';
import type { Finding } from '../../ground/finding';
import { type FileTree, isFailure } from '../../ground/ports';
import type { WalGeometry } from '../../wal/geometry';
import { timelinePath } from '../../wal/timelinePath';
import { type ArchiveEvidence, segmentPath } from '../read/archiveEvidence';
import { gapFindings } from './archiveGaps';
import { repeatedFindings } from './duplicates';
import { Fingerprint } from './fingerprint';
import { gapsBetween, mergeRanges } from '../find/inventory';
import type { BackupSet } from '../../model/backupSet';
import type {
  InventoryRun,
  SegmentsOfOtherSize,
  TimelineInArchive,
  WalArchive,
} from '../../model/walArchive';
import { walListFindings } from '../tools/walList';
import { type SegmentSizes, readSegmentSizes } from '../read/segmentSizes';
import type { SizeGroup } from '../read/sizeGroups';
import { isServerWal } from '../../model/layout';
import { isPreallocated } from '../../model/requiredWal';

/** Builds the archive of the catalog from what was read, once the sets that it serves are known. */
export async function buildArchive(
  tree: FileTree,
  archive: ArchiveEvidence,
  served: readonly BackupSet[],
): Promise<WalArchive> {
  const { geometry } = archive;
  const sizes = geometry === undefined ? NOTHING : await readSegmentSizes(tree, archive, geometry);
  const { runs } = sizes;
  const timelines = geometry === undefined ? [] : timelinesOf(archive, runs, geometry);
  const otherSizes = sizes.groups.map((group) => otherSize(archive, group));
  return {
    path: archive.path,
    layout: archive.layout,
    systemIdentifier: archive.systemIdentifier,
    versionNum: archive.versionNum,
    geometry,
    segmentCount: archive.segmentCount,
    bytes: sizes.bytes,
    fingerprint: sizes.fingerprint,
    timelines,
    runs,
    ...(otherSizes.length === 0 ? {} : { otherSizes }),
    partials: geometry === undefined ? [] : archive.partials.runs(geometry).runs,
    histories: archive.histories,
    ...unreadableHistories(archive),
    windows: [],
    findings: [
      ...archive.findings,
      ...timelineFindings(archive, timelines, geometry),
      ...gapsOf(archive, { geometry, timelines }, served, otherSizes),
      ...otherSizes.flatMap((other) => gapsOf(archive, other, served, otherSizes)),
      ...sizeFindings(archive, sizes.findings),
      ...(await listFindings(tree, archive, timelines)),
      ...(geometry === undefined ? [] : repeatedFindings(archive, geometry)),
      ...strayFindings(archive, sizes.impossible),
      ...(await unknownFindings(tree, archive)),
    ],
  };
}

function unreadableHistories({
  histories,
  historyNames,
}: ArchiveEvidence): Pick<WalArchive, 'unreadableHistories'> {
  const names = [...historyNames.keys()].filter((timeline) => !histories.has(timeline));
  return names.length === 0 ? {} : { unreadableHistories: new Set(names) };
}

/** In a server's own WAL directory a file of the wrong size is where its WAL ends; a set that needs it says so itself. */
function sizeFindings(archive: ArchiveEvidence, found: readonly Finding[]): Finding[] {
  return found.map((finding) =>
    isPreallocated(archive, finding.code)
      ? { ...finding, severity: 'info', args: { ...finding.args, reason: 'own-wal' } }
      : finding,
  );
}

/** Gaps are between segments of one size; if there are several sizes, only the sets of that size need them. */
function gapsOf(
  archive: ArchiveEvidence,
  { geometry, timelines }: Pick<WalArchive, 'geometry' | 'timelines'>,
  served: readonly BackupSet[],
  otherSizes: readonly SegmentsOfOtherSize[],
): Finding[] {
  const needing =
    otherSizes.length === 0
      ? served
      : served.filter((set) => set.geometry?.segmentSize === geometry?.segmentSize);
  return gapFindings(archive, timelines, needing, geometry);
}

const NOTHING: SegmentSizes = {
  bytes: 0,
  fingerprint: new Fingerprint().text,
  findings: [],
  runs: [],
  groups: [],
  impossible: 0,
};

function otherSize(
  archive: ArchiveEvidence,
  { geometry, systemIdentifier, versionNum, runs }: SizeGroup,
): SegmentsOfOtherSize {
  const timelines = timelinesOf(archive, runs, geometry).filter(({ ranges }) => ranges.length > 0);
  return { systemIdentifier, versionNum, geometry, runs, timelines };
}

function timelinesOf(
  archive: ArchiveEvidence,
  runs: readonly InventoryRun[],
  geometry: WalGeometry,
): TimelineInArchive[] {
  const present = new Set(runs.map(({ timeline }) => timeline));
  for (const timeline of archive.histories.keys()) present.add(timeline);
  return [...present]
    .sort((a, b) => a - b)
    .map((timeline) => {
      const ranges = mergeRanges(runs.filter((run) => run.timeline === timeline));
      const history = archive.histories.get(timeline);
      const parent = history?.switches.at(-1);
      const begin = history === undefined ? undefined : timelinePath(timeline, history, geometry).parts[0];
      const first = ranges[0];
      const head =
        begin !== undefined && first !== undefined && begin.beginSegment < first.first
          ? [{ timeline, first: begin.beginSegment, last: first.first - 1 }]
          : [];
      return {
        timeline,
        parent: parent?.timeline,
        switchLsn: parent?.switchLsn,
        ranges,
        gaps: [...head, ...gapsBetween(ranges)],
      };
    });
}

/** Every timeline but the first needs its history file; without it a server silently stays on the old timeline. */
function timelineFindings(
  archive: ArchiveEvidence,
  timelines: readonly TimelineInArchive[],
  geometry: WalGeometry | undefined,
): Finding[] {
  if (geometry === undefined) return [];
  const { path, historyNames, historiesBeside } = archive;
  return timelines
    .filter(({ timeline, ranges }) => timeline > 1 && ranges.length > 0)
    .filter(({ timeline }) => !historyNames.has(timeline) && historiesBeside?.has(timeline) !== true)
    .map(({ timeline }) => {
      const name = timelineHistoryName(timeline);
      // A server removes old histories from its own pg_wal, so there the absence means little.
      const severity = isServerWal(archive) ? 'info' : 'error';
      return {
        code: 'missing-timeline-history',
        severity,
        file: path,
        args: { timeline, name, reason: 'archive' },
      };
    });
}

async function listFindings(
  tree: FileTree,
  { walList, geometry }: ArchiveEvidence,
  timelines: readonly TimelineInArchive[],
): Promise<Finding[]> {
  if (walList === undefined || geometry === undefined) return [];
  const onDisk = timelines.flatMap(({ ranges }) => ranges);
  return walListFindings(tree, walList, onDisk, geometry);
}

/** If the segment size is unknown, every sample of the archive is empty or is not WAL. */
async function unknownFindings(
  tree: FileTree,
  { geometry, segments, path }: ArchiveEvidence,
): Promise<Finding[]> {
  const sample = segments.samples()[0];
  if (geometry !== undefined || sample?.suffix !== '') return [];
  const segment = formatSegmentName(sample.parts);
  const file = segmentPath(path, segment, '');
  const facts = await tree.stat(file);
  const code = !isFailure(facts) && facts.size === 0 ? 'empty-segment' : 'invalid-page-header';
  return [{ code, severity: 'error', file, segment, args: { segment } }];
}

function strayFindings(archive: ArchiveEvidence, impossible: number): Finding[] {
  const { path, strays, segments } = archive;
  const count = strays.count + impossible;
  if (count === 0 || segments.count === 0 || isServerWal(archive)) return [];
  const args = { count, sample: strays.sample ?? '' };
  return [{ code: 'stray-file', severity: 'info', file: path, args }];
}
