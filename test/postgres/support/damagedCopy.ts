import { copyFile, link, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { linkTree, replaceFile } from './linkTree';

type Change = (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/**
 * A copy of a set and of its archive, to be damaged. Files are hard links until they are replaced, so that a copy costs
 * almost nothing; nothing may write into a file in place.
 */
export class DamagedCopy {
  /** The data directory. */
  readonly set: string;
  readonly archive: string;
  readonly #home: string;

  private constructor(home: string) {
    this.#home = home;
    this.set = join(home, 'backup');
    this.archive = join(home, 'archive');
  }

  static async of(set: string, archive: string, home: string): Promise<DamagedCopy> {
    const copy = new DamagedCopy(home);
    await linkTree(set, copy.set);
    await linkTree(archive, copy.archive);
    return copy;
  }

  async remove(): Promise<void> {
    await rm(this.#home, { recursive: true, force: true });
  }

  /** Names of the archive's segments, ascending. */
  async walNames(): Promise<string[]> {
    return (await readdir(this.archive)).filter((name) => /^[0-9A-F]{24}$/.test(name)).sort();
  }

  async readWal(name: string): Promise<Uint8Array> {
    return new Uint8Array(await readFile(join(this.archive, name)));
  }

  /** Replaces the content of a file in the archive. */
  async changeWal(name: string, change: Change): Promise<void> {
    await replace(join(this.archive, name), change);
  }

  /** Replaces the content of a file in the data directory. */
  async changeFile(path: string, change: Change): Promise<void> {
    await replace(join(this.set, path), change);
  }

  async changeText(path: string, change: (text: string) => string): Promise<void> {
    await this.changeFile(path, (bytes) => Buffer.from(change(Buffer.from(bytes).toString('utf8'))));
  }

  async dropWal(name: string): Promise<void> {
    await rm(join(this.archive, name));
  }

  /** Removes the files of the archive whose names begin with this. */
  async dropMatching(start: string): Promise<void> {
    for (const name of await readdir(this.archive)) {
      if (name.startsWith(start)) await this.dropWal(name);
    }
  }

  /** Removes a segment and all later ones of its timeline. */
  async dropWalFrom(first: string): Promise<void> {
    for (const name of await readdir(this.archive)) {
      if (name.startsWith(first.slice(0, 8)) && name >= first && name.length === 24) await this.dropWal(name);
    }
  }

  async dropFile(path: string): Promise<void> {
    await rm(join(this.set, path));
  }

  async dropFolder(path: string): Promise<void> {
    await rm(join(this.set, path), { recursive: true });
  }

  /** Puts a new file into the archive. */
  async writeWal(name: string, bytes: Uint8Array): Promise<void> {
    await writeFile(join(this.archive, name), bytes);
  }

  /** Puts a new file into the data directory. */
  async writeFile(path: string, text: string): Promise<void> {
    await writeFile(join(this.set, path), text);
  }

  /** Puts a file from elsewhere into the data directory. */
  async takeFile(from: string, path: string): Promise<void> {
    await copyFile(from, join(this.set, path));
  }

  /** Moves WAL of the archive into the set's own pg_wal; the archive keeps none of it. */
  async moveWalIntoSet(names: readonly string[]): Promise<void> {
    for (const name of names) {
      await link(join(this.archive, name), join(this.set, 'pg_wal', name));
      await rm(join(this.archive, name));
    }
  }
}

async function replace(path: string, change: Change): Promise<void> {
  await replaceFile(path, await change(new Uint8Array(await readFile(path))));
}
