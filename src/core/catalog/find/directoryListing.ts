import type { SegmentCollector } from './inventory';

/** The content of a directory, with WAL names kept as numbers and unrelated names only counted. */
export interface DirectoryListing {
  readonly path: string;
  readonly directories: readonly string[];
  /** Names of files that belong to a backup (`PG_VERSION`, `backup_label`, `postmaster.pid`, …). */
  readonly markers: ReadonlySet<string>;
  readonly segments: SegmentCollector;
  readonly partials: SegmentCollector;
  /** Names of `.backup` files. */
  readonly backupHistories: readonly string[];
  /** `.history` files. */
  readonly timelineHistories: readonly { readonly timeline: number; readonly name: string }[];
  /** Names of files with a backup tool's metadata. */
  readonly toolFiles: readonly string[];
  /** Names of tars. */
  readonly tars: readonly string[];
  /** Number of files that are none of these, tars included. */
  readonly others: number;
  readonly otherSample: string | undefined;
}
