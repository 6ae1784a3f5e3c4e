import type { ManifestAlgorithm } from '../../formats/manifest/manifestModel';
import type { ReadFailure } from '../../ground/ports';
import type { StoredHasher } from './stored/storedFiles';
import type { TarHasher } from '../../tars/tarWitness';

/** A piece of a file to be hashed: the whole file, or, with CRC32C alone, one chunk of it. */
export interface HashRange {
  readonly path: string;
  readonly algorithm: ManifestAlgorithm;
  /** Bytes from the beginning of the file. */
  readonly offset: number;
  /** Bytes that are hashed at most. */
  readonly length: number;
  /** Whether the file must end where the range ends; then a byte after it is looked for. */
  readonly last: boolean;
}

export interface HashedRange {
  /** Bytes that were there: fewer than `length` where the file ended early, `length + 1` where a last range goes on. */
  readonly bytes: number;
  /** As a manifest writes it: lower-case hexadecimal, CRC32C from its lowest byte. */
  readonly checksum: string;
}

export type HashResult = HashedRange | ReadFailure;

/** Who reads and hashes files: this process, or a pool of workers. */
export interface FileHasher extends TarHasher, StoredHasher {
  /** How many calls of `hash` are worth making at once. */
  readonly lanes: number;
  /**
   * Hashes the ranges of one call one after the other; results come in the order of the ranges. What cannot be read
   * is a result; it rejects only when the one who hashes is broken (a thread that died). After a cancel the rest fails
   * with `ECANCELED`.
   */
  hash(ranges: readonly HashRange[], signal: AbortSignal | undefined): Promise<readonly HashResult[]>;
}
