import type { ManifestAlgorithm } from '../../formats/manifest/manifestModel';
import type { FileComparison } from './compareFiles';
import type { FileTable } from './fileTable';

/** How a member differs: in size, or in the checksum of its content. */
interface Difference {
  readonly size: number;
  readonly checksum?: string;
}

/** Unlisted files that are each reported once; beyond these, a repeated one is reported each time. */
const MOST_EXTRAS = 100_000;

/**
 * Compares members of tars in their order; a later member replaces an earlier one with its path. So differences are
 * reported only after all members have passed. They are kept for listed files only, which are in memory anyway.
 */
export class LastMembers {
  readonly #comparison: FileComparison;
  readonly #table: FileTable;
  readonly #differing = new Map<string, Difference>();
  readonly #extras = new Set<string>();
  /** Whether the content of an earlier member with the current path was compared. */
  #again = false;
  #files = 0;
  #bytes = 0;

  constructor(comparison: FileComparison, table: FileTable) {
    this.#comparison = comparison;
    this.#table = table;
  }

  /** Number of files whose content was compared, and the bytes read for that. */
  get hashedSoFar(): { readonly files: number; readonly bytes: number } {
    return { files: this.#files, bytes: this.#bytes };
  }

  /** A file passes. Returns the algorithm of the checksum by which its content can be compared. */
  file(path: string, size: number): ManifestAlgorithm | undefined {
    const listed = this.#table.fileOf(path);
    if (listed === undefined) {
      this.#extra(path, size);
      return undefined;
    }
    const before = this.#differing.get(path);
    this.#again = this.#table.isMarked(path) && (before === undefined || before.checksum !== undefined);
    this.#differing.delete(path);
    if (listed.size === size) {
      this.#comparison.file(path, size);
      return listed.algorithm;
    }
    this.#table.mark(path, false);
    this.#differing.set(path, { size });
    return undefined;
  }

  /** An entry that is not a file takes a path. */
  irregular(path: string): void {
    if (!this.#table.isMarked(path)) return;
    this.#differing.delete(path);
    this.#table.unmark(path);
    this.#comparison.irregular(path);
  }

  /** The checksum of the file that passed last. */
  hashed(path: string, size: number, checksum: string): void {
    const listed = this.#table.fileOf(path);
    if (listed === undefined) return;
    if (!this.#again) this.#files++;
    this.#bytes += size;
    if (checksum !== listed.checksum) this.#differing.set(path, { size, checksum });
  }

  /** Reports the differences. Call it when all members have passed. */
  finish(): void {
    for (const [path, { size, checksum }] of this.#differing) {
      const listed = this.#table.fileOf(path);
      if (listed === undefined || checksum === undefined) this.#comparison.file(path, size);
      else this.#comparison.hashed(listed, { bytes: size, checksum });
    }
    this.#differing.clear();
  }

  #extra(path: string, size: number): void {
    if (this.#extras.has(path)) return;
    if (this.#extras.size < MOST_EXTRAS) this.#extras.add(path);
    this.#comparison.file(path, size);
  }
}
