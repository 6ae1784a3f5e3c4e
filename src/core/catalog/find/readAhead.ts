import type { FileTree, ReadFailure } from '../../ground/ports';
import { readDirectory } from './directory';
import type { DirectoryListing } from './directoryListing';

/** The content of a directory. */
export interface DirectoryReading {
  readonly listing: Promise<DirectoryListing | ReadFailure>;
  readonly realPath: Promise<string | ReadFailure>;
}

/**
 * Reads directories that will be needed soon while others are processed; one after the other, each would wait for the
 * disk by itself. Holds no more than it was asked to read ahead.
 */
export class ReadAhead {
  readonly #tree: FileTree;
  readonly #looks = new Map<string, DirectoryReading>();

  constructor(tree: FileTree) {
    this.#tree = tree;
  }

  /** Starts to read these directories, unless it already has. */
  begin(paths: readonly string[]): void {
    for (const path of paths) if (!this.#looks.has(path)) this.#looks.set(path, this.#look(path));
  }

  /** The content of a directory, or the promise of it. It is not kept. */
  take(path: string): DirectoryReading {
    const look = this.#looks.get(path) ?? this.#look(path);
    this.#looks.delete(path);
    return look;
  }

  #look(path: string): DirectoryReading {
    // Neither rejects: errors are values.
    return { listing: readDirectory(this.#tree, path), realPath: this.#tree.realPath(path) };
  }
}
