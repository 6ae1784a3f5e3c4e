import type { WalEffects } from '../../records/effects/walEffects';
import { DEFAULT_TABLESPACE, GLOBAL_TABLESPACE } from './dataPlaces';

/** How it is known that a cluster has a tablespace. */
export type TablespaceSource =
  /** Relations are in it, or whole databases. */
  | 'relations'
  /** The WAL from start to stop changes files in it. */
  | 'wal'
  /** pg_tablespace lists it, and nothing is known to be in it. */
  | 'list';

export interface NeededTablespace {
  readonly source: TablespaceSource;
  /** Relations in it, as far as they are known by the catalogs. */
  readonly relations: number;
  /** Some of their names, and of databases: user text, escape it before it is shown. */
  readonly names: readonly string[];
}

const MOST_NAMES = 3;

/** Collects the tablespaces, besides the two that every cluster has, that a copy must have by its catalogs and its WAL. */
export class NeededTablespaces {
  readonly #byOid = new Map<number, { source: TablespaceSource; relations: number; names: string[] }>();

  /**
   * A relation, or a whole database, is in it.
   *
   * @param name made only if the tablespace is one of those
   */
  add(oid: number, name: () => string, relations: number): void {
    const needed = this.#of(oid);
    if (needed === undefined) return;
    needed.source = 'relations';
    needed.relations += relations;
    if (needed.names.length < MOST_NAMES) needed.names.push(name());
  }

  /** The cluster's own list has it. */
  list(oid: number): void {
    this.#of(oid);
  }

  /** What replay needs, and not what it makes or removes itself. */
  addFromWal({ files, databasesCreated, tablespacesCreated, tablespacesDropped }: WalEffects): void {
    for (const oid of [...files.tablespaces(), ...databasesCreated.map(({ tablespace }) => tablespace)]) {
      const needed = this.#of(oid);
      if (needed?.source === 'list') needed.source = 'wal';
    }
    for (const oid of [...tablespacesCreated.keys(), ...tablespacesDropped]) this.#byOid.delete(oid);
  }

  get all(): ReadonlyMap<number, NeededTablespace> {
    return this.#byOid;
  }

  #of(oid: number): { source: TablespaceSource; relations: number; names: string[] } | undefined {
    if (oid === DEFAULT_TABLESPACE || oid === GLOBAL_TABLESPACE || oid === 0) return undefined;
    const known = this.#byOid.get(oid);
    if (known !== undefined) return known;
    const fresh = { source: 'list' as TablespaceSource, relations: 0, names: [] };
    this.#byOid.set(oid, fresh);
    return fresh;
  }
}
