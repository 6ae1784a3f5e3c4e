import type { ManifestAlgorithm } from '../formats/manifest/manifestModel';
import type { ReadFailure, TarFault } from '../ground/ports';

/** Receives the files of a tar while it is read. Paths are relative to the tar. */
export interface TarWitness {
  /** Algorithm of all files with a checksum; `several` if files differ in it. */
  readonly algorithm: ManifestAlgorithm | 'several' | undefined;
  /**
   * Returns the algorithm for the content's checksum; undefined if none is wanted. A later file with the same path
   * replaces this one.
   */
  file(path: string, size: number): ManifestAlgorithm | undefined;
  /** A link, or a file that cannot be read in its place: it too replaces an earlier entry with its path. */
  irregular(path: string): void;
  directory?(path: string): void;
  /** The checksum of a file's content, in the form of a manifest. */
  hashed(path: string, size: number, checksum: string): void;
  /** Bytes read since the last call. */
  passed(bytes: number): void;
}

/** Reads a tar once from its beginning to its end. */
export interface TarHasher {
  hashTar(
    tar: string,
    witness: TarWitness,
    signal: AbortSignal | undefined,
  ): Promise<TarFaults | ReadFailure>;
}

/** What was wrong with a tar itself. */
export interface TarFaults {
  readonly faults: readonly TarFault[];
}
