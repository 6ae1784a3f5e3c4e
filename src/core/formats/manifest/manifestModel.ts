import type { Lsn } from '../../ground/lsn';

export type ManifestAlgorithm = 'CRC32C' | 'SHA224' | 'SHA256' | 'SHA384' | 'SHA512';

/** One file of a backup, as its manifest describes it. */
export interface ManifestFile {
  /** Relative to the data directory, `/` between its parts, tablespaces below `pg_tblspc/OID`. */
  readonly path: string;
  /** The name's bytes if they are not valid UTF-8; `path` then contains replacement characters. */
  readonly rawPath?: Uint8Array;
  /** Bytes. */
  readonly size: number;
  /** As written, `YYYY-MM-DD HH:MM:SS GMT`; only for information. */
  readonly lastModified: string | undefined;
  /** Undefined if the backup was taken without checksums. */
  readonly algorithm: ManifestAlgorithm | undefined;
  /** Lower-case hexadecimal; CRC32C as its four bytes from the lowest, so not the number's digits. */
  readonly checksum: string | undefined;
}

/** Takes the files of a manifest as they are read, to store them in its own way. */
export interface ManifestFileSink {
  /** False if a file with this path was already added. */
  add(file: ManifestFile): boolean;
}

/** WAL that the backup needs, from `start` up to but not including `end`. */
export interface ManifestWalRange {
  readonly timeline: number;
  readonly start: Lsn;
  readonly end: Lsn;
}

/** A `backup_manifest` of 13 and later. */
export interface BackupManifest {
  /** 1, or 2 from 17. */
  readonly version: number;
  /** From version 2. */
  readonly systemIdentifier: bigint | undefined;
  /** Empty if a sink took them. */
  readonly files: readonly ManifestFile[];
  /** Newest timeline first. */
  readonly walRanges: readonly ManifestWalRange[];
  /** The SHA-256 that the manifest states for its own first `coveredBytes` bytes, in lower-case hexadecimal. */
  readonly checksum: { readonly sha256: string; readonly coveredBytes: number } | undefined;
  /** False if reading stopped at a problem: files and ranges after it are unknown. */
  readonly complete: boolean;
}

/** PostgreSQL's own words in `pg_verifybackup`, in this form. */
export type ManifestReason =
  | 'empty'
  | 'invalid-json'
  | 'unexpected-object-start'
  | 'unexpected-object-end'
  | 'unexpected-array-start'
  | 'unexpected-array-end'
  | 'unexpected-object-field'
  | 'unexpected-scalar'
  | 'expected-version-indicator'
  | 'unrecognized-top-level-field'
  | 'unexpected-file-field'
  | 'unexpected-wal-range-field'
  | 'manifest-version-not-an-integer'
  | 'unexpected-manifest-version'
  | 'manifest-system-identifier-not-an-integer'
  | 'missing-path-name'
  | 'both-path-name-and-encoded-path-name'
  | 'missing-size'
  | 'checksum-without-algorithm'
  | 'could-not-decode-file-name'
  | 'file-size-is-not-an-integer'
  | 'unrecognized-checksum-algorithm'
  | 'invalid-checksum-for-file'
  | 'duplicate-path-name'
  | 'missing-timeline'
  | 'missing-start-lsn'
  | 'missing-end-lsn'
  | 'timeline-is-not-an-integer'
  | 'could-not-parse-start-lsn'
  | 'could-not-parse-end-lsn'
  | 'manifest-ended-unexpectedly'
  | 'expected-at-least-2-lines'
  | 'last-line-not-newline-terminated'
  | 'invalid-manifest-checksum';

/** Why a step failed: the reason, and a text that a message may show. */
export interface ManifestFailure {
  readonly reason: ManifestReason;
  readonly text?: string;
}
