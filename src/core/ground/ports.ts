/** What core needs from outside. Paths have `/` between their parts on every system. */

export type EntryKind = 'file' | 'directory' | 'link' | 'other';

export interface DirectoryEntry {
  readonly name: string;
  /** The kind of a link's target; `link` only if the target is unknown (broken, a loop). */
  readonly kind: EntryKind;
}

export interface FileFacts {
  readonly kind: EntryKind;
  /** Bytes; file sizes here are far below 2^53. */
  readonly size: number;
  /** Milliseconds since 1970 UTC. */
  readonly modified: number;
}

/** Why something could not be read. `code` is the system's error name (`EACCES`, `ELOOP`, …). */
export interface ReadFailure {
  readonly failed: true;
  readonly code: string;
}

export interface FileTree {
  /** The entries of a directory in no particular order, in batches, so that a million names never block. */
  list(directory: string): AsyncIterable<readonly DirectoryEntry[] | ReadFailure>;
  stat(path: string): Promise<FileFacts | ReadFailure>;
  /** The path with links resolved, to notice that two paths lead to one directory. */
  realPath(path: string): Promise<string | ReadFailure>;
  /** Bytes `offset` to `offset + length`; fewer at the end of the file. */
  read(path: string, offset: number, length: number): Promise<Uint8Array | ReadFailure>;
  /**
   * The first `length` bytes of the content of a possibly compressed file, and its compression, which its first bytes
   * show, not its suffix. Reads the first kilobytes only.
   */
  readHead(path: string, length: number): Promise<FileHead | ReadFailure>;
  /**
   * What is known of a tar, whose members the other methods then present as files below its path. A tree without this
   * method knows no tars.
   *
   * @param whole also reads a compressed tar to its end, however long that takes
   */
  readTar?(path: string, whole: boolean): Promise<TarFacts | ReadFailure>;
}

/** What was seen of a tar. */
export interface TarFacts {
  readonly compression: Compression;
  /** Whether the tar was read to its end, or to the fault that ended reading. If so, what was not seen is not in it. */
  readonly whole: boolean;
  /** Members of any kind that were seen. */
  readonly members: number;
  /** Whether anything in it belongs to a backup or to WAL. */
  readonly hasBackupContent: boolean;
  /** Whether every file of a relation in it can be listed and looked at; absent: not all of them. */
  readonly listsRelations?: boolean;
  readonly faults: readonly TarFault[];
}

/** Something that is wrong with a tar itself. */
export interface TarFault {
  readonly reason:
    /** Not a tar, or its first header is damaged. */
    | 'not-a-tar'
    /** A later header is damaged: what is after it was not seen. */
    | 'header'
    /** It ends in the middle of a member. */
    | 'truncated'
    /** It ends without the empty blocks that end a tar. */
    | 'no-end'
    /** Something follows the end. */
    | 'trailing'
    /** The compressed data is damaged, ends early, cannot be opened here, or is encrypted. */
    | 'compressed-broken'
    | 'compressed-truncated'
    | 'compressed-unsupported'
    | 'encrypted'
    /** A member that is never opened: its name leads out of the tar. */
    | 'outside'
    /** A sparse member, which cannot be read here. */
    | 'sparse'
    /** The backup has more members than are kept in memory. */
    | 'too-many';
  /** Byte offset in the decompressed tar. */
  readonly at: number;
  /** Name of the affected member. */
  readonly member?: string;
  /** How many members are affected, if more than this one. */
  readonly count?: number;
}

export type Compression =
  | 'plain'
  | 'gzip'
  | 'bzip2'
  | 'xz'
  | 'lzma'
  | 'lz4'
  | 'zstd'
  | 'brotli'
  | 'lzo'
  // Recognized, but not opened here.
  | 'compress'
  | 'snappy'
  | 'zip'
  | 'lzip'
  | '7z'
  | 'encrypted';

export interface FileHead {
  readonly compression: Compression;
  /**
   * Absent if this compression cannot be opened here, or its content is broken (`problem` says which). With
   * `encrypted`, `unknown` means that no encryption was recognized: the name promises compressed data, and the content
   * has no structure at all.
   */
  readonly bytes: Uint8Array | undefined;
  readonly problem?: 'unsupported' | 'broken' | 'unknown';
}

export function isFailure(value: object | string): value is ReadFailure {
  return typeof value === 'object' && 'failed' in value;
}
