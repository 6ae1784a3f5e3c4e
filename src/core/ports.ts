/** What core asks of the outside. Paths have `/` between their parts on every system. */

export type EntryKind = 'file' | 'directory' | 'link' | 'other';

export interface DirectoryEntry {
  readonly name: string;
  /** `link` only where the target cannot be told (broken, a loop); else the kind of the target. */
  readonly kind: EntryKind;
}

export interface FileFacts {
  readonly kind: EntryKind;
  /** Bytes; file sizes here are far below 2^53. */
  readonly size: number;
  /** Milliseconds since 1970 UTC. */
  readonly modified: number;
}

/** Why something could not be read. `code` is the system's name (`EACCES`, `ELOOP`, …). */
export interface ReadFailure {
  readonly failed: true;
  readonly code: string;
}

export interface FileTree {
  /** The entries of a directory, in batches so that a million names never block, in no promised order. */
  list(directory: string): AsyncIterable<readonly DirectoryEntry[] | ReadFailure>;
  stat(path: string): Promise<FileFacts | ReadFailure>;
  /** The path with links resolved, to notice that two ways lead to one directory. */
  realPath(path: string): Promise<string | ReadFailure>;
  /** Bytes `offset` to `offset + length`, fewer at the end of the file. */
  read(path: string, offset: number, length: number): Promise<Uint8Array | ReadFailure>;
  /**
   * The first `length` bytes of what a possibly compressed file holds (told by its first bytes, not by its suffix),
   * and how it is wrapped. Costs reading the first kilobytes only.
   */
  readHead(path: string, length: number): Promise<FileHead | ReadFailure>;
}

export type Wrapping = 'plain' | 'gzip' | 'bzip2' | 'xz' | 'lz4' | 'zstd' | 'lzo' | 'encrypted';

export interface FileHead {
  readonly wrapping: Wrapping;
  /** Absent where this wrapping cannot be opened here, or its content is broken (`problem` says which). */
  readonly bytes: Uint8Array | undefined;
  readonly problem?: 'unsupported' | 'broken';
}

/** Asked between steps; long work stops soon after it says true. */
export interface Cancel {
  readonly requested: boolean;
}

export function isFailure(value: object | string): value is ReadFailure {
  return typeof value === 'object' && 'failed' in value;
}
