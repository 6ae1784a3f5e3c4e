import type { TarFault, Compression } from '../ground/ports';
import type { TarSums } from './tarSums';

/** A file in a tar, or a name that stands for one. */
export interface TarEntry {
  /** Where its content begins in the unpacked tar; undefined if it cannot be read (stored with holes). */
  readonly offset: number | undefined;
  readonly size: number;
  /** Its first bytes, where the tar is packed and they were kept. */
  readonly head?: Uint8Array;
  /** All its bytes, where the tar is packed and they were kept for a verification. Threads share them. */
  readonly content?: Uint8Array | undefined;
}

export interface TarFolder {
  readonly folders: ReadonlySet<string>;
  /** By name. Of files that mean nothing to a backup only some are here. */
  readonly files: ReadonlyMap<string, TarEntry>;
}

/** What a tar holds that a scan may ask for. */
export interface TarIndex {
  readonly compression: Compression;
  /** Bytes and time of change of the file when it was read. */
  readonly size: number;
  readonly modified: number;
  /** Whether all of it was looked at, or all that can be. */
  readonly whole: boolean;
  readonly members: number;
  /** Whether anything in it speaks of a backup or of WAL. */
  readonly isBackup: boolean;
  readonly faults: readonly TarFault[];
  /** By path, '' for the root. */
  readonly folders: ReadonlyMap<string, TarFolder>;
  /** Files and directories in the index. */
  readonly kept: number;
  /** The checksums of all its files, if they were taken while it was unpacked for a verification. */
  readonly sums?: TarSums | undefined;
}

/** The file at a path in the tar. */
export function entryAt({ folders }: TarIndex, inner: string): TarEntry | undefined {
  const slash = inner.lastIndexOf('/');
  return folders.get(inner.slice(0, Math.max(0, slash)))?.files.get(inner.slice(slash + 1));
}

/** The index without what only a verification needs, which may be hundreds of megabytes. */
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

/** An index that another thread made: it holds as long as the file keeps size and time. */
export interface KnownTar {
  readonly path: string;
  readonly index: TarIndex;
}
