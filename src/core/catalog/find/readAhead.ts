import type { FileTree, ReadFailure } from '../../ground/ports';
import { readDirectory } from './directory';
import type { DirectoryListing } from './directoryListing';

/** A folder as it was read. */
export interface DirectoryReading {
  readonly listing: Promise<DirectoryListing | ReadFailure>;
  readonly realPath: Promise<string | ReadFailure>;
}

/**
 * Folders that will be asked for soon are read while others are being looked at: one after the other each would wait for
 * the disk by itself. Holds no more than it was told to read ahead.
 */
export class ReadAhead {
  readonly #tree: FileTree;
  readonly #looks = new Map<string, DirectoryReading>();

  constructor(tree: FileTree) {
    this.#tree = tree;
  }

  /** Begins to read these, if that has not begun yet. */
  begin(paths: readonly string[]): void {
    for (const path of paths) if (!this.#looks.has(path)) this.#looks.set(path, this.#look(path));
  }

  /** What was read of a folder, or is read now. It is not kept. */
  take(path: string): DirectoryReading {
    const look = this.#looks.get(path) ?? this.#look(path);
    this.#looks.delete(path);
    return look;
  }

  #look(path: string): DirectoryReading {
    // Neither rejects: what goes wrong is a value.
    return { listing: readDirectory(this.#tree, path), realPath: this.#tree.realPath(path) };
  }
}
