import { formatMajorVersion } from '../../../ground/versions';
import { type FileTree, isFailure } from '../../../ground/ports';
import { joinPath } from '../../../ground/paths';
import type { Finding } from '../../../ground/finding';
import type { ControlFile } from '../../../formats/controlFile';
import { NAME_BYTES, systemColumns } from '../../../formats/cluster/systemColumns';
import type { WalEffects } from '../../records/effects/walEffects';
import { lossOfAll } from './catalogLoss';
import { CATALOG, databaseOf, type DatabaseRow, namedOf } from './catalogRows';
import { checkDatabase } from './checkDatabase';
import { CopyContext } from './copyContext';
import { type DatabaseCatalog, type LostCatalog, readDatabaseCatalog } from './databaseCatalog';
import { DataPlaces, GLOBAL_TABLESPACE } from './dataPlaces';
import { type NeededTablespace, NeededTablespaces } from './neededTablespaces';
import { missingDirectory, relationFindings, unreadableCatalog } from './relationFindings';
import { lastFile, readRelationMaps, type RelationMaps } from './relationMaps';
import { TransactionStates } from './transactionStates';

/** The copy whose relations are looked for. */
export interface RelationsInput {
  /** The data directory. */
  readonly directory: string;
  /** `server_version_num` of the major version. */
  readonly versionNum: number;
  readonly control: Pick<ControlFile, 'catalogVersion' | 'blockSize' | 'relationSegmentSize'>;
}

export interface RelationsLook {
  readonly findings: readonly Finding[];
  /** Relations whose files were looked for. */
  readonly checked: number;
  /** Databases that were looked at, and those whose catalogs could not be read or change while they were copied. */
  readonly databases: number;
  readonly databasesLeftOut: number;
  /** Tablespaces that the copy must have, by OID. */
  readonly tablespaces: ReadonlyMap<number, NeededTablespace>;
}

/** An interrupted DROP DATABASE leaves this (`DATCONNLIMIT_INVALID_DB`). */
const INVALID_DATABASE = -2;
const PG_XACT_SINCE = 100_000;

/** The relation maps of a copy, which say which files of the WAL are to be kept for `checkRelations`. */
export function mapsOf(tree: FileTree, input: RelationsInput): Promise<RelationMaps> {
  return readRelationMaps(tree, input.directory, input.versionNum, placesOf(input));
}

/**
 * Checks that every relation that the copy's own catalogs know has its files, of a possible size, in every database.
 * Undefined if the copy does not show its databases, or if this version's catalogs are not known. Never rejects.
 *
 * @param effects what the WAL does from the set's start to its stop; must be all of it
 */
export async function checkRelations(
  tree: FileTree,
  input: RelationsInput,
  maps: RelationMaps,
  effects: WalEffects,
  signal?: AbortSignal,
): Promise<RelationsLook | undefined> {
  const { directory, versionNum, control } = input;
  const columns = systemColumns(versionNum);
  if (columns === undefined || !effects.isWhole) return undefined;
  const { blockSize, relationSegmentSize: segmentSize } = control;
  if (!isUsual(blockSize, segmentSize)) return undefined;
  const log = joinPath(directory, versionNum >= PG_XACT_SINCE ? 'pg_xact' : 'pg_clog');
  const context = new CopyContext({
    tree,
    dataDirectory: directory,
    versionNum,
    columns,
    unit: { blockSize, segmentSize },
    places: placesOf(input),
    maps,
    states: new TransactionStates(tree, log, blockSize),
    effects,
    signal,
  });
  const databases = await databasesOf(context);
  const needed = new NeededTablespaces();
  needed.addFromWal(effects);
  if (databases === undefined) return undefined;
  if ('lost' in databases) {
    const findings = [unreadableCatalog(context, 'pg_database', databases)];
    return { findings, checked: 0, databases: 0, databasesLeftOut: 1, tablespaces: needed.all };
  }
  return new ClusterLook(context, needed).lookAt(databases);
}

function placesOf({ versionNum, control }: RelationsInput): DataPlaces {
  return new DataPlaces(formatMajorVersion(versionNum), control.catalogVersion);
}

function isUsual(blockSize: number, segmentSize: number): boolean {
  return blockSize >= 1024 && blockSize <= 32_768 && segmentSize > 0 && segmentSize % blockSize === 0;
}

/** The databases that are there for sure; undefined if the copy does not show them. */
async function databasesOf(context: CopyContext): Promise<DatabaseRow[] | LostCatalog | undefined> {
  const { maps, columns, effects } = context.facts;
  const file = lastFile(maps.of('global'), CATALOG.database, effects.mapsWritten.get(0));
  if (file === undefined) return undefined;
  const rows: DatabaseRow[] = [];
  const others = new Set<number>();
  const place = { tablespace: GLOBAL_TABLESPACE, database: 0, file };
  const reading = await context.rows(place, columns.database.length, {
    live: (row) => rows.push(databaseOf(row, columns)),
    other: (row) => others.add(databaseOf(row, columns).oid),
  });
  const lost = lossOfAll({ reading, live: new Set(rows.map(({ oid }) => oid)), others });
  if (lost !== undefined) return { lost, file: `global/${String(file)}` };
  if (typeof reading === 'string' || rows.length === 0) return undefined;
  return rows.filter((row) => !isPassedOver(row, context));
}

/** Replay makes or removes it as a whole, or a server no longer uses it. */
function isPassedOver({ oid, connectionLimit }: DatabaseRow, { facts }: CopyContext): boolean {
  const { databasesCreated, databasesDropped } = facts.effects;
  const isOf = ({ database }: { readonly database: number }): boolean => database === oid;
  return connectionLimit === INVALID_DATABASE || databasesCreated.some(isOf) || databasesDropped.some(isOf);
}

/** A look at all databases, one after the other. */
class ClusterLook {
  readonly #context: CopyContext;
  readonly #tablespaces: NeededTablespaces;
  readonly #findings: Finding[] = [];
  #checked = 0;
  #leftOut = 0;
  #areTablespacesListed = false;

  constructor(context: CopyContext, tablespaces: NeededTablespaces) {
    this.#context = context;
    this.#tablespaces = tablespaces;
  }

  async lookAt(databases: readonly DatabaseRow[]): Promise<RelationsLook> {
    for (const database of databases) {
      if (this.#context.facts.signal?.aborted === true) break;
      this.#tablespaces.add(database.tablespace, () => database.name, 0);
      await this.#database(database);
      this.#context.forget();
    }
    return {
      findings: this.#findings,
      checked: this.#checked,
      databases: databases.length - this.#leftOut,
      databasesLeftOut: this.#leftOut,
      tablespaces: this.#tablespaces.all,
    };
  }

  async #database(database: DatabaseRow): Promise<void> {
    const context = this.#context;
    if (await isMissing(context, database)) {
      this.#findings.push(missingDirectory(context, database));
      return;
    }
    const catalog = await readDatabaseCatalog(context, database);
    if (catalog === undefined || 'lost' in catalog) {
      this.#leftOut++;
      if (catalog !== undefined)
        this.#findings.push(unreadableCatalog(context, 'pg_class', catalog, database));
      return;
    }
    await this.#listTablespaces(catalog);
    const look = await checkDatabase(context, database, catalog, this.#tablespaces);
    this.#checked += look.checked;
    this.#findings.push(...relationFindings(context, database, catalog.schemas, look.faults));
  }

  /** The cluster's own list of tablespaces is in a file that pg_class of each database names. */
  async #listTablespaces({ relations, fileOf }: DatabaseCatalog): Promise<void> {
    if (this.#areTablespacesListed) return;
    this.#areTablespacesListed = true;
    const { columns, effects } = this.#context.facts;
    const list = relations.find(({ oid }) => oid === CATALOG.tablespace);
    const file = list && fileOf(list);
    if (file === undefined) return;
    await this.#context.rows(file, columns.name + NAME_BYTES, {
      live: (row) => {
        const { oid } = namedOf(row, columns);
        if (!effects.tablespacesDropped.has(oid) && !effects.tablespacesCreated.has(oid))
          this.#tablespaces.list(oid);
      },
    });
  }
}

/** Whether the directory of a database is missing although that of its tablespace is there. */
async function isMissing(context: CopyContext, { tablespace, oid }: DatabaseRow): Promise<boolean> {
  const { tree, places } = context.facts;
  const own = await tree.stat(context.path(places.database(tablespace, oid)));
  if (!isFailure(own)) return own.kind !== 'directory';
  const above = await tree.stat(context.path(places.tablespace(tablespace) ?? 'base'));
  return own.code === 'ENOENT' && !isFailure(above);
}
