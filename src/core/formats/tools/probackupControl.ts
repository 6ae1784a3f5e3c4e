import type { Parsed } from '../parsed';
import { Fields } from './fields';
import { type RawValue, readKeyValues } from './keyValues';
import { NOTHING_SAID, type ToolBackup, type ToolState } from './toolBackup';
import { toolProblem } from './toolProblem';
import { majorOfText, toolPositionOf, timeOfText } from './toolValues';

const STATES: ReadonlyMap<string, ToolState> = new Map([
  ['OK', 'done'],
  ['DONE', 'done'],
  ['RUNNING', 'running'],
  ['MERGING', 'running'],
  ['MERGED', 'removed'],
  ['DELETING', 'removed'],
  ['DELETED', 'removed'],
  ['ERROR', 'failed'],
  ['ORPHAN', 'orphan'],
  ['CORRUPT', 'corrupt'],
]);

/** A pg_probackup backup: the common fields, and whether it includes its own WAL in `database/pg_wal`. */
export interface ProbackupBackup extends ToolBackup {
  readonly stream: boolean;
}

/** What an instance's `pg_probackup.conf` contains about the cluster. */
export interface ProbackupConfig {
  readonly systemIdentifier: bigint | undefined;
  /** Bytes. */
  readonly segmentSize: number | undefined;
}

/** Reads pg_probackup's `backup.control`: `key = value`, texts in single quotes, headings after `#`. */
export function parseProbackupControl(bytes: Uint8Array): Parsed<ProbackupBackup> {
  const { values, problems } = readKeyValues(bytes);
  if (!values.has('backup-mode')) {
    return { value: undefined, problems: problems.length > 0 ? problems : [toolProblem('foreign')] };
  }
  const fields = new Fields(withoutQuotes(values));
  const mode = fields.text('backup-mode');
  const stream = fields.flag('stream');
  const timeline = fields.timeline('timelineid');
  const status = fields.text('status');
  const state = STATES.get(status ?? '');
  if (status !== undefined && state === undefined) fields.problems.push(toolProblem('bad-value', status));
  const value: ProbackupBackup = {
    ...NOTHING_SAID,
    tool: 'pg_probackup',
    kind: mode === undefined || mode === 'FULL' ? 'full' : 'incremental',
    parentName: fields.text('parent-backup-id'),
    method: mode === undefined ? undefined : `${mode}${stream ? ' stream' : ''}`,
    state: state ?? 'running',
    status,
    versionNum: majorOfText(fields.text('server-version')),
    start: toolPositionOf(fields.lsn('start-lsn'), timeline, timeOfText(fields.text('start-time'))),
    stop: toolPositionOf(fields.lsn('stop-lsn'), timeline, timeOfText(fields.text('end-time'))),
    retained: keepOf(fields),
    stream,
  };
  return { value, problems: [...problems, ...fields.problems] };
}

/**
 * `set-backup --ttl` and `--expire-time`. WAL is kept from the oldest backup on, pinned or not, unless `--wal-depth` is
 * set.
 */
function keepOf(fields: Fields): ToolBackup['retained'] {
  const until = timeOfText(fields.text('expire-time'));
  return until === undefined ? undefined : { word: 'pinned', ownWalOnly: false, until };
}

/** Reads the `pg_probackup.conf` of an instance. */
export function parseProbackupConfig(bytes: Uint8Array): Parsed<ProbackupConfig> {
  const { values, problems } = readKeyValues(bytes);
  const fields = new Fields(withoutQuotes(values));
  const systemIdentifier = fields.uint64('system-identifier');
  const segmentSize = fields.segmentSize('xlog-seg-size');
  return { value: { systemIdentifier, segmentSize }, problems: [...problems, ...fields.problems] };
}

function withoutQuotes(values: ReadonlyMap<string, RawValue>): Map<string, RawValue> {
  const plain = new Map<string, RawValue>();
  for (const [key, value] of values) {
    plain.set(key, { ...value, text: value.text.replace(/^'(.*)'$/, '$1') });
  }
  return plain;
}
