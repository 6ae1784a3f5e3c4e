import { baseName, isWithin, joinPath, parentPath } from '../../ground/paths';
import {
  type DirectoryEntry,
  type FileFacts,
  type FileHead,
  type FileTree,
  isFailure,
  type ReadFailure,
  type TarFacts,
} from '../../ground/ports';
import { hasTablespacesBeside } from '../../model/layout';
import type { DataFiles } from './structureInput';

/** Directories that a restore puts into the data directory, by their paths there. */
type Mounts = ReadonlyMap<string, string>;

const OID = /^[1-9]\d{0,9}$/;

/**
 * The files of a set as one data directory, wherever a tool or pg_basebackup put them: tablespaces in tars of their own or in
 * directories beside the data directory are in pg_tblspc. So the same checks read every layout.
 */
export async function dataTreeOf(tree: FileTree, input: DataFiles): Promise<FileTree> {
  const mounts = await mountsOf(tree, input);
  return mounts.size === 0 ? tree : new MountedTree(tree, mounts);
}

async function mountsOf(tree: FileTree, input: DataFiles): Promise<Mounts> {
  const { directory, tars = [] } = input;
  const mounts = new Map<string, string>();
  for (const { path, prefix } of tars) if (prefix !== '') mounts.set(joinPath(directory, prefix), path);
  if (!hasTablespacesBeside(input)) return mounts;
  const home = parentPath(directory);
  for await (const batch of tree.list(home)) {
    if (isFailure(batch)) break;
    for (const { name, kind } of batch)
      if (kind === 'directory' && OID.test(name))
        mounts.set(joinPath(directory, `pg_tblspc/${name}`), joinPath(home, name));
  }
  return mounts;
}

class MountedTree implements FileTree {
  readonly #tree: FileTree;
  readonly #mounts: Mounts;

  constructor(tree: FileTree, mounts: Mounts) {
    this.#tree = tree;
    this.#mounts = mounts;
  }

  async *list(directory: string): AsyncGenerator<readonly DirectoryEntry[] | ReadFailure> {
    const own = [...this.#mounts.keys()].filter((path) => parentPath(path) === directory).map(baseName);
    const isOwn = new Set(own);
    for await (const batch of this.#tree.list(this.#real(directory))) {
      // A directory may exist only for what belongs there.
      if (isFailure(batch) && own.length > 0) break;
      yield isFailure(batch) ? batch : batch.filter(({ name }) => !isOwn.has(name));
    }
    if (own.length > 0) yield own.map((name) => ({ name, kind: 'directory' as const }));
  }

  stat(path: string): Promise<FileFacts | ReadFailure> {
    return this.#tree.stat(this.#real(path));
  }

  realPath(path: string): Promise<string | ReadFailure> {
    return this.#tree.realPath(this.#real(path));
  }

  read(path: string, offset: number, length: number): Promise<Uint8Array | ReadFailure> {
    return this.#tree.read(this.#real(path), offset, length);
  }

  readHead(path: string, length: number): Promise<FileHead | ReadFailure> {
    return this.#tree.readHead(this.#real(path), length);
  }

  readTar(path: string, whole: boolean): Promise<TarFacts | ReadFailure> {
    return this.#tree.readTar?.(path, whole) ?? Promise.resolve({ failed: true, code: 'ENOTSUP' });
  }

  #real(path: string): string {
    for (const [mount, target] of this.#mounts)
      if (isWithin(path, mount)) return `${target}${path.slice(mount.length)}`;
    return path;
  }
}
