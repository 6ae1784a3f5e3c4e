import type { DirectoryEntry, FileFacts, FileHead, FileTree, ReadFailure, TarFacts } from '../../core/ports';
import { isFailure } from '../../core/ports';
import { joinPath } from '../../core/catalog/paths';
import { TarTree } from '../tar/tarTree';
import type { Locator } from './locator';
import { locator } from './locator';
import { belongsInto, isShardName, logicalName } from './shardNames';

/**
 * The files of this machine under the paths that core knows: an archive that a tool parts into folders is listed as if
 * it were one, and file names without the checksums that a tool put into them. A path that is not that of a file is
 * looked for where such a tool would have put it. Two files of one logical name are both listed, under that name. Tars
 * are directories as `TarTree` has it.
 */
export class LocatedTree implements FileTree {
  readonly #files: TarTree;
  readonly #locator: Locator;

  constructor(files: FileTree, where = locator()) {
    this.#files = new TarTree(files);
    this.#locator = where;
  }

  async *list(directory: string): AsyncGenerator<readonly DirectoryEntry[] | ReadFailure> {
    const shards: string[] = [];
    for await (const batch of this.#files.list(directory)) {
      if (isFailure(batch)) {
        yield batch;
        return;
      }
      for (const { name, kind } of batch) if (kind === 'directory' && isShardName(name)) shards.push(name);
      yield shards.length === 0 ? batch.map(renamed) : batch.filter((entry) => !isShard(entry)).map(renamed);
    }
    for (const shard of shards.sort()) yield* this.#shard(directory, shard);
  }

  async stat(path: string): Promise<FileFacts | ReadFailure> {
    return this.#at(path, (file) => this.#files.stat(file));
  }

  async realPath(path: string): Promise<string | ReadFailure> {
    return this.#at(path, (file) => this.#files.realPath(file));
  }

  async read(path: string, offset: number, length: number): Promise<Uint8Array | ReadFailure> {
    return this.#at(path, (file) => this.#files.read(file, offset, length));
  }

  async readHead(path: string, length: number): Promise<FileHead | ReadFailure> {
    return this.#at(path, (file) => this.#files.readHead(file, length));
  }

  readTar(path: string, whole: boolean): Promise<TarFacts | ReadFailure> {
    return this.#files.readTar(path, whole);
  }

  /** Only where no file is: what is where its path says costs nothing more. */
  async #at<T extends object | string>(
    path: string,
    ask: (file: string) => Promise<T | ReadFailure>,
  ): Promise<T | ReadFailure> {
    const answer = await ask(path);
    if (!isFailure(answer) || answer.code !== 'ENOENT') return answer;
    const found = this.#locator.find(path);
    return found === undefined ? answer : ask(found);
  }

  /** A shard's files as entries of the folder that holds it; a folder that only looks like a shard, as itself. */
  async *#shard(directory: string, shard: string): AsyncGenerator<readonly DirectoryEntry[] | ReadFailure> {
    let holdsWal = false;
    const rest: DirectoryEntry[] = [];
    for await (const batch of this.#files.list(joinPath(directory, shard))) {
      // What cannot be listed is met again, and told, as a folder of its own.
      if (isFailure(batch)) break;
      const members = batch.filter(({ name, kind }) => kind === 'file' && belongsInto(shard, name));
      rest.push(...batch.filter(({ name, kind }) => kind !== 'file' || !belongsInto(shard, name)));
      holdsWal ||= members.length > 0;
      yield members.map(renamed);
    }
    // Not hidden: what is no WAL, or would be sought in another shard, keeps the shard in its name.
    if (holdsWal) yield rest.map(({ name, kind }) => ({ name: `${shard}/${name}`, kind }));
    else yield [{ name: shard, kind: 'directory' }];
  }
}

function isShard({ name, kind }: DirectoryEntry): boolean {
  return kind === 'directory' && isShardName(name);
}

function renamed(entry: DirectoryEntry): DirectoryEntry {
  const name = logicalName(entry.name);
  return name === entry.name ? entry : { name, kind: entry.kind };
}
