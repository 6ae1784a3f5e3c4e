import type { TarFault, Compression } from '../ground/ports';
import type { TarSums } from './tarSums';

/** A file in a tar, or an entry of another kind with a name. */
export interface TarEntry {
  /** Where its content begins in the decompressed tar; undefined if it cannot be read (a sparse file). */
  readonly offset: number | undefined;
  readonly size: number;
  /** Its first bytes, if the tar is compressed and they were kept. */
  readonly head?: Uint8Array;
  /** All its bytes, if the tar is compressed and they were kept for a verification. Threads share them. */
  readonly content?: Uint8Array | undefined;
}

export interface TarFolder {
  readonly folders: ReadonlySet<string>;
  /** By name. Files that a backup does not need are mostly left out. */
  readonly files: ReadonlyMap<string, TarEntry>;
}

/** Those contents of a tar that a scan may ask for. */
export interface TarIndex {
  readonly compression: Compression;
  /** Size in bytes and modification time of the tar when it was read. */
  readonly size: number;
  readonly modified: number;
  /** Whether the tar was read to its end, or as far as possible. */
  readonly whole: boolean;
  readonly members: number;
  /** Whether any part of it belongs to a backup or to WAL. */
  readonly hasBackupContent: boolean;
  readonly faults: readonly TarFault[];
  /** By path, '' for the root. */
  readonly folders: ReadonlyMap<string, TarFolder>;
  /** Whether each file of a relation in it is in the index, so that what is missing here is not in the tar. */
  readonly listsRelations?: boolean;
  /** Number of files and directories in the index. */
  readonly kept: number;
  /** The checksums of all its files, if they were computed while the tar was decompressed for a verification. */
  readonly sums?: TarSums | undefined;
}

/** The file at a path in the tar. */
export function entryAt({ folders }: TarIndex, inner: string): TarEntry | undefined {
  const slash = inner.lastIndexOf('/');
  return folders.get(inner.slice(0, Math.max(0, slash)))?.files.get(inner.slice(slash + 1));
}

/** The index without the data for a verification, which may be hundreds of megabytes. */
export function withoutContents(index: TarIndex): TarIndex {
  if (index.sums === undefined && !keepsContents(index)) return index;
  const folders = new Map(
    [...index.folders].map(([path, { folders: inner, files }]) => [
      path,
      { folders: inner, files: new Map([...files].map(([name, entry]) => [name, withoutContent(entry)])) },
    ]),
  );
  return { ...index, sums: undefined, folders };
}

/** A reading that was canceled has contents and no checksums. */
function keepsContents({ folders }: TarIndex): boolean {
  for (const { files } of folders.values())
    for (const { content } of files.values()) if (content !== undefined) return true;
  return false;
}

function withoutContent(entry: TarEntry): TarEntry {
  return entry.content === undefined ? entry : { ...entry, content: undefined };
}

/** An index that another thread made, valid as long as size and modification time of the file stay the same. */
export interface KnownTar {
  readonly path: string;
  readonly index: TarIndex;
}
