import { isWithin, joinPath, parentPath } from '../../ground/paths';
import { isFailure } from '../../ground/ports';
import type { Look } from './look';

/** Directories beside the data directory in which another data directory is looked for. */
const MOST_NEIGHBORS = 200;

/** Where the data directory is on disk, and which places count as parts of the copy. */
export class Places {
  readonly #look: Look;
  /** The data directory without links; undefined if it is in a tar, or gone. */
  readonly data: string | undefined;
  #neighbors: readonly string[] | undefined;

  private constructor(look: Look, data: string | undefined) {
    this.#look = look;
    this.data = data;
  }

  static async of(look: Look): Promise<Places> {
    const { directory, tars } = look.input;
    const real = tars === undefined ? await look.tree.realPath(directory) : undefined;
    return new Places(look, real === undefined || isFailure(real) ? undefined : real);
  }

  /** A path without links; undefined if it leads nowhere. */
  async real(path: string): Promise<string | undefined> {
    const real = await this.#look.tree.realPath(path);
    return isFailure(real) ? undefined : real;
  }

  /**
   * Whether a place, named without links, belongs to the copy: it is in the data directory or beside it, and no other data
   * directory has the same. A backup of pg_basebackup makes its links itself, wherever they lead.
   *
   * @param name of the link in the data directory
   */
  async isPart(target: string, name: string): Promise<boolean> {
    const { data } = this;
    if (data === undefined || isWithin(target, data)) return true;
    const home = parentPath(data);
    const isBeside = home !== '/' && isWithin(target, home);
    const isOwn = isBeside || this.#look.input.method === 'streamed';
    return isOwn && (await this.sharer(target, name)) === undefined;
  }

  /** Another data directory beside the copy whose own link leads to the same place. */
  async sharer(target: string, name: string): Promise<string | undefined> {
    for (const neighbor of await this.#others()) {
      if ((await this.real(joinPath(neighbor, name))) === target) return neighbor;
    }
    return undefined;
  }

  /** Data directories beside this one, which may be the original. */
  async #others(): Promise<readonly string[]> {
    if (this.#neighbors !== undefined) return this.#neighbors;
    const { tree } = this.#look;
    const own = this.data ?? '/';
    const home = parentPath(own);
    const found: string[] = [];
    let seen = 0;
    for await (const batch of tree.list(home)) {
      if (isFailure(batch) || seen > MOST_NEIGHBORS) break;
      seen += batch.length;
      for (const { name, kind } of batch) {
        const path = joinPath(home, name);
        if (kind !== 'directory' || path === own) continue;
        if (!isFailure(await tree.stat(joinPath(path, 'global/pg_control')))) found.push(path);
      }
    }
    this.#neighbors = found;
    return found;
  }
}
