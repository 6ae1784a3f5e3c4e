import { walPlaceOf, type WalJob } from '../../core/proofs/walJob';
import type { ArchiveReading } from '../../core/proofs/withReading';
import {
  namedPoint,
  walkStart,
  type ProvenSet,
  type WindowPlan,
  windowPlans,
  windowsOf,
} from '../../core/proofs/windows';
import type { Finding } from '../../core/ground/finding';
import { formatLsn, type Lsn } from '../../core/ground/lsn';
import type { JoinedWalk } from '../../core/verify/records/joinChunks';
import { findingOfArchiveCut } from '../../core/verify/records/walkArchive';
import { findingOfCut } from '../../core/verify/records/walCut';
import type { WalGeometry } from '../../core/wal/geometry';
import type { SegmentRange } from '../../core/wal/segmentName';
import { type TimelinePath, timelinePath } from '../../core/wal/timelinePath';
import type { TaskHooks } from '../../worker/taskRunner';
import type { Verifier } from './verifier';
import { FindingRuns } from '../../core/model/findingRuns';
import { archiveParts } from '../../core/model/archiveParts';
import type { WalArchive } from '../../core/model/walArchive';
import type { BackupSet } from '../../core/model/backupSet';
import type { Catalog } from '../../core/model/catalog';
import type { NamedRestorePoint, RecoveryWindow } from '../../core/model/recoveryWindow';
import { isPreallocated } from '../../core/model/requiredWal';
import { isServerWal } from '../../core/model/layout';

/** Walks along a timeline path, and from segment to segment. */
export interface WalReader {
  readonly walkArchive: Verifier['walkArchive'];
  readonly walkSegments: (
    ...args: Parameters<Verifier['walkSegments']>
  ) => Promise<Pick<JoinedWalk, 'end' | 'reached' | 'records'>>;
  readonly firstCommit?: Verifier['firstCommit'];
  readonly compareNameSums?: Verifier['compareNameSums'];
}

/** How far recovery gets from each proven set, on each timeline, and the restore points on each path. */
export async function readWindows(
  reader: WalReader,
  archive: WalArchive,
  sets: readonly BackupSet[],
  catalog: Pick<Catalog, 'archives'>,
  hooks: TaskHooks = {},
): Promise<ArchiveReading> {
  const windows: RecoveryWindow[] = [];
  const points = new Map<string, NamedRestorePoint>();
  const findings = new Map<string, Finding>();
  let records = 0;
  for (const plan of windowPlans(archive, sets, catalog)) {
    for (let left = plan.sets; left[0] !== undefined;) {
      const from = walkStart(left[0], plan);
      const walk = await reader.walkArchive(plan.job, { from, lastSegment: plan.lastSegment }, hooks);
      if (walk.canceled) break;
      records += walk.records;
      // A set whose end the walk did not reach needs a walk of its own; the one it began with never does.
      const reached = left.filter((set, i) => i === 0 || set.stop.lsn <= (walk.reached ?? 0n));
      const firstCommits = await firstCommitsOf(reader, plan, reached.slice(1), hooks);
      windows.push(...windowsOf(plan, reached, walk, firstCommits));
      for (const point of walk.restorePoints) points.set(`${point.timeline}|${point.lsn}`, namedPoint(point));
      if (walk.cut !== undefined) addCut(archive, findings, plan, walk.cut, walk.reached);
      if (walk.minimalWal !== undefined) addMinimal(archive, findings, walk.minimalWal.lsn);
      left = left.filter((set) => !reached.includes(set));
    }
  }
  return { windows, restorePoints: [...points.values()], findings: [...findings.values()], records };
}

/** The first commit after the stop of each set; a standby's stop need not be where a record begins. */
async function firstCommitsOf(
  reader: WalReader,
  { job, lastSegment }: WindowPlan,
  sets: readonly ProvenSet[],
  hooks: TaskHooks,
): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const { id, stop, takenFrom } of sets) {
    if (takenFrom === 'standby') continue;
    const time = await reader.firstCommit?.(job, { from: stop.lsn, lastSegment }, hooks);
    if (time !== undefined) found.set(id, time);
  }
  return found;
}

function addCut(
  archive: WalArchive,
  findings: Map<string, Finding>,
  plan: WindowPlan,
  cut: Parameters<typeof findingOfArchiveCut>[0],
  reached: bigint | undefined,
): void {
  // The scan has reported gaps already, with their cost.
  if (cut.code === 'missing-segment' || isPreallocated(archive, cut.code)) return;
  const finding = findingOfArchiveCut(cut, reached, plan.job);
  // In a server's own directory the WAL ends within a segment, before the preallocated files.
  const isEnd = isServerWal(archive) && cut.code === 'incomplete-segment';
  findings.set(`${cut.code}|${cut.segmentName}`, isEnd ? { ...finding, severity: 'info' } : finding);
}

/** Recovery without a target comes to this place: it ends with an error there, or loses tables. */
function addMinimal(archive: WalArchive, findings: Map<string, Finding>, lsn: Lsn): void {
  const version = archive.versionNum === undefined ? {} : { version: archive.versionNum };
  findings.set(`minimal-wal-level|${lsn}`, {
    code: 'minimal-wal-level',
    severity: 'warning',
    file: archive.path,
    args: { ...version, at: formatLsn(lsn) },
    lsn,
  });
}

/** No more findings than this are collected; a run of segments with the same fault is one. */
const MOST_FINDINGS = 200;

/** Reads every record of every segment of an archive, whether a set needs it or not. */
export async function readEverySegment(
  reader: WalReader,
  archive: WalArchive,
  hooks: TaskHooks = {},
): Promise<Pick<ArchiveReading, 'findings' | 'records'>> {
  const parts: Pick<ArchiveReading, 'findings' | 'records'>[] = [];
  for (const part of archiveParts(archive)) parts.push(await readPart(reader, part, hooks));
  return {
    findings: parts.flatMap(({ findings }) => findings),
    records: parts.reduce((sum, { records }) => sum + records, 0),
  };
}

async function readPart(
  reader: WalReader,
  archive: WalArchive,
  hooks: TaskHooks,
): Promise<Pick<ArchiveReading, 'findings' | 'records'>> {
  let records = 0;
  const { geometry, timelines, systemIdentifier, versionNum } = archive;
  const runs = new FindingRuns(geometry);
  if (geometry === undefined) return { findings: runs.findings, records };
  for (const { timeline, ranges } of timelines) {
    const path = pathOf(archive, timeline, geometry);
    const facts = { systemIdentifier, versionNum, pageSize: undefined };
    const job: WalJob = { geometry, timelinePath: path, ...facts, places: [walPlaceOf(archive)] };
    for (const range of ranges) {
      for (const wrong of (await reader.compareNameSums?.(job, range.first, range.last, hooks)) ?? [])
        runs.add(wrong);
      records += await addFaults(runs, { reader, job, archive, hooks }, range);
    }
  }
  return { findings: runs.findings, records };
}

interface ArchiveReader {
  readonly reader: WalReader;
  readonly job: WalJob;
  readonly archive: WalArchive;
  readonly hooks: TaskHooks;
}

/** Adds what is wrong with the segments of a range, and returns how many records were read. */
async function addFaults(
  runs: FindingRuns,
  { reader, job, archive, hooks }: ArchiveReader,
  range: SegmentRange,
): Promise<number> {
  let records = 0;
  /** The possible end of the WAL in a server's own directory, and the number of preallocated files after it. */
  let end: { readonly finding: Finding; readonly segment: number; ready: number } | undefined;
  for (let first = range.first; first <= range.last && runs.findings.length < MOST_FINDINGS;) {
    const walk = await reader.walkSegments(job, first, range.last, hooks);
    records += walk.records;
    if (walk.end.kind !== 'cut' || walk.end.cut.segment > range.last) break;
    const { cut } = walk.end;
    first = Math.max(cut.segment, first) + 1;
    if (isPreallocated(archive, cut.code)) {
      if (end !== undefined) end.ready++;
      continue;
    }
    // The last segment may still be written, or be the end of a timeline that was left.
    if (cut.segment === range.last && cut.code === 'incomplete-segment') break;
    if (end !== undefined) runs.add(end.finding);
    const finding: Finding = { ...findingOfCut(cut, walk.reached), severity: 'error' };
    end = cut.code === 'incomplete-segment' ? { finding, segment: cut.segment, ready: 0 } : undefined;
    if (end === undefined) runs.add(finding);
  }
  const isEnd = end !== undefined && end.ready > 0 && end.segment + end.ready === range.last;
  if (end !== undefined && !isEnd) runs.add(end.finding);
  return records;
}

/** Without a history file any older timeline may be the parent of the first segment; the scan reports its absence. */
function pathOf(archive: WalArchive, timeline: number, geometry: WalGeometry): TimelinePath {
  const history = archive.histories.get(timeline);
  if (history !== undefined || timeline === 1) return timelinePath(timeline, history, geometry);
  const begin = archive.timelines.find((other) => other.timeline === timeline)?.ranges[0]?.first ?? 0;
  const older = archive.timelines.map((other) => other.timeline).filter((other) => other < timeline);
  const unknown = { beginLsn: undefined, endLsn: undefined };
  const parents = [...older].reverse().map((parent) => ({ timeline: parent, beginSegment: 0, ...unknown }));
  return { target: timeline, parts: [{ timeline, beginSegment: begin, ...unknown }, ...parents] };
}
