import { formatMajorVersion } from '../../../ground/versions';
import { type FileTree, isFailure } from '../../../ground/ports';
import { joinPath } from '../../../ground/paths';
import type { Finding } from '../../../ground/finding';
import type { ControlFile } from '../../../formats/controlFile';
import { systemColumns } from '../../../formats/cluster/systemColumns';
import type { WalEffects } from '../../records/effects/walEffects';
import { CATALOG, databaseOf, type DatabaseRow } from './catalogRows';
import { checkDatabase } from './checkDatabase';
import { CopyContext } from './copyContext';
import { readDatabaseCatalog } from './databaseCatalog';
import { DataPlaces, GLOBAL_TABLESPACE } from './dataPlaces';
import { missingDirectory, relationFindings } from './relationFindings';
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
}

/** An interrupted DROP DATABASE leaves this (`DATCONNLIMIT_INVALID_DB`). */
const INVALID_DATABASE = -2;
const PG_XACT_SINCE = 100_000;

/** The relation maps of a copy, which say which files of the WAL are to be kept for `checkRelations`. */
export function mapsOf(tree: FileTree, input: RelationsInput): Promise<RelationMaps> {
  return readRelationMaps(tree, input.directory, placesOf(input));
}

/**
 * Checks that every relation that the copy's own catalogs know has its files, of a possible size, in every database.
 * Undefined if the list of databases cannot be read, or if this version's catalogs are not known. Never rejects.
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
  return databases === undefined ? undefined : lookAt(context, databases);
}

function placesOf({ versionNum, control }: RelationsInput): DataPlaces {
  return new DataPlaces(formatMajorVersion(versionNum), control.catalogVersion);
}

function isUsual(blockSize: number, segmentSize: number): boolean {
  return blockSize >= 1024 && blockSize <= 32_768 && segmentSize > 0 && segmentSize % blockSize === 0;
}

/** The databases that are there for sure; undefined if they cannot be read. */
async function databasesOf(context: CopyContext): Promise<DatabaseRow[] | undefined> {
  const { maps, columns, effects } = context.facts;
  const file = lastFile(maps.of('global'), CATALOG.database, effects.mapsWritten.get(0));
  if (file === undefined) return undefined;
  const rows: DatabaseRow[] = [];
  const place = { tablespace: GLOBAL_TABLESPACE, database: 0, file };
  const isRead = await context.rows(place, columns.database.length, (row) => {
    rows.push(databaseOf(row, columns));
  });
  // Each cluster has databases: these are no rows that a server can read.
  if (!isRead || rows.length === 0) return undefined;
  return rows.filter((row) => !isPassedOver(row, context));
}

/** Replay makes or removes it as a whole, or a server no longer uses it. */
function isPassedOver({ oid, connectionLimit }: DatabaseRow, { facts }: CopyContext): boolean {
  const { databasesCreated, databasesDropped } = facts.effects;
  const isOf = ({ database }: { readonly database: number }): boolean => database === oid;
  return connectionLimit === INVALID_DATABASE || databasesCreated.some(isOf) || databasesDropped.some(isOf);
}

async function lookAt(context: CopyContext, databases: readonly DatabaseRow[]): Promise<RelationsLook> {
  const findings: Finding[] = [];
  let checked = 0;
  let leftOut = 0;
  for (const database of databases) {
    if (context.facts.signal?.aborted === true) break;
    if (await isMissing(context, database)) {
      findings.push(missingDirectory(context, database));
      continue;
    }
    const catalog = await readDatabaseCatalog(context, database);
    if (catalog === undefined) {
      leftOut++;
      continue;
    }
    const look = await checkDatabase(context, database, catalog);
    checked += look.checked;
    findings.push(...relationFindings(context, database, catalog.schemas, look.faults));
    context.forget();
  }
  return { findings, checked, databases: databases.length - leftOut, databasesLeftOut: leftOut };
}

/** Whether the directory of a database is missing although that of its tablespace is there. */
async function isMissing(context: CopyContext, { tablespace, oid }: DatabaseRow): Promise<boolean> {
  const { tree, places } = context.facts;
  const own = await tree.stat(context.path(places.database(tablespace, oid)));
  if (!isFailure(own)) return own.kind !== 'directory';
  const above = await tree.stat(context.path(places.tablespace(tablespace) ?? 'base'));
  return own.code === 'ENOENT' && !isFailure(above);
}
