import type { Parsed } from '../parsed';
import { parseSegmentName } from '../../wal/segmentName';
import { type ExactObject, isExactObject, parseExactJson, scalarsOf } from './exactJson';
import { Fields } from './fields';
import { NOTHING_SAID, type ToolBackup } from './toolBackup';
import { toolProblem } from './toolProblem';
import { majorOfNumber, toolPositionOf, timeOfText } from './toolValues';

const NAME = /^base_([0-9A-F]{24})(?:_D_([0-9A-F]{24}))?/;

/**
 * Reads a WAL-G sentinel (`base_…_backup_stop_sentinel.json`, written after everything else): locations are decimal
 * numbers of up to 64 bits. From its second version on it contains times and permanence, before that `metadata.json`
 * does. The timeline is that of the segment in the backup's name.
 *
 * @param name the backup's name, `base_SEGMENT` or `base_SEGMENT_D_SEGMENT`
 */
export function parseWalgSentinel(bytes: Uint8Array, name: string): Parsed<ToolBackup> {
  const { value, problems } = parseExactJson(bytes);
  if (value === undefined) return { value: undefined, problems };
  if (!isExactObject(value)) return { value: undefined, problems: [toolProblem('foreign')] };
  const fields = new Fields(scalarsOf(value));
  const parentName = fields.text('DeltaFrom');
  const segment = segmentOfName(name);
  const start = fields.uint64('LSN');
  if (start === undefined && fields.problems.length === 0) fields.problems.push(toolProblem('foreign'));
  const backup: ToolBackup = {
    ...NOTHING_SAID,
    tool: 'wal-g',
    name,
    kind: parentName === undefined ? 'full' : 'incremental',
    parentName,
    method: parentName === undefined ? 'full' : 'delta',
    versionNum: majorOfNumber(fields.int('PgVersion')),
    systemIdentifier: fields.uint64('SystemIdentifier'),
    start: toolPositionOf(start, segment?.timeline, timeOfText(fields.text('StartTime')), segment),
    stop: toolPositionOf(
      fields.uint64('FinishLSN'),
      segment?.timeline,
      timeOfText(fields.text('FinishTime')),
    ),
    retained: keepOf(fields.flag('IsPermanent')),
  };
  return { value: backup, problems: fields.problems };
}

/** What `metadata.json` in a backup's directory adds to the sentinel, or states differently. */
export function parseWalgMetadata(bytes: Uint8Array, name: string): Parsed<ToolBackup> {
  const { value, problems } = parseExactJson(bytes);
  if (value === undefined) return { value: undefined, problems };
  if (!isExactObject(value)) return { value: undefined, problems: [toolProblem('foreign')] };
  const fields = new Fields(scalarsOf(value));
  return { value: backupOfMetadata(fields, value, name), problems: fields.problems };
}

function backupOfMetadata(fields: Fields, object: ExactObject, name: string): ToolBackup {
  const segment = segmentOfName(name);
  const delta = NAME.exec(name)?.[2] !== undefined;
  return {
    ...NOTHING_SAID,
    tool: 'wal-g',
    name,
    kind: delta ? 'incremental' : 'full',
    method: delta ? 'delta' : 'full',
    state: object.get('finish_lsn') === null ? 'running' : 'done',
    versionNum: majorOfNumber(fields.int('pg_version')),
    systemIdentifier: fields.uint64('system_identifier'),
    start: toolPositionOf(
      fields.uint64('start_lsn'),
      segment?.timeline,
      timeOfText(fields.text('start_time')),
      segment,
    ),
    stop: toolPositionOf(
      fields.uint64('finish_lsn'),
      segment?.timeline,
      timeOfText(fields.text('finish_time')),
    ),
    retained: keepOf(fields.flag('is_permanent')),
  };
}

/** `delete` keeps a permanent backup and the segments from its start to its end (`GetPermanentBackupsAndWals`). */
function keepOf(permanent: boolean): ToolBackup['retained'] {
  return permanent ? { word: 'permanent', ownWalOnly: true } : undefined;
}

function segmentOfName(name: string) {
  return parseSegmentName(NAME.exec(name)?.[1] ?? '');
}
