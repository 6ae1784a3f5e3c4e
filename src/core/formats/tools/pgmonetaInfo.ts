import type { Parsed } from '../parsed';
import { Fields } from './fields';
import { readKeyValues } from './keyValues';
import { NOTHING_SAID, type ToolBackup } from './toolBackup';
import { toolProblem } from './toolProblem';
import { toolPositionOf } from './toolValues';

/**
 * Reads pgmoneta's `backup.info`: `KEY=value`, `STATUS` 1 once the backup is whole, `TYPE` 1 for an incremental one. It
 * contains neither system identifier nor segment size.
 */
export function parsePgmonetaInfo(bytes: Uint8Array): Parsed<ToolBackup> {
  const { values, problems } = readKeyValues(bytes);
  if (!values.has('PGMONETA_VERSION') && !(values.has('STATUS') && values.has('LABEL'))) {
    return { value: undefined, problems: problems.length > 0 ? problems : [toolProblem('foreign')] };
  }
  const fields = new Fields(values);
  const incremental = fields.int('TYPE') === 1;
  const major = fields.int('MAJOR_VERSION', 99);
  const status = fields.text('STATUS');
  const timeline = fields.timeline('START_TIMELINE');
  const segment = fields.segment('WAL');
  const value: ToolBackup = {
    ...NOTHING_SAID,
    tool: 'pgmoneta',
    name: fields.text('LABEL'),
    kind: incremental ? 'incremental' : 'full',
    parentName: fields.text('PARENT'),
    method: incremental ? 'incremental' : 'full',
    state: status === '1' ? 'done' : 'running',
    status: status === undefined ? undefined : `STATUS=${status}`,
    versionNum: major === undefined || major < 10 ? undefined : major * 10_000,
    start: toolPositionOf(fields.lsn('START_WALPOS'), timeline ?? segment?.timeline, undefined, segment),
    stop: toolPositionOf(fields.lsn('END_WALPOS'), fields.timeline('END_TIMELINE') ?? timeline, undefined),
    // As long as the oldest backup is kept, no WAL is removed at all (`pgmoneta_delete_wal`).
    retained: fields.flag('KEEP') ? { word: 'kept', ownWalOnly: false } : undefined,
  };
  return { value, problems: [...problems, ...fields.problems] };
}
