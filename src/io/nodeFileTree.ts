import type { Dirent, Stats } from 'node:fs';
import { opendir, realpath, stat } from 'node:fs/promises';
import type {
  DirectoryEntry,
  EntryKind,
  FileFacts,
  FileHead,
  FileTree,
  ReadFailure,
} from '../core/ground/ports';
import { failureOf } from './failure';
import { FILE_START_LENGTH } from './compression/fileCompression';
import { headOf } from './headOf';
import { toSlashes } from './paths';
import { chunksOf, readRange, withRegularFile } from './regularFile';
import { Semaphore } from './semaphore';

const BATCH = 1000;
/**
 * Stored bytes that may be read for the first page. Most formats need some kilobytes; bzip2 gives nothing before it has
 * read a whole block of 900 kB, which takes a little more if the content is random.
 */
const HEAD_LIMIT = 3 * 1024 * 1024;
const PIECE = 16 * 1024;

/** The file system of this machine, read-only. Every error is returned as a value. */
export class NodeFileTree implements FileTree {
  readonly #stats = new Semaphore(32);

  /** Names that are not UTF-8 contain replacement characters: they are listed, but cannot be opened. */
  async *list(directory: string): AsyncGenerator<readonly DirectoryEntry[] | ReadFailure> {
    try {
      let batch: Dirent[] = [];
      for await (const entry of await opendir(directory, { bufferSize: BATCH })) {
        batch.push(entry);
        if (batch.length < BATCH) continue;
        yield await this.#resolve(directory, batch);
        batch = [];
      }
      if (batch.length > 0) yield await this.#resolve(directory, batch);
    } catch (error) {
      yield failureOf(error);
    }
  }

  async stat(path: string): Promise<FileFacts | ReadFailure> {
    return this.#stats.run(async () => {
      try {
        const facts = await stat(path);
        return { kind: entryKindOf(facts), size: facts.size, modified: facts.mtimeMs };
      } catch (error) {
        return failureOf(error);
      }
    });
  }

  async realPath(path: string): Promise<string | ReadFailure> {
    try {
      return toSlashes(await realpath(path));
    } catch (error) {
      return failureOf(error);
    }
  }

  read(path: string, offset: number, length: number): Promise<Uint8Array | ReadFailure> {
    return withRegularFile(path, (file) => readRange(file, offset, length));
  }

  readHead(path: string, length: number): Promise<FileHead | ReadFailure> {
    return withRegularFile(path, async (file) => {
      const first = await readRange(file, 0, Math.max(length, FILE_START_LENGTH));
      return headOf({ path, first, stored: () => chunksOf(file, PIECE, HEAD_LIMIT) }, length);
    });
  }

  #resolve(directory: string, batch: readonly Dirent[]): Promise<DirectoryEntry[]> {
    return Promise.all(batch.map((entry) => this.#entry(directory, entry)));
  }

  async #entry(directory: string, entry: Dirent): Promise<DirectoryEntry> {
    if (!entry.isSymbolicLink()) return { name: entry.name, kind: entryKindOf(entry) };
    const target = await this.stat(`${directory}/${entry.name}`);
    return { name: entry.name, kind: 'failed' in target ? 'link' : target.kind };
  }
}

/** The kind of a directory entry or a file. */
export function entryKindOf(entry: Dirent | Stats): EntryKind {
  if (entry.isFile()) return 'file';
  return entry.isDirectory() ? 'directory' : 'other';
}
