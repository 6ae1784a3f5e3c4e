import { type FileTree, isFailure } from '../../../ground/ports';
import { joinPath } from '../../../ground/paths';
import { parseRelationMap, type RelationMap, relationMapBytes } from '../../../formats/cluster/relationMap';
import type { WalEffects } from '../../records/effects/walEffects';
import { CATALOG } from './catalogRows';
import type { DataPlaces } from './dataPlaces';

const OID = /^[1-9]\d{0,9}$/;

/** The relation maps of a copy, by their directories: `global`, `base/16384`. */
export class RelationMaps {
  readonly #byDirectory: ReadonlyMap<string, RelationMap>;

  constructor(byDirectory: ReadonlyMap<string, RelationMap>) {
    this.#byDirectory = byDirectory;
  }

  of(directory: string): RelationMap | undefined {
    return this.#byDirectory.get(directory);
  }

  /**
   * The numbers of files that may be one of the system catalogs that are read, by these maps and by those that the WAL
   * writes.
   */
  catalogFiles(written: WalEffects['mapsWritten'] = new Map()): ReadonlySet<number> {
    const files = new Set<number>([CATALOG.schema, CATALOG.index, CATALOG.tablespace]);
    for (const map of [...this.#byDirectory.values(), ...[...written.values()].flat()]) {
      for (const oid of [CATALOG.relation, CATALOG.database]) {
        const file = map?.files.get(oid);
        if (file !== undefined) files.add(file);
      }
    }
    return files;
  }
}

/**
 * The file of a system catalog: by the last map that the WAL writes to the place of this one, if it writes any. A catalog
 * that was rewritten during the backup (VACUUM FULL) is in a new file then, all of which is in the WAL.
 */
export function lastFile(
  map: RelationMap | undefined,
  catalog: number,
  written: readonly (RelationMap | undefined)[] = [],
): number | undefined {
  return (written.length === 0 ? map : written.at(-1))?.files.get(catalog);
}

/** Reads the relation maps that are there; what is wrong with one is reported elsewhere. */
export async function readRelationMaps(
  tree: FileTree,
  dataDirectory: string,
  versionNum: number,
  places: DataPlaces,
): Promise<RelationMaps> {
  const maps = new Map<string, RelationMap>();
  const directories = ['global'];
  for (const oid of await numbersIn(tree, joinPath(dataDirectory, 'base'))) directories.push(`base/${oid}`);
  for (const tablespace of await numbersIn(tree, joinPath(dataDirectory, 'pg_tblspc'))) {
    const directory = places.tablespace(Number(tablespace));
    if (directory === undefined) continue;
    for (const oid of await numbersIn(tree, joinPath(dataDirectory, directory)))
      directories.push(joinPath(directory, oid));
  }
  for (const directory of directories) {
    const path = `${joinPath(dataDirectory, directory)}/pg_filenode.map`;
    const bytes = await tree.read(path, 0, relationMapBytes(versionNum));
    const map = isFailure(bytes) ? undefined : parseRelationMap(bytes);
    if (typeof map === 'object') maps.set(directory, map);
  }
  return new RelationMaps(maps);
}

async function numbersIn(tree: FileTree, directory: string): Promise<string[]> {
  const found: string[] = [];
  for await (const batch of tree.list(directory)) {
    if (isFailure(batch)) break;
    for (const { name, kind } of batch) if (kind === 'directory' && OID.test(name)) found.push(name);
  }
  return found;
}
