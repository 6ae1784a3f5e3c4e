import type { ManifestWalRange } from '../../formats/manifest/manifestModel';
import type { Finding } from '../../ground/finding';
import type { FileTree } from '../../ground/ports';
import type { Lsn } from '../../ground/lsn';
import type { FileHasher } from './hashing';
import type { TarPart } from '../../model/backupSet';

/** What other files say of the backup; absent if nothing but the manifest tells. */
export interface ExpectedFacts {
  /** From WAL or a tool's metadata: pg_control's own is what it is compared with. */
  readonly systemIdentifier?: bigint;
  /** CHECKPOINT LOCATION of the label. */
  readonly checkpointLsn?: Lsn;
  readonly start?: { readonly lsn: Lsn; readonly timeline: number };
  /** From a history file, the WAL or a tool, not from the manifest. */
  readonly stop?: { readonly lsn: Lsn; readonly timeline: number };
}

export interface FilesProgress {
  /** Bytes hashed, of `totalBytes`. */
  readonly doneBytes: number;
  readonly totalBytes: number;
}

export interface FilesInput {
  readonly tree: FileTree;
  readonly hasher: FileHasher;
  /** The data directory, or a copy of one. */
  readonly directory: string;
  /** The tars that hold its files, if it is not on disk. */
  readonly tars?: readonly TarPart[];
  /**
   * Where a backup tool stores the files in a form of its own, or has a list of its own, that tool; `directory` is then the
   * backup's directory and `manifest` the tool's list.
   */
  readonly storedBy?: 'pgbackrest' | 'wal-g' | 'pgmoneta' | 'pg_probackup';
  /** Usually `backup_manifest` in that directory. */
  readonly manifest: string;
  readonly expected?: ExpectedFacts;
  /** Relative paths that are left alone with what is below them, besides those that pg_verifybackup leaves alone. */
  readonly ignore?: readonly string[];
  /** False compares names and sizes only. Default: true. */
  readonly checksums?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: FilesProgress) => void;
  /** Findings of each code that are told one by one; the rest is counted. Default: 1000. */
  readonly findingLimit?: number;
}

export interface FilesVerification {
  /** `verified` and `refused` as pg_verifybackup without its WAL check; of a canceled run the findings so far. */
  readonly outcome: 'verified' | 'refused' | 'canceled';
  /** By code and then by path, the same for the same files whatever the order of reading. */
  readonly findings: readonly Finding[];
  /** What the manifest says; absent if it could not be read. */
  readonly manifest: ManifestFacts | undefined;
  /** Files whose content was compared, and their bytes. */
  readonly hashedFiles: number;
  readonly hashedBytes: number;
}

export interface ManifestFacts {
  readonly version: number;
  /** From version 2. */
  readonly systemIdentifier: bigint | undefined;
  readonly walRanges: readonly ManifestWalRange[];
  readonly files: number;
  /** Files of which it gives no checksum. */
  readonly filesWithoutChecksum: number;
}
