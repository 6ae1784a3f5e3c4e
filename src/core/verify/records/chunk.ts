import type { CommitSpan } from '../../wal/commits/commitTimes';
import type { RestorePoint } from './restorePoints';
import type { Lsn } from '../../ground/lsn';
import type { SetRecords, SetWatch } from './setRecords';
import type { WalCut } from './walCut';
import type { WalkEnd } from './walkRange';

/** Part of a walk that any thread can do: plain data. */
export interface ChunkSpec {
  readonly firstSegment: number;
  /** Records that begin up to the end of this segment belong to the chunk. */
  readonly lastSegment: number;
  /** Where the first record begins; without it, the first that begins in the first segment. */
  readonly start?: Lsn;
  /** The walk ends with the first record that ends here or later. */
  readonly limit?: Lsn;
  /** A set whose records are collected. */
  readonly watch?: SetWatch;
  /** End the walk at the watched backup-end record. */
  readonly stopAtBackupEnd?: boolean;
  /** End the walk at the first commit or abort later than this time, in microseconds since 1970 UTC. */
  readonly stopAfterTime?: number;
  /** End the walk at the commit or abort of this transaction (its lower 32 bits). */
  readonly stopAtXid?: number;
}

/** A record that says `wal_level = minimal`. */
export interface MinimalWal {
  readonly lsn: Lsn;
  /** Where the record before it begins. */
  readonly previous: Lsn;
}

/** The result of one chunk. Plain data; small whatever the chunk contains. */
export interface ChunkResult {
  readonly firstSegment: number;
  readonly lastSegment: number;
  /** The first record that begins in the chunk, and its back link; absent if one record covers the whole chunk. */
  readonly entry: { readonly lsn: Lsn; readonly prev: Lsn } | undefined;
  /** Where the next chunk's first record has to begin, and what it has to link back to. */
  readonly exit: { readonly next: Lsn; readonly last: Lsn } | undefined;
  /** The oldest and the newest timeline of its pages; 0 if no page was read. */
  readonly firstTimeline: number;
  readonly lastTimeline: number;
  readonly systemIdentifier: bigint | undefined;
  readonly magic: number | undefined;
  /** The end of the last whole record. */
  readonly reached: Lsn | undefined;
  readonly records: number;
  readonly commits: CommitSpan;
  readonly restorePoints: readonly RestorePoint[];
  /** Number of restore points beyond the most that are kept. */
  readonly moreRestorePoints: number;
  readonly seen: SetRecords;
  /** Where the server was first restarted with `wal_level = minimal`; absent if it was not. */
  readonly minimalWal?: MinimalWal;
  readonly end: WalkEnd;
  readonly leftover: WalCut | undefined;
}
