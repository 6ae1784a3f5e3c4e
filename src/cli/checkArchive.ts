import { checkSegment, type SegmentExpectation } from '../core/catalog/assess/checkSegment';
import type { InventoryRun, WalArchive } from '../core/model/walArchive';
import type { EvidenceLevel } from '../core/model/evidence';
import type { Finding } from '../core/ground/finding';
import type { FileTree } from '../core/ground/ports';
import type { WalGeometry } from '../core/wal/geometry';

/** Segments that are read at the same time. */
const BATCH = 64;
/** Findings of one archive that are told one by one. */
const MOST = 1000;

/** The archive with what is wrong with its segments, each looked at by itself: size, and the first page. */
export async function checkArchive(
  tree: FileTree,
  archive: WalArchive,
  level: EvidenceLevel,
): Promise<WalArchive> {
  const { geometry } = archive;
  if (geometry === undefined) return archive;
  const known = new Set(archive.findings.map(({ code, file }) => `${code} ${file ?? ''}`));
  const found: Finding[] = [];
  for (const batch of batches(archive.runs)) {
    const checks = batch.map(({ run, segment }) => {
      const address = { timeline: run.timeline, segment, archive: archive.path, suffix: run.suffix };
      return checkSegment(tree, address, expectationOf(archive, geometry, run.timeline), level);
    });
    for (const { finding } of await Promise.all(checks)) {
      if (finding === undefined || isUsual(finding, archive)) continue;
      if (!known.has(`${finding.code} ${finding.file ?? ''}`)) found.push(finding);
    }
    if (found.length >= MOST) break;
  }
  return { ...archive, findings: [...archive.findings, ...found.slice(0, MOST)] };
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
    versionNumber: archive.serverVersion,
    timelines: new Set([timeline, ...ancestors]),
  };
}

/** A server's own WAL directory holds old files under future names: that is how it recycles them. */
function isUsual({ code }: Finding, { layout }: WalArchive): boolean {
  return layout === 'pg-wal' && (code === 'recycled-segment' || code === 'zeroed-segment');
}
