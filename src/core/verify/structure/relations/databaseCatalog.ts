import { joinPath } from '../../../ground/paths';
import type { FileNumber } from '../../records/effects/droppedFiles';
import { type CatalogLoss, lossOfRelations } from './catalogLoss';
import { CATALOG, type DatabaseRow, indexOf, namedOf, relationOf, type RelationRow } from './catalogRows';
import type { CopyContext } from './copyContext';
import { DEFAULT_TABLESPACE, GLOBAL_TABLESPACE } from './dataPlaces';
import { lastFile, type RelationMaps } from './relationMaps';

/** What the system catalogs of one database say of its relations. */
export interface DatabaseCatalog {
  readonly relations: readonly RelationRow[];
  /** From the OID of a schema to its name. */
  readonly schemas: ReadonlyMap<number, string>;
  /** From the OID of an index to that of its table. */
  readonly tables: ReadonlyMap<number, number>;
  /** Where the first file of a relation is; undefined if the catalogs do not say. */
  readonly fileOf: (relation: RelationRow) => FileNumber | undefined;
}

/** A system catalog that a server needs and does not find. */
export interface LostCatalog {
  readonly lost: CatalogLoss;
  /** Its file, from the data directory. */
  readonly file: string;
}

/** Bytes of the columns of pg_index that are read. */
const INDEX_COLUMNS = 8;

/**
 * Reads pg_class, pg_namespace and pg_index of a database; undefined if the copy does not show its relations, as after a VACUUM
 * FULL of pg_class while it was made.
 */
export async function readDatabaseCatalog(
  context: CopyContext,
  database: DatabaseRow,
): Promise<DatabaseCatalog | LostCatalog | undefined> {
  const { columns, maps, places, effects } = context.facts;
  const directory = places.database(database.tablespace, database.oid);
  const map = maps.of(directory);
  const written = effects.mapsWritten.get(database.oid);
  if (map === undefined && written === undefined && database.tablespace !== DEFAULT_TABLESPACE)
    return { lost: 'map', file: `${directory}/pg_filenode.map` };
  const file = lastFile(map, CATALOG.relation, written);
  // What is wrong with a map in `base` is found elsewhere.
  if (map === undefined || file === undefined) return undefined;
  const place = { tablespace: database.tablespace, database: database.oid, file };
  const relations: RelationRow[] = [];
  const others = new Set<number>();
  const reading = await context.rows(place, columns.relation.length, {
    live: (row) => relations.push(relationOf(row, columns)),
    other: (row) => others.add(relationOf(row, columns).oid),
  });
  const live = new Set(relations.map(({ oid }) => oid));
  const lost = lossOfRelations({ reading, live, others });
  if (lost !== undefined) return { lost, file: joinPath(directory, String(file)) };
  if (typeof reading === 'string' || relations.length === 0) return undefined;
  const fileOf = filesBy(maps, database, directory);
  return { relations, fileOf, ...(await readNames(context, relations, fileOf)) };
}

/** Where files are: in the relation maps if pg_class does not say. */
function filesBy(maps: RelationMaps, database: DatabaseRow, directory: string): DatabaseCatalog['fileOf'] {
  const [own, shared] = [maps.of(directory), maps.of('global')];
  return (relation) => {
    const tablespace = relation.tablespace === 0 ? database.tablespace : relation.tablespace;
    const file =
      relation.file === 0 ? (relation.isShared ? shared : own)?.files.get(relation.oid) : relation.file;
    if (file === undefined) return undefined;
    return tablespace === GLOBAL_TABLESPACE
      ? { tablespace, database: 0, file }
      : { tablespace, database: database.oid, file };
  };
}

/** Names of schemas, and the tables of indexes. Without them the findings only say less. */
async function readNames(
  context: CopyContext,
  relations: readonly RelationRow[],
  fileOf: DatabaseCatalog['fileOf'],
): Promise<Pick<DatabaseCatalog, 'schemas' | 'tables'>> {
  const { columns } = context.facts;
  const schemas = new Map<number, string>();
  const tables = new Map<number, number>();
  const fileOfCatalog = (oid: number): FileNumber | undefined => {
    const relation = relations.find((each) => each.oid === oid);
    return relation && fileOf(relation);
  };
  const [schemaFile, indexFile] = [fileOfCatalog(CATALOG.schema), fileOfCatalog(CATALOG.index)];
  if (schemaFile !== undefined)
    await context.rows(schemaFile, columns.name + 1, {
      live: (row) => {
        const { oid, name } = namedOf(row, columns);
        schemas.set(oid, name);
      },
    });
  if (indexFile !== undefined)
    await context.rows(indexFile, INDEX_COLUMNS, {
      live: (row) => {
        const { index, table } = indexOf(row);
        tables.set(index, table);
      },
    });
  return { schemas, tables };
}
