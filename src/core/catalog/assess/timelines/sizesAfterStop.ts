import type { Finding } from '../../../ground/finding';
import type { FileTree } from '../../../ground/ports';
import { isServerWal } from '../../../model/layout';
import { READS_SINCE } from '../../../model/recovery/serverDefaults';
import { defaultTimeline, followTimeline } from '../../../model/recovery/targetTimeline';
import { isSizeFault } from '../../../model/recovery/windowEnd';
import { segmentOfEnd } from '../../../wal/geometry';
import { timelineOfSegment } from '../../../wal/timelinePath';
import type { BackupEvidence } from '../../read/backupEvidence';
import type { ArchiveEvidence } from '../../read/archiveEvidence';
import { checkSegment } from '../checkSegment';
import { locateSegments } from '../locateSegments';
import type { WalRequirement } from '../walRequirement';
import { historiesIn, recoveryOriginOf } from './recoveryOrigin';

/** Segments that a server of 15 and later may ask for before it has replayed the one before them (seen with real servers). */
const ASKED_EARLY = 4;

/**
 * The first segment after the end of a backup whose file has the wrong size, if recovery can come to it. A server refuses
 * such a file of an archive (`RestoreArchivedFile`): at the latest if it recovers without a target, and from 15 on also
 * before, because it asks for segments early. In the set's own pg_wal such a file is just the end of WAL.
 */
export async function sizesAfterStop(
  tree: FileTree,
  evidence: BackupEvidence,
  requirement: WalRequirement,
  archives: readonly ArchiveEvidence[],
): Promise<Finding[]> {
  const { stop, geometry, versionNum, recoveryTimeline } = requirement;
  const origin = recoveryOriginOf(evidence, requirement);
  if (origin === undefined || stop === undefined || geometry === undefined) return [];
  const seen = historiesIn(archives);
  const places = archives
    .filter((archive) => !isServerWal(archive))
    .map(({ path, segments }) => ({ path, runs: segments.runs(geometry).runs }));
  const unknown = { systemIdentifier: undefined, versionNum: undefined, timelines: new Set<number>() };
  const first = segmentOfEnd(stop.lsn, geometry) + 1;
  const looked = new Set<string>();
  for (const target of new Set([recoveryTimeline ?? stop.timeline, defaultTimeline(origin, seen)])) {
    const { path, fault } = followTimeline(origin, seen, target);
    if (path === undefined || fault !== undefined) continue;
    for (let segment = first; segment < first + ASKED_EARLY; segment++) {
      const timeline = timelineOfSegment(path, segment);
      const [run] = locateSegments([{ timeline, first: segment, last: segment }], places);
      if (run?.archive === undefined) break;
      const address = { timeline, segment, archive: run.archive, suffix: run.suffix };
      const key = `${timeline} ${segment}`;
      if (looked.has(key)) continue;
      looked.add(key);
      const { finding } = await checkSegment(tree, address, { geometry, ...unknown }, 'names');
      if (finding !== undefined && isSizeFault(finding.code)) return [refusal(finding, versionNum)];
    }
  }
  return [];
}

function refusal({ file, segment, args }: Finding, versionNum: number | undefined): Finding {
  // Without a target that ends before it, the restore steps come to it, too.
  const isAvoidable = versionNum === undefined || versionNum >= READS_SINCE.stopsAtBackupEnd;
  return {
    code: 'wrong-size-after-stop',
    severity: 'error',
    args: { ...args, reason: isAvoidable ? 'avoidable' : 'unavoidable' },
    ...(file === undefined ? {} : { file }),
    ...(segment === undefined ? {} : { segment }),
  };
}
