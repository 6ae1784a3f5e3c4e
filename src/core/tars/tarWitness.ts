import type { ManifestAlgorithm } from '../formats/manifest/manifestModel';
import type { ReadFailure, TarFault } from '../ground/ports';

/** Hears of the files of a tar while it is read. Paths are relative to the tar. */
export interface TarWitness {
  /** By which all files are compared that have a checksum; `several` where files differ in that. */
  readonly algorithm: ManifestAlgorithm | 'several' | undefined;
  /** Returns the checksum that is wanted of the content; undefined if none is. A later one of a path replaces it. */
  file(path: string, size: number): ManifestAlgorithm | undefined;
  /** A link, or a file that cannot be read in its place: it too replaces what had its path. */
  irregular(path: string): void;
  directory?(path: string): void;
  /** The checksum of a file's content, as a manifest writes it. */
  hashed(path: string, size: number, checksum: string): void;
  /** Bytes that passed since the last call. */
  passed(bytes: number): void;
}

/** Who reads a tar once from its beginning to its end. */
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
