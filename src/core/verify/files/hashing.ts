import type { ManifestAlgorithm } from '../../formats/manifest/manifestModel';
import type { ReadFailure } from '../../ground/ports';
import type { StoredHasher } from './stored/storedFiles';
import type { TarHasher } from '../../tars/tarWitness';

/** A piece of a file to be hashed: the whole file, or, with CRC32C alone, one chunk of it. */
export interface HashRange {
  readonly path: string;
  readonly algorithm: ManifestAlgorithm;
  /** Offset in bytes from the beginning of the file. */
  readonly offset: number;
  /** The most bytes that are hashed. */
  readonly length: number;
  /** Whether the file must end where the range ends; then one more byte is read to check. */
  readonly last: boolean;
}

export interface HashedRange {
  /** Bytes found: fewer than `length` if the file ended early, `length + 1` if a last range continues. */
  readonly bytes: number;
  /** In the form of a manifest: lower-case hexadecimal, CRC32C from its lowest byte. */
  readonly checksum: string;
}

export type HashResult = HashedRange | ReadFailure;

/** Reads and hashes files: in this process, or in a pool of workers. */
export interface FileHasher extends TarHasher, StoredHasher {
  /** How many concurrent calls of `hash` are useful. */
  readonly lanes: number;
  /**
   * Hashes the ranges one after the other; results are in the order of the ranges. An unreadable file is a result; the
   * promise rejects only if the hasher itself breaks (a thread that died). After a cancel the remaining ranges fail
   * with `ECANCELED`.
   */
  hash(ranges: readonly HashRange[], signal: AbortSignal | undefined): Promise<readonly HashResult[]>;
}
