import type { Parsed, Problem } from '../parsed';
import { parseSegmentName } from '../../wal/segmentName';
import { type ExactObject, isExactObject, parseExactJson, scalarsOf } from './exactJson';
import { Fields } from './fields';
import { iniObject, type PgbackrestIni, readPgbackrestIni } from './pgbackrestIni';
import { NOTHING_SAID, type ToolBackup } from './toolBackup';
import { toolProblem } from './toolProblem';
import { majorOfText, toolPositionOf, timeOfEpoch } from './toolValues';

/** A cluster of a stanza, present or past: each major upgrade adds one. */
export interface StanzaCluster {
  readonly id: number;
  readonly systemIdentifier: bigint | undefined;
  readonly versionNum: number | undefined;
  /** Directory of its WAL below the stanza's archive: `15-1`. */
  readonly archiveId: string | undefined;
}

export interface PgbackrestBackup extends ToolBackup {
  readonly name: string;
  /** Which of the stanza's clusters it belongs to. */
  readonly clusterId: number | undefined;
  /** Full and incremental backups that contain files of this one. */
  readonly references: readonly string[];
  /** Whether pages had a wrong checksum when they were copied. */
  readonly pageErrors: boolean;
}

export interface PgbackrestInfo {
  readonly backups: readonly PgbackrestBackup[];
  readonly clusters: readonly StanzaCluster[];
}

/** Reads a stanza's `backup.info` (or its copy): every backup that has not expired. */
export function parsePgbackrestInfo(bytes: Uint8Array): Parsed<PgbackrestInfo> {
  const ini = readPgbackrestIni(bytes);
  const current = ini.sections.get('backup:current');
  if (current === undefined && !ini.sections.has('db')) return foreign(ini);
  const clusters = clustersOf(ini);
  const problems: Problem[] = [...ini.problems];
  const backups: PgbackrestBackup[] = [];
  for (const [name, { json, line }] of current ?? []) {
    const object = iniObject(json);
    if (object === undefined) {
      problems.push({ ...toolProblem('malformed', name), line, column: 1 });
      continue;
    }
    const fields = new Fields(scalarsOf(object));
    backups.push(backupOf(name, fields, object, clusters));
    problems.push(...fields.problems.map((problem) => ({ ...problem, line, column: 1 })));
  }
  return { value: { backups, clusters }, problems };
}

/** Reads a stanza's `archive.info` (or its copy): the clusters whose WAL is in it. */
export function parsePgbackrestArchiveInfo(bytes: Uint8Array): Parsed<readonly StanzaCluster[]> {
  const ini = readPgbackrestIni(bytes);
  if (!ini.sections.has('db')) return foreign(ini);
  return { value: clustersOf(ini), problems: ini.problems };
}

/** Reads the beginning of a `backup.manifest`: the backup, not its files. */
export function parsePgbackrestManifestHead(bytes: Uint8Array): Parsed<PgbackrestBackup> {
  const ini = readPgbackrestIni(bytes, false);
  const backup = ini.sections.get('backup');
  if (backup === undefined) return foreign(ini);
  const values = new Map(
    [...backup, ...(ini.sections.get('backup:db') ?? [])].map(
      ([key, { json }]) => [key, parseExactJson(new TextEncoder().encode(json)).value ?? null] as const,
    ),
  );
  const fields = new Fields(scalarsOf(values));
  const version = majorOfText(fields.text('db-version'));
  const cluster = {
    id: fields.int('db-id') ?? 0,
    systemIdentifier: fields.uint64('db-system-id'),
    versionNum: version,
    archiveId: undefined,
  };
  const value = backupOf(fields.text('backup-label') ?? '', fields, values, [cluster]);
  return { value, problems: [...ini.problems, ...fields.problems] };
}

function foreign<T>({ problems }: PgbackrestIni): Parsed<T> {
  return { value: undefined, problems: problems.length > 0 ? problems : [toolProblem('foreign')] };
}

function clustersOf(ini: PgbackrestIni): StanzaCluster[] {
  return [...(ini.sections.get('db:history') ?? [])].flatMap(([key, { json }]) => {
    const object = iniObject(json);
    const id = /^\d{1,9}$/.test(key) ? Number(key) : undefined;
    if (object === undefined || id === undefined) return [];
    const fields = new Fields(scalarsOf(object));
    const version = fields.text('db-version');
    // archive.info calls the system identifier `db-id`, backup.info `db-system-id`.
    const systemIdentifier = fields.uint64('db-system-id') ?? fields.uint64('db-id');
    const archiveId = version !== undefined && /^[\d.]{1,8}$/.test(version) ? `${version}-${id}` : undefined;
    return [{ id, systemIdentifier, versionNum: majorOfText(version), archiveId }];
  });
}

function backupOf(
  name: string,
  fields: Fields,
  object: ExactObject,
  clusters: readonly StanzaCluster[],
): PgbackrestBackup {
  const type = fields.text('backup-type');
  const clusterId = fields.int('db-id');
  const cluster = clusters.find(({ id }) => id === clusterId);
  const first = parseSegmentName(fields.text('backup-archive-start') ?? '');
  const last = parseSegmentName(fields.text('backup-archive-stop') ?? '');
  const started = timeOfEpoch(fields.int('backup-timestamp-start'));
  const stopped = timeOfEpoch(fields.int('backup-timestamp-stop'));
  return {
    ...NOTHING_SAID,
    tool: 'pgbackrest',
    name,
    kind: type === 'diff' || type === 'incr' ? 'incremental' : 'full',
    parentName: fields.text('backup-prior'),
    method: type,
    versionNum: cluster?.versionNum,
    systemIdentifier: cluster?.systemIdentifier,
    start: toolPositionOf(fields.lsn('backup-lsn-start'), first?.timeline, started, first),
    stop: toolPositionOf(fields.lsn('backup-lsn-stop'), last?.timeline, stopped, last),
    clusterId,
    references: referencesOf(object).filter((reference) => reference !== name),
    pageErrors: fields.flag('backup-error'),
  };
}

/** A list in `backup.info`, a text with commas in a manifest. */
function referencesOf(object: ExactObject): string[] {
  const value = object.get('backup-reference');
  if (typeof value === 'string') return value.split(',').filter((name) => name !== '');
  if (!Array.isArray(value) || isExactObject(value)) return [];
  return value.filter((name): name is string => typeof name === 'string');
}
