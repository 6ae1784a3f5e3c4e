import { joinPath } from '../../../ground/paths';

/** The tablespaces that every cluster has (`pg_tablespace.dat`). */
export const DEFAULT_TABLESPACE = 1663;
export const GLOBAL_TABLESPACE = 1664;

/** Where the files of relations are in a data directory (`GetRelationPath`). */
export class DataPlaces {
  readonly #versionDirectory: string;

  /** @param version `9.6`, `15`: as servers write it into the name of a tablespace's directory */
  constructor(version: string, catalogVersion: number) {
    this.#versionDirectory = `PG_${version}_${String(catalogVersion)}`;
  }

  /** The directory that a tablespace has for this version; undefined for those within the data directory. */
  tablespace(oid: number): string | undefined {
    if (oid === DEFAULT_TABLESPACE || oid === GLOBAL_TABLESPACE) return undefined;
    return `pg_tblspc/${String(oid)}/${this.#versionDirectory}`;
  }

  /** The directory of a database in a tablespace, from the data directory. */
  database(tablespace: number, database: number): string {
    if (tablespace === GLOBAL_TABLESPACE) return 'global';
    return joinPath(this.tablespace(tablespace) ?? 'base', String(database));
  }
}
