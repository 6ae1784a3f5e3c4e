import {
  type DirectoryEntry,
  type FileFacts,
  type FileHead,
  type FileTree,
  isFailure,
  type ReadFailure,
  type TarFacts,
} from '../../core/ground/ports';
import { joinPath } from '../../core/ground/paths';
import { failureOf } from '../failure';
import { FILE_START_LENGTH } from '../compression/fileCompression';
import { headOf } from '../headOf';
import { readRange, withRegularFile } from '../regularFile';
import { cursorFor } from './compressedCursor';
import type { TarEntry, TarIndex } from '../../core/tars/tarIndex';
import { entryFor } from './entryInTar';
import { RelationIndexes } from './relationIndexes';
import { mayBeInTar, DecompressionBudget, tarStore } from './tarStore';

const BATCH = 1000;
/** Stored bytes that may be read for the first page of a compressed file in a tar. */
const HEAD_LIMIT = 512 * 1024;
/** The largest manifest in a compressed tar, of five million files. A larger one is refused, as on disk. */
const LARGEST_MANIFEST = 1024 * 1024 * 1024;

interface Place {
  readonly tar: string;
  readonly inner: string;
  readonly index: TarIndex;
}

/**
 * A file tree in which a tar is also a directory: `/x/base.tar/pg_wal` is `pg_wal` in `/x/base.tar`. It contains only
 * what a scan asks for, and some names of other files. Links are not followed, and no path leads out of the tar.
 */
export class TarTree implements FileTree {
  readonly #files: FileTree;
  readonly #budget = new DecompressionBudget();
  readonly #store = tarStore();
  readonly #relations: RelationIndexes | undefined;

  /** @param relations whether all files of relations are shown, as far as a tar can be read without decompressing it again */
  constructor(files: FileTree, relations: 'some-relations' | 'all-relations' = 'some-relations') {
    this.#files = files;
    this.#relations = relations === 'all-relations' ? new RelationIndexes() : undefined;
  }

  async readTar(path: string, whole: boolean): Promise<TarFacts | ReadFailure> {
    const index = await this.#store.index(path, whole ? undefined : this.#budget);
    if (isFailure(index)) return index;
    const { compression, members, faults, hasBackupContent, whole: isWhole } = index;
    const deep = await this.#relations?.of(path, index);
    const listsRelations = deep !== undefined && !isFailure(deep) && deep.listsRelations === true;
    const facts = { compression, members, faults, hasBackupContent, whole: isWhole };
    return listsRelations ? { ...facts, listsRelations } : facts;
  }

  async *list(directory: string): AsyncGenerator<readonly DirectoryEntry[] | ReadFailure> {
    for await (const batch of this.#files.list(directory)) {
      const place = isFailure(batch) && mayBeInTar(batch) ? await this.#place(directory) : undefined;
      if (place === undefined) yield batch;
      else yield* listed(place);
    }
  }

  async stat(path: string): Promise<FileFacts | ReadFailure> {
    return this.#ask(
      path,
      () => this.#files.stat(path),
      ({ index, inner }) => {
        const entry = entryFor(index, inner);
        // The time of the tar: what is known about a member no longer holds after the tar was written to.
        if (entry !== undefined) return { kind: 'file', size: entry.size, modified: index.modified };
        return index.folders.has(inner)
          ? { kind: 'directory', size: 0, modified: index.modified }
          : { failed: true, code: 'ENOENT' };
      },
    );
  }

  async realPath(path: string): Promise<string | ReadFailure> {
    return this.#ask<string>(
      path,
      () => this.#files.realPath(path),
      async ({ tar, inner, index }) => {
        if (entryFor(index, inner) === undefined && !index.folders.has(inner))
          return { failed: true, code: 'ENOENT' };
        const real = await this.#files.realPath(tar);
        return isFailure(real) ? real : joinPath(real, inner);
      },
    );
  }

  async read(path: string, offset: number, length: number): Promise<Uint8Array | ReadFailure> {
    return this.#ask<Uint8Array>(
      path,
      () => this.#files.read(path, offset, length),
      (place) => {
        const entry = entryFor(place.index, place.inner);
        return entry === undefined
          ? { failed: true, code: 'ENOENT' }
          : readEntry(place, entry, offset, length);
      },
    );
  }

  async readHead(path: string, length: number): Promise<FileHead | ReadFailure> {
    return this.#ask<FileHead>(
      path,
      () => this.#files.readHead(path, length),
      async (place) => {
        const entry = entryFor(place.index, place.inner);
        if (entry === undefined) return { failed: true, code: 'ENOENT' };
        const first = await readEntry(place, entry, 0, Math.max(length, FILE_START_LENGTH));
        return isFailure(first)
          ? first
          : headOf({ path, first, stored: () => storedHead(place, entry) }, length);
      },
    );
  }

  /** A tar is looked for only if there is no file. */
  async #ask<T extends object | string>(
    path: string,
    file: () => Promise<T | ReadFailure>,
    member: (place: Place) => T | ReadFailure | Promise<T | ReadFailure>,
  ): Promise<T | ReadFailure> {
    const answer = await file();
    if (!isFailure(answer) || !mayBeInTar(answer)) return answer;
    const place = await this.#place(path);
    return place === undefined ? answer : member(place);
  }

  async #place(path: string): Promise<Place | undefined> {
    const split = this.#store.split(path);
    if (split === undefined) return undefined;
    const known = await this.#store.index(split.tar, this.#budget);
    if (isFailure(known)) return undefined;
    const index = (await this.#relations?.of(split.tar, known)) ?? known;
    return isFailure(index) ? undefined : { ...split, index };
  }
}

function* listed({ index, inner }: Place): Generator<readonly DirectoryEntry[] | ReadFailure> {
  const folder = index.folders.get(inner);
  if (folder === undefined) {
    yield { failed: true, code: entryFor(index, inner) === undefined ? 'ENOENT' : 'ENOTDIR' };
    return;
  }
  yield [...folder.folders].map((name) => ({ name, kind: 'directory' }));
  let batch: DirectoryEntry[] = [];
  for (const name of folder.files.keys()) {
    batch.push({ name, kind: 'file' });
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

/** The kept content of a file in a compressed tar, or its bytes in a plain one. */
async function readEntry(
  { tar, inner, index }: Place,
  entry: TarEntry,
  offset: number,
  length: number,
): Promise<Uint8Array | ReadFailure> {
  const isManifest = inner === 'backup_manifest' || inner.endsWith('/backup_manifest');
  const wanted = Math.max(0, Math.min(length, entry.size - offset));
  if (index.compression !== 'plain') {
    const kept = entry.content ?? entry.head ?? new Uint8Array(0);
    if (offset + wanted <= kept.length) return kept.slice(offset, offset + wanted);
    return isManifest ? readDecompressed(tar, entry, offset, wanted) : { failed: true, code: 'EFBIG' };
  }
  const at = entry.offset;
  if (at === undefined) return { failed: true, code: 'ENOTSUP' };
  return withRegularFile(tar, (file) => readRange(file, at + offset, wanted));
}

/** Only for manifests, the only large file that a scan needs completely: it decompresses the tar up to there again. */
async function readDecompressed(
  tar: string,
  entry: TarEntry,
  offset: number,
  wanted: number,
): Promise<Uint8Array | ReadFailure> {
  if (entry.offset === undefined) return { failed: true, code: 'ENOTSUP' };
  if (wanted > LARGEST_MANIFEST) return { failed: true, code: 'EFBIG' };
  const bytes = new Uint8Array(wanted);
  let filled = 0;
  try {
    for await (const piece of cursorFor(tar).read(entry.offset + offset, wanted)) {
      bytes.set(piece, filled);
      filled += piece.length;
    }
  } catch (error) {
    return failureOf(error);
  }
  return bytes.subarray(0, filled);
}

async function* storedHead(place: Place, entry: TarEntry): AsyncGenerator<Uint8Array> {
  const length = place.index.compression === 'plain' ? HEAD_LIMIT : (entry.head?.length ?? 0);
  const stored = await readEntry(place, entry, 0, length);
  if (!isFailure(stored)) yield stored;
}
