import type { WalGeometry } from '../../wal/geometry';
import type { SegmentSource } from '../../wal/segmentSource';
import type { TimelinePath } from '../../wal/timelinePath';

/** What is known of the WAL before it is read. */
export interface WalFacts {
  readonly geometry: WalGeometry;
  /** The timelines along which recovery would read. */
  readonly timelinePath: TimelinePath;
  /** From pg_control; without it the first segment's counts. */
  readonly systemIdentifier: bigint | undefined;
  /** `server_version_num` of the major version; without it the first segment's magic number counts. */
  readonly versionNum: number | undefined;
  /** `xlog_blcksz` of pg_control; without it the first segment's counts. */
  readonly pageSize?: number | undefined;
}

/** `WalFacts` with what is needed to open the files. */
export interface WalContext extends WalFacts {
  readonly source: SegmentSource;
  /** Walk in JavaScript alone, without WebAssembly: slower, the same result. */
  readonly plain?: boolean;
  readonly signal?: AbortSignal;
  /** Called with the number of bytes that were walked since the last call. */
  readonly progress?: (bytes: number) => void;
}
