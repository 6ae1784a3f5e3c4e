import { CATALOG, type DatabaseRow, indexOf, namedOf, relationOf, type RelationRow } from './catalogRows';
import type { CopyContext } from './copyContext';
import { GLOBAL_TABLESPACE } from './dataPlaces';
import { lastFile } from './relationMaps';
import type { FileNumber } from '../../records/effects/droppedFiles';

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

/** Bytes of the columns of pg_index that are read. */
const INDEX_COLUMNS = 8;

/** Reads pg_class, pg_namespace and pg_index of a database; undefined if its relations cannot be read. */
export async function readDatabaseCatalog(
  context: CopyContext,
  database: DatabaseRow,
): Promise<DatabaseCatalog | undefined> {
  const { columns, maps, places, effects } = context.facts;
  const map = maps.of(places.database(database.tablespace, database.oid));
  const file = lastFile(map, CATALOG.relation, effects.mapsWritten.get(database.oid));
  if (map === undefined || file === undefined) return undefined;
  const place = { tablespace: database.tablespace, database: database.oid };
  const relations: RelationRow[] = [];
  const isRead = await context.rows({ ...place, file }, columns.relation.length, (row) => {
    relations.push(relationOf(row, columns));
  });
  // Each database has hundreds of system catalogs.
  if (!isRead || relations.length === 0) return undefined;
  const shared = maps.of('global');
  const fileOf = (relation: RelationRow): FileNumber | undefined => {
    const tablespace = relation.tablespace === 0 ? place.tablespace : relation.tablespace;
    const known =
      relation.file === 0 ? (relation.isShared ? shared : map)?.files.get(relation.oid) : relation.file;
    if (known === undefined) return undefined;
    return tablespace === GLOBAL_TABLESPACE
      ? { tablespace, database: 0, file: known }
      : { tablespace, database: database.oid, file: known };
  };
  const schemas = new Map<number, string>();
  const tables = new Map<number, number>();
  const catalog = { relations, schemas, tables, fileOf };
  const fileOfCatalog = (oid: number): FileNumber | undefined => {
    const relation = relations.find((each) => each.oid === oid);
    return relation && fileOf(relation);
  };
  const [schemaFile, indexFile] = [fileOfCatalog(CATALOG.schema), fileOfCatalog(CATALOG.index)];
  // Without these the findings only say less.
  if (schemaFile !== undefined)
    await context.rows(schemaFile, columns.name + 1, (row) => {
      const { oid, name } = namedOf(row, columns);
      schemas.set(oid, name);
    });
  if (indexFile !== undefined)
    await context.rows(indexFile, INDEX_COLUMNS, (row) => {
      const { index, table } = indexOf(row);
      tables.set(index, table);
    });
  return catalog;
}
