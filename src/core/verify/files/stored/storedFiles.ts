import type { ReadFailure, Compression } from '../../../ground/ports';

/** Where and how a backup tool stores the content of one file. */
export interface StoredRange {
  /** The file in the repository. */
  readonly path: string;
  /** Position in a file that stores several together; undefined for a whole file. */
  readonly range: { readonly offset: number; readonly length: number } | undefined;
  readonly compression: Compression;
  readonly algorithm: 'SHA1';
  /** Bytes of content that are wanted; anything beyond is only detected. */
  readonly size: number;
}

/** Number of bytes of content (one more than wanted if it continues), and their checksum in lower-case hexadecimal. */
export interface StoredContent {
  readonly bytes: number;
  readonly checksum: string;
}

/** A failure has the system's code, or one of decompression: `BROKEN`, `TRUNCATED`, `UNSUPPORTED`. */
export type StoredResult = StoredContent | ReadFailure;

/** Decompresses and hashes the files of a backup tool. */
export interface StoredHasher {
  /** Results are in the order of the ranges; after a cancel the remaining ones fail with `ECANCELED`. */
  hashStored(
    ranges: readonly StoredRange[],
    signal: AbortSignal | undefined,
  ): Promise<readonly StoredResult[]>;
}
