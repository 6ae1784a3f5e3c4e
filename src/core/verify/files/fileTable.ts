import type { ManifestFile } from '../../formats/manifestModel';
import { nameOfBytes } from './byteNames';

const UNSEEN = 0;
const GOOD = 1;
const BAD = 2;

/** The files of a manifest, and what has been seen of each: one byte a file besides the manifest itself. */
export class FileTable {
  readonly files: readonly ManifestFile[];
  readonly #index = new Map<string, number>();
  readonly #states: Uint8Array;

  constructor(files: readonly ManifestFile[]) {
    this.files = files;
    this.#states = new Uint8Array(files.length);
    for (const [i, file] of files.entries()) this.#index.set(nameOf(file), i);
  }

  /** The entry for a path relative to the data directory; undefined where the manifest has none. */
  find(path: string): ManifestFile | undefined {
    return this.files[this.#index.get(path) ?? -1];
  }

  /** Marks what lies on disk under this name; a file that is not `good` is not read any more. */
  mark(path: string, good: boolean): void {
    const i = this.#index.get(path);
    if (i !== undefined) this.#states[i] = good ? GOOD : BAD;
  }

  /** What the manifest lists and nobody has marked. */
  *unseen(): Generator<ManifestFile> {
    yield* this.#inState(UNSEEN);
  }

  /** Files that were there with the right size and have a checksum. */
  *toHash(): Generator<ManifestFile> {
    for (const file of this.#inState(GOOD)) if (file.algorithm !== undefined) yield file;
  }

  *#inState(state: number): Generator<ManifestFile> {
    for (const [i, file] of this.files.entries()) if (this.#states[i] === state) yield file;
  }
}

/** Its path as walks and readers know it. */
export function nameOf({ path, rawPath }: ManifestFile): string {
  return rawPath === undefined ? path : nameOfBytes(rawPath);
}
