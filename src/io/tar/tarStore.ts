import type { ReadFailure } from '../../core/ports';
import { isFailure } from '../../core/ports';
import { lookAt } from '../lookAt';
import { readTarIndex } from './readTarIndex';
import type { TarIndex } from './tarIndex';
import type { InTar } from '../../core/catalog/tars/tarName';
import { splitAtTar } from '../../core/catalog/tars/tarName';

/** Stored bytes of a packed tar that are read to see whether it is a backup at all: its label is the first member. */
const START = 1024 * 1024;
/** Packed tars up to this size are read whole by a scan. */
const MOST_PACKED = 64 * 1024 * 1024;
/** Files and folders in all indexes together. */
const MOST_KEPT = 300_000;

/** What packed tars may still cost one scan, in stored bytes: a second or two of unpacking. */
export class PackedBudget {
  #left = 256 * 1024 * 1024;

  take(bytes: number): boolean {
    if (bytes > MOST_PACKED || bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }
}

/** The indexes of tars, read once as long as the file stays as it is. It reads in the thread that asks. */
export class TarStore {
  readonly #indexes = new Map<string, Promise<TarIndex | ReadFailure>>();
  #kept = 0;

  /** The part of a path that is a tar's file; undefined where none is. */
  split(path: string): InTar | undefined {
    return splitAtTar(path).find(({ tar }) => lookAt(tar)?.isFile() === true);
  }

  /**
   * What is in a tar.
   *
   * @param budget what a scan may spend on packed tars; undefined to read all
   */
  async index(tar: string, budget: PackedBudget | undefined): Promise<TarIndex | ReadFailure> {
    const known = await this.#indexes.get(tar);
    if (known !== undefined && !isFailure(known) && isFresh(tar, known)) {
      if (known.whole || (budget !== undefined && !(known.isBackup && budget.take(known.size)))) return known;
      return this.#read(tar, undefined);
    }
    if (budget === undefined) return this.#read(tar, undefined);
    const start = await this.#read(tar, START);
    if (isFailure(start) || start.whole || !start.isBackup || !budget.take(start.size)) return start;
    return this.#read(tar, undefined);
  }

  async #read(tar: string, limit: number | undefined): Promise<TarIndex | ReadFailure> {
    const reading = readTarIndex(tar, limit === undefined ? {} : { limit });
    this.#indexes.set(tar, reading);
    const index = await reading;
    if (isFailure(index)) {
      this.#indexes.delete(tar);
      return index;
    }
    this.#kept += index.kept;
    if (this.#kept > MOST_KEPT) {
      this.#indexes.clear();
      this.#kept = 0;
    }
    return index;
  }
}

function isFresh(tar: string, { size, modified }: TarIndex): boolean {
  const facts = lookAt(tar);
  return facts?.size === size && facts.mtimeMs === modified;
}

/** What systems say of a path that leads through a file. */
export function mayBeInTar({ code }: ReadFailure): boolean {
  return code === 'ENOTDIR' || code === 'ENOENT';
}

let own: TarStore | undefined;

/** The one of this thread. */
export function tarStore(): TarStore {
  own ??= new TarStore();
  return own;
}
