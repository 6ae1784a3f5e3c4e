import type { ReadFailure, Compression } from '../../../ground/ports';

/** Where and how a backup tool stores the content of one file. */
export interface StoredRange {
  /** The file in the repository. */
  readonly path: string;
  /** Where in it, for files that are stored together; undefined for the whole. */
  readonly range: { readonly offset: number; readonly length: number } | undefined;
  readonly compression: Compression;
  readonly algorithm: 'SHA1';
  /** Bytes of content that are wanted; of more than that it is only told that there are. */
  readonly size: number;
}

/** What came out: bytes of content, one more than wanted where it goes on, and their checksum in lower-case hexadecimal. */
export interface StoredContent {
  readonly bytes: number;
  readonly checksum: string;
}

/** A failure has the system's code, or that of unpacking: `BROKEN`, `TRUNCATED`, `UNSUPPORTED`. */
export type StoredResult = StoredContent | ReadFailure;

/** Who unpacks and hashes what a tool stores. */
export interface StoredHasher {
  /** Results come in the order of the ranges; after a cancel the rest fails with `ECANCELED`. */
  hashStored(
    ranges: readonly StoredRange[],
    signal: AbortSignal | undefined,
  ): Promise<readonly StoredResult[]>;
}
