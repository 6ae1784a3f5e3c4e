import type { ManifestAlgorithm, ManifestFile, ManifestFileSink } from '../../formats/manifest/manifestModel';
import { nameOfBytes } from './byteNames';
import { GrowingBytes } from '../../ground/growingBytes';

const UNSEEN = 0;
const GOOD = 1;
const BAD = 2;
type State = typeof UNSEEN | typeof GOOD | typeof BAD;

/** The stored number of an algorithm is its index in this list. */
const ALGORITHMS: readonly (ManifestAlgorithm | undefined)[] = [
  undefined,
  'CRC32C',
  'SHA224',
  'SHA256',
  'SHA384',
  'SHA512',
];

/** One file that a manifest lists. */
export interface ListedFile {
  /** Relative to the data directory; bytes that are not UTF-8 are escaped (see byteNames.ts). */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Undefined if the backup was taken without checksums. */
  readonly algorithm: ManifestAlgorithm | undefined;
  /** Lower-case hexadecimal; '' if there is none. */
  readonly checksum: string;
}

/**
 * The files of a manifest, and what has been seen of each. Besides its path, a file takes the bytes of its checksum and
 * about fourteen more, so that a million files fit into memory.
 */
export class FileTable implements ManifestFileSink {
  /** Path and number; the order is that of the manifest. */
  readonly #numbers = new Map<string, number>();
  readonly #sizes = new GrowingBytes(8);
  readonly #checksumEnds = new GrowingBytes(4);
  readonly #algorithms = new GrowingBytes(1);
  readonly #checksums = new GrowingBytes(1);
  readonly #states = new GrowingBytes(1);
  #withoutChecksum = 0;
  #algorithm: ManifestAlgorithm | 'several' | undefined;

  add(file: ManifestFile): boolean {
    const path = file.rawPath === undefined ? file.path : nameOfBytes(file.rawPath);
    if (this.#numbers.has(path)) return false;
    const number = this.#numbers.size;
    this.#numbers.set(path, number);
    const checksum = file.checksum ?? '';
    const from = number === 0 ? 0 : this.#checksumEnds.view.getUint32((number - 1) * 4);
    const bytes = checksum.length / 2;
    this.#sizes.grow(number + 1).setFloat64(number * 8, file.size);
    this.#checksumEnds.grow(number + 1).setUint32(number * 4, from + bytes);
    this.#algorithms.grow(number + 1).setUint8(number, ALGORITHMS.indexOf(file.algorithm));
    this.#states.grow(number + 1).setUint8(number, UNSEEN);
    const into = this.#checksums.grow(from + bytes);
    for (let i = 0; i < bytes; i++) {
      into.setUint8(from + i, Number.parseInt(checksum.slice(2 * i, 2 * i + 2), 16));
    }
    if (file.algorithm === undefined) this.#withoutChecksum++;
    else
      this.#algorithm = (this.#algorithm ?? file.algorithm) === file.algorithm ? file.algorithm : 'several';
    return true;
  }

  get count(): number {
    return this.#numbers.size;
  }

  /** Number of files without a checksum in the manifest. */
  get withoutChecksum(): number {
    return this.#withoutChecksum;
  }

  /** The algorithm of all checksums; undefined if there are none. */
  get algorithm(): ManifestAlgorithm | 'several' | undefined {
    return this.#algorithm;
  }

  /** The size in the manifest; undefined if it does not list the path. */
  sizeOf(path: string): number | undefined {
    const number = this.#numbers.get(path);
    return number === undefined ? undefined : this.#sizes.view.getFloat64(number * 8);
  }

  /** The manifest's entry for a path. */
  fileOf(path: string): ListedFile | undefined {
    const number = this.#numbers.get(path);
    return number === undefined ? undefined : this.#file(path, number);
  }

  /** Marks the name as present on disk; a file that is not `good` is not read any further. */
  mark(path: string, good: boolean): void {
    const number = this.#numbers.get(path);
    if (number !== undefined) this.#states.view.setUint8(number, good ? GOOD : BAD);
  }

  /** Whether the name was marked. */
  isMarked(path: string): boolean {
    const number = this.#numbers.get(path);
    return number !== undefined && this.#states.view.getUint8(number) !== UNSEEN;
  }

  /** Removes a mark: the file with this name no longer exists. */
  unmark(path: string): void {
    const number = this.#numbers.get(path);
    if (number !== undefined) this.#states.view.setUint8(number, UNSEEN);
  }

  /** Files that the manifest lists and that were not marked. */
  *unseen(): Generator<ListedFile> {
    yield* this.#inState(UNSEEN);
  }

  /** Files that are present with the right size and have a checksum. */
  *toHash(): Generator<ListedFile> {
    for (const file of this.#inState(GOOD)) if (file.algorithm !== undefined) yield file;
  }

  *#inState(state: State): Generator<ListedFile> {
    for (const [path, number] of this.#numbers) {
      if (this.#states.view.getUint8(number) === state) yield this.#file(path, number);
    }
  }

  #file(path: string, number: number): ListedFile {
    const from = number === 0 ? 0 : this.#checksumEnds.view.getUint32((number - 1) * 4);
    const end = this.#checksumEnds.view.getUint32(number * 4);
    let checksum = '';
    for (let i = from; i < end; i++)
      checksum += this.#checksums.view.getUint8(i).toString(16).padStart(2, '0');
    const algorithm = ALGORITHMS[this.#algorithms.view.getUint8(number)];
    return { path, size: this.#sizes.view.getFloat64(number * 8), algorithm, checksum };
  }
}
