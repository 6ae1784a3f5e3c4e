import { type Dir, opendirSync, realpathSync, statSync } from 'node:fs';
import {
  type DirectoryEntry,
  type FileFacts,
  type FileHead,
  isFailure,
  type ReadFailure,
} from '../core/ground/ports';
import { failureOf } from './failure';
import { entryKindOf, NodeFileTree } from './nodeFileTree';
import { AdaptiveIo } from './adaptiveIo';
import { toSlashes } from './paths';
import { quickHead } from './quickHead';
import { readNow } from './readNow';

const BATCH = 1000;

/**
 * The file system for scans, which ask thousands of small questions. If storage answers at once, the thread asks it
 * directly, otherwise as `NodeFileTree` does, several questions at a time. The answers are the same. It blocks its
 * thread for some milliseconds at a time: for workers and the command line.
 */
export class QuickFileTree extends NodeFileTree {
  readonly #adaptiveIo: AdaptiveIo;

  constructor(adaptiveIo = new AdaptiveIo()) {
    super();
    this.#adaptiveIo = adaptiveIo;
  }

  override async *list(directory: string): AsyncGenerator<readonly DirectoryEntry[] | ReadFailure> {
    if (!this.#adaptiveIo.isQuick) {
      yield* super.list(directory);
      return;
    }
    try {
      const opened = opendirSync(directory, { bufferSize: BATCH });
      try {
        for (;;) {
          await this.#adaptiveIo.rest();
          const batch = batchOf(directory, opened);
          if (batch.length > 0) yield batch;
          if (batch.length < BATCH) return;
        }
      } finally {
        opened.closeSync();
      }
    } catch (error) {
      yield failureOf(error);
    }
  }

  override stat(path: string): Promise<FileFacts | ReadFailure> {
    return this.#adaptiveIo.ask(
      () => statNow(path),
      () => super.stat(path),
    );
  }

  override realPath(path: string): Promise<string | ReadFailure> {
    return this.#adaptiveIo.ask(
      () => realPathNow(path),
      () => super.realPath(path),
    );
  }

  override read(path: string, offset: number, length: number): Promise<Uint8Array | ReadFailure> {
    return this.#adaptiveIo.ask(
      () => {
        const read = readNow(path, offset, length);
        return isFailure(read) ? read : read.bytes;
      },
      () => super.read(path, offset, length),
    );
  }

  override async readHead(path: string, length: number): Promise<FileHead | ReadFailure> {
    const head = await this.#adaptiveIo.ask<FileHead | ReadFailure | undefined>(
      () => quickHead(path, length),
      () => super.readHead(path, length),
    );
    return head ?? super.readHead(path, length);
  }
}

function batchOf(directory: string, opened: Dir): DirectoryEntry[] {
  const batch: DirectoryEntry[] = [];
  while (batch.length < BATCH) {
    const entry = opened.readSync();
    if (entry === null) break;
    const { name } = entry;
    if (!entry.isSymbolicLink()) {
      batch.push({ name, kind: entryKindOf(entry) });
      continue;
    }
    const target = statNow(`${directory}/${name}`);
    batch.push({ name, kind: isFailure(target) ? 'link' : target.kind });
  }
  return batch;
}

function statNow(path: string): FileFacts | ReadFailure {
  try {
    const facts = statSync(path, { throwIfNoEntry: false });
    if (facts === undefined) return { failed: true, code: 'ENOENT' };
    return { kind: entryKindOf(facts), size: facts.size, modified: facts.mtimeMs };
  } catch (error) {
    return failureOf(error);
  }
}

function realPathNow(path: string): string | ReadFailure {
  try {
    return toSlashes(realpathSync.native(path));
  } catch (error) {
    return failureOf(error);
  }
}
