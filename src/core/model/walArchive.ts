import { plainFirst } from '../wal/fileName';
import type { SegmentRange } from '../wal/segmentName';
import type { Lsn } from '../ground/lsn';
import type { ArchiveLayout } from './layout';
import type { WalGeometry } from '../wal/geometry';
import type { TimelineHistory } from '../wal/timelines';
import type { NamedRestorePoint, RecoveryWindow } from './recoveryWindow';
import type { Finding } from '../ground/finding';

/** Consecutive segments in one directory with the same suffix. */
export interface InventoryRun extends SegmentRange {
  readonly suffix: string;
}

export interface TimelineInArchive {
  readonly timeline: number;
  readonly parent: number | undefined;
  readonly switchLsn: Lsn | undefined;
  /** Whole segments, compressed or not, ascending and disjoint. */
  readonly ranges: readonly SegmentRange[];
  readonly gaps: readonly SegmentRange[];
}

/**
 * Segments of another size than most of their archive: of another cluster, or of the same one before or after
 * `pg_resetwal` changed the size.
 */
export interface SegmentsOfOtherSize {
  readonly systemIdentifier: bigint;
  readonly versionNum: number | undefined;
  readonly geometry: WalGeometry;
  readonly timelines: readonly TimelineInArchive[];
  readonly runs: readonly InventoryRun[];
}

/** A directory with WAL. */
export interface WalArchive {
  readonly path: string;
  readonly layout: ArchiveLayout;
  readonly systemIdentifier: bigint | undefined;
  readonly versionNum: number | undefined;
  readonly geometry: WalGeometry | undefined;
  readonly segmentCount: number;
  /** Total size of the segment files in bytes. */
  readonly bytes: number;
  readonly timelines: readonly TimelineInArchive[];
  /** Plain and compressed: a segment with both files is in two runs. */
  readonly runs: readonly InventoryRun[];
  /** Absent if all segments have the size of `geometry`. The fields above describe those of that size only. */
  readonly otherSizes?: readonly SegmentsOfOtherSize[];
  /** `.partial` segments, which recovery never reads. */
  readonly partials: readonly InventoryRun[];
  /** Timeline histories that could be read, by timeline. */
  readonly histories: ReadonlyMap<number, TimelineHistory>;
  /** Timelines whose histories are there and could not be read; absent if there are none. */
  readonly unreadableHistories?: ReadonlySet<number>;
  readonly windows: readonly RecoveryWindow[];
  /** Found by reading records; absent before that. */
  readonly restorePoints?: readonly NamedRestorePoint[];
  readonly findings: readonly Finding[];
  /** Changes if one of its segments does. */
  readonly fingerprint?: string;
}

/** The suffixes under which a segment is present, the plain one first. */
export function suffixesOf(runs: readonly InventoryRun[], timeline: number, segment: number): string[] {
  return runs
    .filter((run) => run.timeline === timeline && run.first <= segment && segment <= run.last)
    .map(({ suffix }) => suffix)
    .sort(plainFirst);
}
