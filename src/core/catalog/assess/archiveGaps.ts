import type { Finding } from '../../ground/finding';
import type { WalGeometry } from '../../wal/geometry';
import { rangeCount, segmentName, type SegmentRange } from '../../wal/segmentName';
import { timelinePath } from '../../wal/timelinePath';
import type { ArchiveEvidence } from '../read/archiveEvidence';
import type { BackupSet } from '../../model/backupSet';
import { leadsAstray } from '../../model/forkGap';
import type { TimelineInArchive } from '../../model/walArchive';
import { type Expiry, expiryOf } from '../tools/expiredWal';
import { isServerWal } from '../../model/layout';

/** The gaps between the segments of an archive, with the cost of each. */
export function gapFindings(
  archive: ArchiveEvidence,
  timelines: readonly TimelineInArchive[],
  sets: readonly BackupSet[],
  geometry: WalGeometry | undefined,
): Finding[] {
  if (geometry === undefined) return [];
  const present = timelines.flatMap((timeline) => timeline.ranges);
  return timelines.flatMap(({ ranges: [first], gaps }) =>
    gaps.map((gap) => {
      const expiry = expiryOf(archive.layout, gap, sets, present);
      const atFork = first !== undefined && gap.last < first.first && leadsAstray(gap, present);
      return expiry === undefined
        ? gapFinding(archive, atFork, gap, sets, geometry)
        : expiredFinding(archive, gap, expiry, geometry);
    }),
  );
}

function expiredFinding(
  { path }: ArchiveEvidence,
  gap: SegmentRange,
  { reason, keeper }: Expiry,
  geometry: WalGeometry,
): Finding {
  const first = segmentName(gap.timeline, gap.first, geometry);
  const last = segmentName(gap.timeline, gap.last, geometry);
  const labels = keeper === undefined ? {} : { labels: keeper.label ?? keeper.path };
  const args = { first, last, count: rangeCount(gap), timeline: gap.timeline, reason, ...labels };
  return { code: 'expired-wal', severity: 'info', file: path, segment: first, args };
}

function gapFinding(
  archive: ArchiveEvidence,
  atFork: boolean,
  gap: SegmentRange,
  sets: readonly BackupSet[],
  geometry: WalGeometry,
): Finding {
  const { path } = archive;
  const first = segmentName(gap.timeline, gap.first, geometry);
  const last = segmentName(gap.timeline, gap.last, geometry);
  const affected = sets.filter((set) => {
    const range = set.required?.ranges[0];
    return range !== undefined && range.timeline <= gap.timeline && range.first <= gap.last;
  });
  const harmless = isServerWal(archive) || (!atFork && affected.length === 0 && sets.length > 0);
  return {
    code: 'archive-gap',
    severity: harmless ? 'info' : atFork ? 'error' : 'warning',
    file: path,
    segment: first,
    args: {
      first,
      last,
      count: rangeCount(gap),
      before: segmentName(gap.timeline, Math.max(0, gap.first - 1), geometry),
      after: segmentName(gap.timeline, gap.last + 1, geometry),
      timeline: gap.timeline,
      affected: affected.length,
      labels: affected
        .slice(0, 5)
        .map(({ label, path: set }) => label ?? set)
        .join(', '),
      reason: atFork ? 'fork' : 'between',
      ...bypassOf(archive, gap, geometry),
    },
  };
}

/** A timeline that left before the gap or in its first segment: recovery along it needs no part of the gap. */
function bypassOf(
  { histories }: ArchiveEvidence,
  gap: SegmentRange,
  geometry: WalGeometry,
): { bypassedBy?: number } {
  for (const [timeline, history] of histories) {
    const along = timelinePath(timeline, history, geometry).parts;
    const next = along[along.findIndex((part) => part.timeline === gap.timeline) - 1];
    if (next !== undefined && next.beginSegment <= gap.first) return { bypassedBy: timeline };
  }
  return {};
}
