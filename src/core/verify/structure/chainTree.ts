import { isWithin, joinPath } from '../../ground/paths';
import {
  type DirectoryEntry,
  type FileFacts,
  type FileHead,
  type FileTree,
  isFailure,
  type ReadFailure,
  type TarFacts,
} from '../../ground/ports';
import { dataTreeOf } from './dataTree';
import { INCREMENTAL, RebuiltFile } from './rebuiltFile';
import type { StructureInput } from './structureInput';

/** The data directory of one backup of a chain. */
interface Member {
  readonly tree: FileTree;
  readonly directory: string;
}

const MOST_KEPT = 16;

/**
 * The files of an incremental set as they are after it was combined with the backups before it. Those of a full set stay as they
 * are, and those of a set whose earlier backups are not known.
 *
 * @param tree shows the files of the set itself
 */
export async function chainTreeOf(files: FileTree, tree: FileTree, input: StructureInput): Promise<FileTree> {
  const { chain, directory, control } = input;
  if (chain === undefined || control === undefined) return tree;
  const earlier: Member[] = [];
  for (const member of chain)
    earlier.push({ tree: await dataTreeOf(files, member), directory: member.directory });
  return new ChainTree([{ tree, directory }, ...earlier], control.blockSize);
}

class ChainTree implements FileTree {
  readonly #members: readonly Member[];
  readonly #own: Member;
  readonly #blockSize: number;
  /** Files that were asked for last: one is read in pieces. */
  readonly #rebuilt = new Map<string, Promise<RebuiltFile | undefined>>();

  constructor(members: readonly [Member, ...Member[]], blockSize: number) {
    this.#members = members;
    this.#own = members[0];
    this.#blockSize = blockSize;
  }

  /** Files that can be put together have their own names; those that cannot keep the name that they have. */
  async *list(directory: string): AsyncGenerator<readonly DirectoryEntry[] | ReadFailure> {
    const parts: DirectoryEntry[] = [];
    for await (const batch of this.#own.tree.list(directory)) {
      if (isFailure(batch)) {
        yield batch;
        return;
      }
      parts.push(...batch.filter(isPart));
      yield batch.filter((entry) => !isPart(entry));
    }
    const whole = parts.length === 0 ? new Set() : await this.#wholeBelow(directory, parts);
    yield parts.map(({ name, kind }) => ({
      name: whole.has(name.slice(INCREMENTAL.length)) ? name.slice(INCREMENTAL.length) : name,
      kind,
    }));
  }

  async stat(path: string): Promise<FileFacts | ReadFailure> {
    const own = await this.#own.tree.stat(path);
    if (!isFailure(own) || own.code !== 'ENOENT') return own;
    const file = await this.#file(path);
    return file === undefined ? own : { kind: 'file', size: file.blocks * this.#blockSize, modified: 0 };
  }

  realPath(path: string): Promise<string | ReadFailure> {
    return this.#own.tree.realPath(path);
  }

  async read(path: string, offset: number, length: number): Promise<Uint8Array | ReadFailure> {
    const own = await this.#own.tree.read(path, offset, length);
    if (!isFailure(own) || own.code !== 'ENOENT') return own;
    return (await this.#file(path))?.read(offset, length) ?? own;
  }

  readHead(path: string, length: number): Promise<FileHead | ReadFailure> {
    return this.#own.tree.readHead(path, length);
  }

  readTar(path: string, whole: boolean): Promise<TarFacts | ReadFailure> {
    return this.#own.tree.readTar?.(path, whole) ?? Promise.resolve({ failed: true, code: 'ENOTSUP' });
  }

  /** Names of the files, without what marks them as parts, of which an earlier backup has the whole. */
  async #wholeBelow(directory: string, parts: readonly DirectoryEntry[]): Promise<Set<string>> {
    const found = new Set<string>();
    let sought = new Set(parts.map(({ name }) => name.slice(INCREMENTAL.length)));
    for (const member of this.#members.slice(1)) {
      const place = this.#placeIn(member, directory);
      const next = new Set<string>();
      for await (const batch of place === undefined ? [] : member.tree.list(place)) {
        if (isFailure(batch)) break;
        for (const { name } of batch) {
          if (sought.has(name)) found.add(name);
          else if (sought.has(name.slice(INCREMENTAL.length))) next.add(name.slice(INCREMENTAL.length));
        }
      }
      sought = next;
    }
    return found;
  }

  #file(path: string): Promise<RebuiltFile | undefined> {
    const known = this.#rebuilt.get(path);
    if (known !== undefined) return known;
    const places = this.#members.flatMap((member) => {
      const place = this.#placeIn(member, path);
      return place === undefined ? [] : [{ tree: member.tree, path: place }];
    });
    const file = RebuiltFile.of(places, this.#blockSize);
    const oldest = this.#rebuilt.keys().next();
    if (this.#rebuilt.size >= MOST_KEPT && oldest.done !== true) this.#rebuilt.delete(oldest.value);
    this.#rebuilt.set(path, file);
    return file;
  }

  /** Where a path of the set is in another backup; undefined if it is not in the data directory. */
  #placeIn({ directory }: Member, path: string): string | undefined {
    if (!isWithin(path, this.#own.directory)) return undefined;
    const inner = path.slice(this.#own.directory.length + 1);
    return inner === '' ? directory : joinPath(directory, inner);
  }
}

function isPart({ name, kind }: DirectoryEntry): boolean {
  return kind === 'file' && name.startsWith(INCREMENTAL);
}
