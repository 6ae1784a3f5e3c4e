import { formatSegmentName, parseSegmentName, rangeNames, segmentNumber } from '../../wal/segmentName';
import { timelineHistoryName } from '../../wal/fileName';
import type { Finding } from '../../ground/finding';
import { type FileTree, isFailure } from '../../ground/ports';
import { LONGEST_PAGE_HEADER, parseLongPageHeader } from '../../wal/pageHeader';
import { isSegmentSize, segmentStartLsn, type WalGeometry, walGeometry } from '../../wal/geometry';
import { timelinePath } from '../../wal/timelinePath';
import { type ArchiveEvidence, segmentPath } from '../read/readArchive';
import { gapFindings } from './archiveGaps';
import { repeatedFindings } from './duplicates';
import { Fingerprint, stampOf } from './fingerprint';
import { gapsBetween, mergeRanges } from '../find/inventory';
import { FindingRuns } from '../../model/findingRuns';
import type { BackupSet } from '../../model/backupSet';
import type { InventoryRun, TimelineInArchive, WalArchive } from '../../model/walArchive';
import { isCompressedInside } from '../read/readFile';
import { walListFindings } from '../tools/walList';

/** Makes the archive that is shown of what was read, once the sets that it serves are known. */
export async function buildArchive(
  tree: FileTree,
  archive: ArchiveEvidence,
  served: readonly BackupSet[],
): Promise<WalArchive> {
  const { geometry } = archive;
  const { runs, impossible } =
    geometry === undefined ? { runs: [], impossible: [] } : archive.segments.runs(geometry);
  const timelines = geometry === undefined ? [] : timelinesOf(archive, runs, geometry);
  const sizes = await sizesOf(tree, archive, runs);
  return {
    path: archive.path,
    layout: archive.layout,
    systemIdentifier: archive.systemIdentifier,
    serverVersion: archive.versionNumber,
    geometry,
    segmentCount: archive.segmentCount,
    bytes: sizes.bytes,
    fingerprint: sizes.fingerprint,
    timelines,
    runs,
    partials: geometry === undefined ? [] : archive.partials.runs(geometry).runs,
    histories: archive.histories,
    windows: [],
    findings: [
      ...archive.findings,
      ...timelineFindings(archive, timelines, geometry),
      ...gapFindings(archive, timelines, served, geometry),
      ...sizes.findings,
      ...(await listFindings(tree, archive, timelines)),
      ...(geometry === undefined ? [] : repeatedFindings(archive, geometry)),
      ...strayFindings(archive, impossible.length),
      ...(await unknownFindings(tree, archive)),
    ],
  };
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
      const begin =
        history === undefined ? undefined : timelinePath(timeline, history, geometry).stretches[0];
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

/** Every timeline but the first needs its history file; without it a server stays on the old timeline in silence. */
function timelineFindings(
  { path, historyNames, historiesBeside, layout }: ArchiveEvidence,
  timelines: readonly TimelineInArchive[],
  geometry: WalGeometry | undefined,
): Finding[] {
  if (geometry === undefined) return [];
  return timelines
    .filter(({ timeline, ranges }) => timeline > 1 && ranges.length > 0)
    .filter(({ timeline }) => !historyNames.has(timeline) && historiesBeside?.has(timeline) !== true)
    .map(({ timeline }) => {
      const name = timelineHistoryName(timeline);
      // A server removes old histories from its own pg_wal, so there the absence says little.
      const severity = layout === 'pg-wal' ? 'info' : 'error';
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

const BATCH = 256;
const MOST_FINDINGS = 100;
/** At most so many files of another size than a segment are opened; more are not reported. */
const MOST_ODD = 4096;

/** Sizes of all segment files: their sum, and the plain ones that have another size than a segment. */
async function sizesOf(
  tree: FileTree,
  { path, geometry }: ArchiveEvidence,
  runs: readonly InventoryRun[],
): Promise<{ bytes: number; findings: readonly Finding[]; fingerprint: string }> {
  const fingerprint = new Fingerprint();
  if (geometry === undefined) return { bytes: 0, findings: [], fingerprint: fingerprint.text };
  const findings = new FindingRuns(geometry);
  let bytes = 0;
  let batch: { name: string; suffix: string }[] = [];
  const odd: { name: string; size: number }[] = [];
  const flush = async (): Promise<void> => {
    const facts = await Promise.all(
      batch.map(({ name, suffix }) => tree.stat(segmentPath(path, name, suffix))),
    );
    facts.forEach((fact, i) => {
      const item = batch[i];
      if (item === undefined) return;
      fingerprint.add(`${item.name}${item.suffix} ${stampOf(fact)}`);
      if (isFailure(fact)) return;
      bytes += fact.size;
      if (item.suffix !== '' || fact.size === geometry.segmentSize || odd.length >= MOST_ODD) return;
      odd.push({ name: item.name, size: fact.size });
    });
    batch = [];
  };
  for (const run of runs) {
    for (const name of rangeNames(run, geometry)) {
      batch.push({ name, suffix: run.suffix });
      if (batch.length === BATCH) await flush();
    }
  }
  await flush();
  const ofOtherSize: { file: string; name: string; size: number }[] = [];
  for (const { name, size } of odd) {
    const file = segmentPath(path, name, '');
    if (size > 0 && (await isCompressedInside(tree, file))) continue;
    if (await isWholeOfSize(tree, file, name, size)) {
      ofOtherSize.push({ file, name, size });
      continue;
    }
    findings.add(sizeFinding(file, name, size, geometry.segmentSize));
  }
  const others = otherSizeFinding(ofOtherSize, geometry);
  return {
    bytes,
    findings: [...findings.findings.slice(0, MOST_FINDINGS), ...others],
    fingerprint: fingerprint.text,
  };
}

/** Whether a file is what its name says in a cluster with segments of its own size, as `pg_resetwal` can change that. */
async function isWholeOfSize(tree: FileTree, file: string, name: string, size: number): Promise<boolean> {
  if (!isSegmentSize(size)) return false;
  const head = await tree.readHead(file, LONGEST_PAGE_HEADER);
  if (isFailure(head) || head.bytes === undefined) return false;
  const { header } = parseLongPageHeader(head.bytes);
  const parts = parseSegmentName(name);
  if (header?.segmentSize !== size || parts === undefined) return false;
  const geometry = walGeometry(size, header.versionNumber);
  const number = segmentNumber(parts, geometry);
  return number !== undefined && segmentStartLsn(number, geometry) === header.pageAddress;
}

function otherSizeFinding(
  files: readonly { readonly file: string; readonly name: string; readonly size: number }[],
  { segmentSize }: WalGeometry,
): Finding[] {
  const [first] = files;
  if (first === undefined) return [];
  const { file, name: segment, size } = first;
  const args = { segment, size, expected: segmentSize, count: files.length, reason: 'other-size' };
  return [{ code: 'wrong-size-segment', severity: 'warning', file, segment, args }];
}

function sizeFinding(file: string, segment: string, size: number, expected: number): Finding {
  const code = size === 0 ? 'empty-segment' : size < expected ? 'truncated-segment' : 'wrong-size-segment';
  return { code, severity: 'error', file, segment, args: { segment, size, expected } };
}

function strayFindings({ path, strays, segments, layout }: ArchiveEvidence, impossible: number): Finding[] {
  const count = strays.count + impossible;
  if (count === 0 || segments.count === 0 || layout === 'pg-wal') return [];
  const args = { count, sample: strays.sample ?? '' };
  return [{ code: 'stray-file', severity: 'info', file: path, args }];
}
