import {
  type DirectoryEntry,
  type FileFacts,
  type FileHead,
  type FileTree,
  isFailure,
  type ReadFailure,
  type TarFacts,
} from '../../core/ground/ports';
import { baseName, joinPath, parentPath } from '../../core/ground/paths';
import { TarTree } from '../tar/tarTree';
import { type Locator, locator } from './locator';
import { belongsInto, isShardName, logicalName, shardOf } from './shardNames';

/**
 * The files of this machine under the paths that core knows. An archive that a tool splits into directories is listed
 * as one directory, and file names without the checksums that a tool adds to them. A file that is not at its path is
 * looked for where such a tool would have put it. Two files with one logical name are both listed under it. Tars are
 * directories, as in `TarTree`.
 */
export class LocatedTree implements FileTree {
  readonly #files: TarTree;
  readonly #locator: Locator;
  /** Listed directories that keep their segments in shards only, and whether files there have longer names. */
  readonly #parted = new Map<string, { readonly renamed: boolean }>();

  constructor(files: FileTree, where = locator()) {
    this.#files = new TarTree(files);
    this.#locator = where;
  }

  async *list(directory: string): AsyncGenerator<readonly DirectoryEntry[] | ReadFailure> {
    const shards: string[] = [];
    let isFlat = false;
    for await (const batch of this.#files.list(directory)) {
      if (isFailure(batch)) {
        yield batch;
        return;
      }
      for (const { name, kind } of batch) if (kind === 'directory' && isShardName(name)) shards.push(name);
      isFlat ||= batch.some(({ name, kind }) => kind === 'file' && shardOf(name) !== undefined);
      yield shards.length === 0 ? batch.map(renamed) : batch.filter((entry) => !isShard(entry)).map(renamed);
    }
    let [inShards, renamedFiles] = [false, false];
    for (const shard of shards.sort()) {
      for await (const { batch, members } of this.#shard(directory, shard)) {
        inShards ||= members.length > 0;
        renamedFiles ||= members.some(({ name }) => logicalName(name) !== name);
        yield batch;
      }
    }
    if (inShards && !isFlat) this.#parted.set(directory, { renamed: renamedFiles });
    else this.#parted.delete(directory);
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

  /**
   * Only if no file is at the path, so that a file at its path costs nothing more. In a directory known to keep its
   * segments in shards, the shards are searched first.
   */
  async #at<T extends object | string>(
    path: string,
    ask: (file: string) => Promise<T | ReadFailure>,
  ): Promise<T | ReadFailure> {
    const likely = this.#inShard(path);
    if (likely !== undefined) {
      const answer = await ask(likely);
      if (!isFailure(answer) || answer.code !== 'ENOENT') return answer;
    }
    const answer = await ask(path);
    if (!isFailure(answer) || answer.code !== 'ENOENT') return answer;
    const found = this.#locator.find(path);
    return found === undefined ? answer : ask(found);
  }

  #inShard(path: string): string | undefined {
    const folder = parentPath(path);
    const parted = this.#parted.get(folder);
    if (parted === undefined) return undefined;
    if (parted.renamed) return this.#locator.find(path);
    const name = baseName(path);
    const shard = shardOf(name);
    return shard === undefined ? undefined : joinPath(joinPath(folder, shard), name);
  }

  /** A shard's files as entries of its parent directory; a directory that only looks like a shard, as itself. */
  async *#shard(directory: string, shard: string): AsyncGenerator<ShardBatch> {
    let holdsWal = false;
    const rest: DirectoryEntry[] = [];
    for await (const batch of this.#files.list(joinPath(directory, shard))) {
      // A shard that cannot be listed is met again, and reported, as a directory of its own.
      if (isFailure(batch)) break;
      const members = batch.filter(({ name, kind }) => kind === 'file' && belongsInto(shard, name));
      rest.push(...batch.filter(({ name, kind }) => kind !== 'file' || !belongsInto(shard, name)));
      holdsWal ||= members.length > 0;
      yield { batch: members.map(renamed), members };
    }
    // Other files, and WAL that belongs in another shard, stay visible with the shard in their names.
    const batch = holdsWal
      ? rest.map(({ name, kind }) => ({ name: `${shard}/${name}`, kind }))
      : [{ name: shard, kind: 'directory' as const }];
    yield { batch, members: [] };
  }
}

interface ShardBatch {
  readonly batch: readonly DirectoryEntry[];
  /** The WAL files among them, under their own names. */
  readonly members: readonly DirectoryEntry[];
}

function isShard({ name, kind }: DirectoryEntry): boolean {
  return kind === 'directory' && isShardName(name);
}

function renamed(entry: DirectoryEntry): DirectoryEntry {
  const name = logicalName(entry.name);
  return name === entry.name ? entry : { name, kind: entry.kind };
}
