import type { Parsed } from '../parsed';
import { Fields } from './fields';
import { readKeyValues } from './keyValues';
import { parsePythonLiteral } from './pythonLiteral';
import { NOTHING_SAID, type ToolBackup, type ToolState } from './toolBackup';
import { toolProblem } from './toolProblem';
import { majorOfNumber, toolPositionOf, timeOfText } from './toolValues';

const STATES: ReadonlyMap<string, ToolState> = new Map([
  ['EMPTY', 'running'],
  ['STARTED', 'running'],
  ['SYNCING', 'running'],
  ['WAITING_FOR_WALS', 'waiting'],
  ['DONE', 'done'],
  ['FAILED', 'failed'],
]);
/** Barman writes this if the base files are whole, but a segment up to `end_wal` was not archived. */
const LACKS_WAL = /at least one WAL file is missing/i;
const KNOWN_KEYS = ['begin_wal', 'begin_xlog', 'server_name', 'backup_label'];

/** A Barman backup: the common fields, and its tablespaces. */
export interface BarmanBackup extends ToolBackup {
  /** OIDs: each has a directory of this name beside `data`. */
  readonly tablespaceOids: readonly string[];
  /** Whether its data files are in tars. */
  readonly compressed: boolean;
}

/**
 * Reads Barman's `backup.info` (`base/ID/backup.info`, from 3.13.2 `meta/ID-backup.info`): `key=value`, `None` for
 * nothing, Python literals for texts and lists. Unknown keys are ignored.
 */
export function parseBarmanInfo(bytes: Uint8Array): Parsed<BarmanBackup> {
  const { values, problems } = readKeyValues(bytes);
  if (!KNOWN_KEYS.some((key) => values.has(key))) {
    return { value: undefined, problems: problems.length > 0 ? problems : [toolProblem('foreign')] };
  }
  const fields = new Fields(values, ['None', '']);
  const timeline = fields.timeline('timeline');
  const parentName = fields.text('parent_backup_id');
  const value: BarmanBackup = {
    ...NOTHING_SAID,
    tool: 'barman',
    name: fields.text('backup_id'),
    kind: parentName === undefined ? 'full' : 'incremental',
    parentName,
    method: fields.text('mode'),
    ...stateOf(fields),
    versionNum: majorOfNumber(fields.int('version')),
    systemIdentifier: fields.uint64('systemid'),
    segmentSize: fields.segmentSize('xlog_segment_size'),
    start: toolPositionOf(
      fields.lsn('begin_xlog'),
      timeline,
      timeOfText(fields.text('begin_time')),
      fields.segment('begin_wal'),
    ),
    stop: toolPositionOf(
      fields.lsn('end_xlog'),
      fields.segment('end_wal')?.timeline ?? timeline,
      timeOfText(fields.text('end_time')),
      fields.segment('end_wal'),
    ),
    labelText: labelOf(fields),
    tablespaceOids: tablespacesOf(fields),
    compressed: fields.text('compression') !== undefined || fields.text('encryption') !== undefined,
  };
  return { value, problems: [...problems, ...fields.problems] };
}

function stateOf(fields: Fields): Pick<ToolBackup, 'state' | 'status' | 'error'> {
  const status = fields.text('status');
  const error = fields.text('error');
  const known = STATES.get(status ?? '');
  if (status !== undefined && known === undefined) fields.problems.push(toolProblem('bad-value', status));
  const state = known === 'failed' && LACKS_WAL.test(error ?? '') ? 'waiting' : known;
  return { state: state ?? 'running', status, error };
}

function labelOf(fields: Fields): string | undefined {
  const text = fields.text('backup_label');
  if (text === undefined) return undefined;
  const label = parsePythonLiteral(text);
  if (typeof label === 'string') return label;
  fields.problems.push(literalProblem('backup_label', text));
  return undefined;
}

function tablespacesOf(fields: Fields): string[] {
  const text = fields.text('tablespaces');
  if (text === undefined) return [];
  const list = parsePythonLiteral(text);
  if (!Array.isArray(list)) {
    fields.problems.push(literalProblem('tablespaces', text));
    return [];
  }
  return list.flatMap((space: unknown) => {
    const oid = Array.isArray(space) ? String(space[1]) : '';
    return /^\d{1,10}$/.test(oid) ? [oid] : [];
  });
}

function literalProblem(field: string, text: string) {
  const problem = toolProblem('bad-value', text);
  return { ...problem, args: { ...problem.args, field } };
}
