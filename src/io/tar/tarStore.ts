import { isFailure, type ReadFailure } from '../../core/ground/ports';
import { lookAt } from '../lookAt';
import { type IndexOptions, readTarIndex } from './readTarIndex';
import { type KnownTar, type TarIndex, withoutContents } from '../../core/tars/tarIndex';
import { type InTar, splitAtTar } from '../../core/tars/tarName';
import type { TarSums } from '../../core/tars/tarSums';
import { ContentRoom } from './keptContents';
import { manifestAlgorithm } from './manifestAlgorithm';

/**
 * Stored bytes of a compressed tar that are read to see whether it is a backup at all: its label is the first member.
 */
const START = { bytes: 1024 * 1024, decompressed: 64 * 1024 * 1024 };
/** A scan reads compressed tars up to this size completely, unless they expand far more than usual. */
const MOST_COMPRESSED = 64 * 1024 * 1024;
const WHOLE = { bytes: MOST_COMPRESSED, decompressed: 512 * 1024 * 1024 };
/** Files and directories in all indexes together. */
const MOST_KEPT = 1_200_000;
/** Files and directories, and bytes of contents, that are passed between threads: some megabytes. */
const MOST_PASSED = 50_000;
const MOST_PASSED_BYTES = 16 * 1024 * 1024;

/** Stored bytes of compressed tars that one scan may still read: a second or two of decompression. */
export class DecompressionBudget {
  #left = 256 * 1024 * 1024;

  take(bytes: number): boolean {
    if (bytes > MOST_COMPRESSED || bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }
}

/** The indexes of tars, read once as long as the file is unchanged. It reads in the calling thread. */
export class TarStore {
  readonly #indexes = new Map<string, Promise<TarIndex | ReadFailure>>();
  /** Tars that hold more than a scan may decompress. */
  readonly #givenUp = new WeakSet<TarIndex>();
  #kept = 0;
  /** During a verification: what it may keep. */
  #room: ContentRoom | undefined;

  /** The part of a path that is a tar's file; undefined if none is. */
  split(path: string): InTar | undefined {
    return splitAtTar(path).find(({ tar }) => lookAt(tar)?.isFile() === true);
  }

  /**
   * The index of a tar.
   * @param budget what a scan may spend on compressed tars; undefined to read all
   */
  async index(tar: string, budget: DecompressionBudget | undefined): Promise<TarIndex | ReadFailure> {
    const known = await this.#indexes.get(tar);
    if (known !== undefined && !isFailure(known) && isFresh(tar, known)) {
      if (known.whole || (budget !== undefined && !this.#isWorthMore(known, budget))) return known;
      return this.#read(tar, budget === undefined ? undefined : WHOLE);
    }
    if (budget === undefined) return this.#read(tar, undefined);
    const start = await this.#read(tar, START);
    if (isFailure(start) || start.whole || !this.#isWorthMore(start, budget)) return start;
    return this.#read(tar, WHOLE);
  }

  /** A tar that a scan gave up is not read again for its next question. */
  #isWorthMore(known: TarIndex, budget: DecompressionBudget): boolean {
    return known.hasBackupContent && !this.#givenUp.has(known) && budget.take(known.size);
  }

  /**
   * Takes over what another thread read of tars. What it kept of their contents is worth more than what is known here.
   */
  share(tars: readonly KnownTar[]): void {
    for (const { path, index } of tars) {
      const isNew = !this.#indexes.has(path);
      if (!isNew && index.sums === undefined) continue;
      this.#indexes.set(path, Promise.resolve(index));
      if (isNew) this.#kept += index.kept;
    }
  }

  /** From now on, the contents of compressed tars that are read to their end are kept: see `readForGood`. */
  keepContents(room = new ContentRoom()): void {
    this.#room = room;
  }

  /** Forgets contents and checksums; the indexes stay. */
  async forgetContents(): Promise<void> {
    this.#room = undefined;
    for (const [path, reading] of [...this.#indexes]) {
      const index = await reading;
      if (isFailure(index) || this.#indexes.get(path) !== reading) continue;
      this.#indexes.set(path, Promise.resolve(withoutContents(index)));
    }
  }

  /**
   * Reads compressed tars to their end, and keeps WAL (if there is room) and the checksums of all files, so that no
   * part of a verification has to decompress them again. Returns the indexes of these tars.
   */
  async readForGood(tars: readonly string[], signal?: AbortSignal): Promise<KnownTar[]> {
    if (this.#room === undefined) this.keepContents();
    for (const tar of new Set(tars)) {
      const known = await this.#indexes.get(tar);
      const fresh = known !== undefined && !isFailure(known) && isFresh(tar, known);
      if (fresh && (known.compression === 'plain' || known.sums !== undefined)) continue;
      if (signal?.aborted === true) break;
      await this.#read(tar, undefined, signal);
    }
    return this.readSoFar();
  }

  /** The tars that were read so. */
  async readSoFar(): Promise<KnownTar[]> {
    const passed: KnownTar[] = [];
    for (const [path, reading] of this.#indexes) {
      const index = await reading;
      if (!isFailure(index) && index.sums !== undefined) passed.push({ path, index });
    }
    return passed;
  }

  /** The checksums of the files of a tar, if it was read so and is unchanged. Undefined while it is being read. */
  async sumsOf(tar: string): Promise<TarSums | undefined> {
    const known = await this.#indexes.get(tar);
    return known !== undefined && !isFailure(known) && isFresh(tar, known) ? known.sums : undefined;
  }

  /**
   * What was read of compressed tars to their end, as far as it may be passed on. Plain ones cost little to read again.
   */
  async costly(most = MOST_PASSED): Promise<KnownTar[]> {
    const passed: KnownTar[] = [];
    let [kept, heads] = [0, 0];
    for (const [path, reading] of this.#indexes) {
      const index = await reading;
      if (isFailure(index) || index.compression === 'plain' || !index.whole) continue;
      const bytes = headBytes(index);
      if (kept + index.kept > most || heads + bytes > MOST_PASSED_BYTES) continue;
      [kept, heads] = [kept + index.kept, heads + bytes];
      passed.push({ path, index: withoutContents(index) });
    }
    return passed;
  }

  async #read(
    tar: string,
    limit: IndexOptions['limit'],
    signal?: AbortSignal,
  ): Promise<TarIndex | ReadFailure> {
    const room = this.#room;
    const keep =
      limit === undefined && room !== undefined ? { keep: { room, algorithm: manifestAlgorithm(tar) } } : {};
    const reading = readTarIndex(tar, { ...(limit && { limit }), ...(signal && { signal }), ...keep });
    this.#indexes.set(tar, reading);
    const index = await reading;
    if (isFailure(index)) {
      this.#indexes.delete(tar);
      return index;
    }
    if (limit === WHOLE && !index.whole) this.#givenUp.add(index);
    this.#kept += index.kept;
    if (this.#kept > MOST_KEPT) {
      this.#indexes.clear();
      this.#kept = 0;
    }
    return index;
  }
}

function headBytes({ folders }: TarIndex): number {
  let bytes = 0;
  for (const { files } of folders.values()) for (const { head } of files.values()) bytes += head?.length ?? 0;
  return bytes;
}

function isFresh(tar: string, { size, modified }: TarIndex): boolean {
  const facts = lookAt(tar);
  return facts?.size === size && facts.mtimeMs === modified;
}

/** The errors of systems for a path that leads through a file. */
export function mayBeInTar({ code }: ReadFailure): boolean {
  return code === 'ENOTDIR' || code === 'ENOENT';
}

let own: TarStore | undefined;

/** The store of this thread. */
export function tarStore(): TarStore {
  own ??= new TarStore();
  return own;
}
