import type { Finding } from '../../ground/finding';
import type { Lsn } from '../../ground/lsn';
import { judgeAbsence, type SegmentRun } from '../../model/requiredWal';
import type { WalArchive } from '../../model/walArchive';
import { isOfUnreadTar } from '../../tars/tarFindings';
import type { WalGeometry } from '../../wal/geometry';
import { rangeCount, type SegmentRange } from '../../wal/segmentName';
import { requiredRanges, timelinePath } from '../../wal/timelinePath';
import { locateSegments } from './locateSegments';

/** Start or stop of a backup as a text states it. */
export interface StatedPoint {
  readonly lsn: Lsn;
  readonly timeline: number;
}

export interface WalByNames {
  readonly ranges: readonly SegmentRange[];
  readonly runs: readonly SegmentRun[];
  readonly count: number;
  readonly bytes: number;
}

/**
 * The WAL from a stated start to a stated stop, and what archives have of it by name: for a text that no scan has read (yet).
 * Undefined if the timelines between the two are unknown.
 *
 * @param findings those of the set to which the text belongs: an unread tar of it may contain what was not found
 */
export function requiredByNames(
  start: StatedPoint,
  stop: StatedPoint,
  archives: readonly WalArchive[],
  geometry: WalGeometry,
  findings: readonly Finding[],
): WalByNames | undefined {
  const history = archives
    .map(({ histories }) => histories.get(stop.timeline))
    .find((each) => each !== undefined);
  const path = timelinePath(stop.timeline, history, geometry);
  const ranges = requiredRanges(start.lsn, start.timeline, stop.lsn, stop.timeline, path, geometry);
  if (ranges === undefined || ranges.length === 0) return undefined;
  const count = ranges.reduce((sum, range) => sum + rangeCount(range), 0);
  const located = locateSegments(ranges, archives).map(({ archive, ...run }): SegmentRun =>
    archive === undefined
      ? { ...run, state: 'absent', level: 'names' }
      : { ...run, archive, state: 'present', level: 'names' },
  );
  const runs = judgeAbsence(located, ranges, {
    openEnd: false,
    unreadTars: findings.some(isOfUnreadTar),
  });
  return { ranges, runs, count, bytes: count * geometry.segmentSize };
}
