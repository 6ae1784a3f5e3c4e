import type { EvidenceLevel } from '../../model/evidence';
import { archiveParts } from '../../model/archiveParts';
import { isPreallocated } from '../../model/requiredWal';
import type { InventoryRun, WalArchive } from '../../model/walArchive';
import { coversFinding, filePattern, FindingRuns } from '../../model/findingRuns';
import type { Finding } from '../../ground/finding';
import type { FileTree } from '../../ground/ports';
import type { WalGeometry } from '../../wal/geometry';
import { type SegmentExpectation, checkSegment } from './checkSegment';

/** Files that are read at the same time. */
const BATCH = 64;
/** Findings of one archive that are reported; a run of segments with the same fault is one. */
const MOST = 1000;

/**
 * What is wrong with the segments of an archive and is not among its findings yet, from the size and first page of
 * each.
 */
export async function checkArchive(
  tree: FileTree,
  archive: WalArchive,
  level: EvidenceLevel,
  signal?: AbortSignal,
): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const part of archiveParts(archive)) found.push(...(await checkPart(tree, part, level, signal)));
  return found.slice(0, MOST);
}

async function checkPart(
  tree: FileTree,
  archive: WalArchive,
  level: EvidenceLevel,
  signal: AbortSignal | undefined,
): Promise<readonly Finding[]> {
  const { geometry } = archive;
  if (geometry === undefined) return [];
  const known = archive.findings.filter(({ segment }) => segment !== undefined);
  const runs = new FindingRuns(geometry);
  for (const batch of batches(archive.runs)) {
    if (signal?.aborted === true || runs.findings.length >= MOST) break;
    const checks = batch.map(({ run, segment }) => {
      const address = { timeline: run.timeline, segment, archive: archive.path, suffix: run.suffix };
      return checkSegment(tree, address, expectationOf(archive, geometry, run.timeline), level);
    });
    for (const { finding } of await Promise.all(checks)) {
      if (finding === undefined || isPreallocated(archive, finding.code)) continue;
      if (!known.some((other) => saysAlready(other, finding))) runs.add(finding);
    }
  }
  return runs.findings;
}

/** A segment may have several files, plain and compressed: each has its own faults. */
function saysAlready(known: Finding, finding: Finding): boolean {
  return coversFinding(known, finding) && filePattern(known) === filePattern(finding);
}

function* batches(runs: readonly InventoryRun[]): Generator<{ run: InventoryRun; segment: number }[]> {
  let batch: { run: InventoryRun; segment: number }[] = [];
  for (const run of runs) {
    for (let segment = run.first; segment <= run.last; segment++) {
      batch.push({ run, segment });
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
  }
  yield batch;
}

function expectationOf(archive: WalArchive, geometry: WalGeometry, timeline: number): SegmentExpectation {
  const history = archive.histories.get(timeline);
  // Without a history file any older timeline of the archive may be an ancestor.
  const ancestors =
    history?.switches.map((change) => change.timeline) ??
    archive.timelines.map((other) => other.timeline).filter((other) => other < timeline);
  return {
    geometry,
    systemIdentifier: archive.systemIdentifier,
    versionNum: archive.versionNum,
    timelines: new Set([timeline, ...ancestors]),
  };
}
