import type { ListingTool } from '../../formats/tools/backupTools';
import type { ManifestWalRange } from '../../formats/manifest/manifestModel';
import type { Finding } from '../../ground/finding';
import type { FileTree } from '../../ground/ports';
import type { Lsn } from '../../ground/lsn';
import type { FileHasher } from './hashing';
import type { TarPart } from '../../model/backupSet';

/** What other files say about the backup; absent if the manifest is the only source. */
export interface ExpectedFacts {
  /** From WAL or a tool's metadata, not from pg_control, which is compared with it. */
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
  /** The tars that contain its files, if it is not on disk. */
  readonly tars?: readonly TarPart[];
  /**
   * The tool that stores the files in a format of its own, or has its own list of them; `directory` is then the
   * backup's directory and `manifest` the tool's list.
   */
  readonly storedBy?: ListingTool;
  /** Usually `backup_manifest` in that directory. */
  readonly manifest: string;
  readonly expected?: ExpectedFacts;
  /** Relative paths that are ignored with everything below them, in addition to those that pg_verifybackup ignores. */
  readonly ignore?: readonly string[];
  /** False compares names and sizes only. Default: true. */
  readonly checksums?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: FilesProgress) => void;
  /** Number of findings per code that are reported one by one; the rest is counted. Default: 1000. */
  readonly findingLimit?: number;
}

export interface FilesVerification {
  /**
   * `verified` and `refused` mean the same as for pg_verifybackup without its WAL check. A canceled run has the
   * findings so far.
   */
  readonly outcome: 'verified' | 'refused' | 'canceled';
  /** By code and then by path: the same for the same files, whatever the order of reading. */
  readonly findings: readonly Finding[];
  /** The facts in the manifest; absent if it could not be read. */
  readonly manifest: ManifestFacts | undefined;
  /** Number of files whose content was compared, and their bytes. */
  readonly hashedFiles: number;
  readonly hashedBytes: number;
}

/** How a comparison ended, by the errors that it reported. */
export function outcomeOf(
  { refused }: { readonly refused: boolean },
  signal: AbortSignal | undefined,
): FilesVerification['outcome'] {
  if (signal?.aborted === true) return 'canceled';
  return refused ? 'refused' : 'verified';
}

export interface ManifestFacts {
  readonly version: number;
  /** From manifest version 2 on. */
  readonly systemIdentifier: bigint | undefined;
  readonly walRanges: readonly ManifestWalRange[];
  readonly files: number;
  /** Number of files without a checksum in it. */
  readonly filesWithoutChecksum: number;
}
