/**
 * Where the columns of the system catalogs are that say which files a cluster has: bytes from the beginning of a row's
 * data. Only columns of a fixed length that are never null, and have only such columns before them, so that one number
 * does for every row. Source: `pg_class.h`, `pg_database.h`, `pg_namespace.h`, `pg_tablespace.h` and `pg_index.h` of 9.1 to
 * 18; those of 10 to 18 are compared with real servers by test/postgres/structure/lostFiles.test.ts.
 */

/** Byte offsets of the columns of pg_class from the beginning of a row's data. */
export interface RelationColumns {
  readonly name: number;
  readonly schema: number;
  readonly accessMethod: number;
  readonly file: number;
  readonly tablespace: number;
  readonly pages: number;
  readonly toast: number;
  readonly isShared: number;
  readonly persistence: number;
  readonly kind: number;
  /** Bytes that a row has at least. */
  readonly length: number;
}

/** Byte offsets of the columns of pg_database from the beginning of a row's data. */
export interface DatabaseColumns {
  readonly name: number;
  readonly connectionLimit: number;
  readonly tablespace: number;
  /** Bytes that a row has at least. */
  readonly length: number;
}

export interface SystemColumns {
  /** Whether each object's number is the first column (from 12 on), and not hidden in the row's header. */
  readonly oidIsColumn: boolean;
  readonly relation: RelationColumns;
  readonly database: DatabaseColumns;
  /** The name of a schema and of a tablespace: after the number, if that is a column. */
  readonly name: number;
}

/** Bytes of the type `name`. */
export const NAME_BYTES = 64;

const OID_IS_COLUMN_SINCE = 120_000;

/** The layout of a major version; undefined for those that are not known: older than 9.1, newer than 18. */
export function systemColumns(versionNum: number): SystemColumns | undefined {
  if (versionNum < 90_100 || versionNum >= 190_000) return undefined;
  const oidIsColumn = versionNum >= OID_IS_COLUMN_SINCE;
  const first = oidIsColumn ? 4 : 0;
  return {
    oidIsColumn,
    relation: relationColumns(versionNum, first),
    database: databaseColumns(versionNum, first),
    name: first,
  };
}

/** relname, relnamespace, reltype, reloftype, relowner, relam, relfilenode, reltablespace, relpages, reltuples, … */
function relationColumns(versionNum: number, first: number): RelationColumns {
  // relallvisible came with 9.2, relallfrozen with 18; reltoastidxid went with 9.4.
  const added = (versionNum >= 90_200 ? 4 : 0) + (versionNum >= 180_000 ? 4 : 0);
  const toast = first + 100 + added;
  const flags = toast + (versionNum < 90_400 ? 8 : 4);
  return {
    name: first,
    schema: first + 64,
    accessMethod: first + 80,
    file: first + 84,
    tablespace: first + 88,
    pages: first + 92,
    toast,
    // relhasindex, relisshared, relpersistence, relkind
    isShared: flags + 1,
    persistence: flags + 2,
    kind: flags + 3,
    length: flags + 4,
  };
}

/** datname, datdba, encoding, …; datcollate and datctype are names of 64 bytes up to 14. */
function databaseColumns(versionNum: number, first: number): DatabaseColumns {
  if (versionNum >= 150_000)
    return { name: first, connectionLimit: first + 76, tablespace: first + 88, length: first + 92 };
  // datminmxid came with 9.3.
  const tablespace = first + (versionNum >= 90_300 ? 220 : 216);
  return { name: first, connectionLimit: first + 204, tablespace, length: tablespace + 4 };
}
