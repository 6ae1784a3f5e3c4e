import { isFailure, type ReadFailure } from '../../core/ground/ports';
import type { TarEntry, TarFolder, TarIndex } from '../../core/tars/tarIndex';
import { replay } from '../../core/tars/tarSums';
import { isRelationFile } from './keptMembers';
import { readTarIndex } from './readTarIndex';

/**
 * Indexes of tars in which each file of a relation is listed; as long as they are needed, since they are large. A plain tar is
 * read from header to header once more. A compressed one is not decompressed again: names and sizes of its files are known if
 * it was read to its end for a verification, and of their contents what was kept then.
 */
export class RelationIndexes {
  readonly #known = new Map<string, Promise<TarIndex | ReadFailure>>();

  /** @param known what is known of the tar without it */
  of(tar: string, known: TarIndex): Promise<TarIndex | ReadFailure> {
    const found = this.#known.get(tar);
    if (found !== undefined) return found;
    const reading =
      known.compression === 'plain' ? readPlain(tar, known) : Promise.resolve(withSummed(known));
    this.#known.set(tar, reading);
    return reading;
  }
}

async function readPlain(tar: string, known: TarIndex): Promise<TarIndex | ReadFailure> {
  const index = await readTarIndex(tar, { relations: true });
  // A tar that was replaced meanwhile is another one.
  const isSame = !isFailure(index) && index.size === known.size && index.modified === known.modified;
  return isSame || isFailure(index) ? index : known;
}

interface OpenFolder extends TarFolder {
  readonly folders: Set<string>;
  readonly files: Map<string, TarEntry>;
}

/** Adds the files of relations whose checksums were recorded while the tar was decompressed. */
function withSummed(index: TarIndex): TarIndex {
  const { sums } = index;
  if (sums === undefined) return index;
  const folders = new Map<string, OpenFolder>();
  for (const [path, { folders: inner, files }] of index.folders)
    folders.set(path, { folders: new Set(inner), files: new Map(files) });
  replay(sums, {
    algorithm: undefined,
    file: (path, size) => {
      if (isRelationFile(path)) addFile(folders, path, size);
      return undefined;
    },
    irregular: () => undefined,
    hashed: () => undefined,
    passed: () => undefined,
  });
  return { ...index, folders, listsRelations: true };
}

function addFile(folders: Map<string, OpenFolder>, path: string, size: number): void {
  const slash = path.lastIndexOf('/');
  const { files } = folderAt(folders, path.slice(0, Math.max(0, slash)));
  const name = path.slice(slash + 1);
  if (files.get(name)?.size !== size) files.set(name, { offset: undefined, size });
}

function folderAt(folders: Map<string, OpenFolder>, path: string): OpenFolder {
  const known = folders.get(path);
  if (known !== undefined) return known;
  const folder: OpenFolder = { folders: new Set(), files: new Map() };
  folders.set(path, folder);
  if (path === '') return folder;
  const slash = path.lastIndexOf('/');
  folderAt(folders, path.slice(0, Math.max(0, slash))).folders.add(path.slice(slash + 1));
  return folder;
}
