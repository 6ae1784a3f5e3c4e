import type { WalGeometry } from '../wal/geometry';
import type { TimelinePath } from '../wal/timelinePath';
import { toolOf } from '../formats/tools/backupTools';
import type { InventoryRun, WalArchive } from '../model/walArchive';

/** Where the WAL is and what is known of it, as plain data for a worker, which opens the files itself. */
export interface WalJob {
  readonly geometry: WalGeometry;
  readonly timelinePath: TimelinePath;
  readonly systemIdentifier: bigint | undefined;
  /** `server_version_num` of the major version. */
  readonly versionNum: number | undefined;
  /** Bytes of a WAL page, if pg_control is there. */
  readonly pageSize: number | undefined;
  /** The directories that are searched for segments, in this order. */
  readonly places: readonly WalJobPlace[];
}

export interface WalJobPlace {
  readonly path: string;
  readonly runs: readonly InventoryRun[];
  /** Whether the tool that keeps it puts checksums into file names. */
  readonly sums?: boolean;
}

/** Which file is read if a segment is both plain and compressed. */
export type CopyOrder = 'plain-first' | 'compressed-first';

/**
 * The highest segment that is there on the path: of each timeline only those count that recovery along the path reads. -1 if
 * there is none.
 */
export function lastSegmentOf({
  timelinePath: path,
  places,
}: Pick<WalJob, 'timelinePath' | 'places'>): number {
  let last = -1;
  let end = Number.POSITIVE_INFINITY;
  for (const { timeline, beginSegment } of path.parts) {
    for (const { runs } of places) {
      for (const run of runs) {
        const reached = Math.min(run.last, end);
        if (run.timeline === timeline && run.first <= reached && reached >= beginSegment)
          last = Math.max(last, reached);
      }
    }
    end = Math.min(end, beginSegment - 1);
  }
  return last;
}

/** An archive as a place that is searched for segments. */
export function walPlaceOf({
  path,
  runs,
  layout,
}: Pick<WalArchive, 'path' | 'runs' | 'layout'>): WalJobPlace {
  return toolOf(layout)?.sumsInWalNames === true ? { path, runs, sums: true } : { path, runs };
}
