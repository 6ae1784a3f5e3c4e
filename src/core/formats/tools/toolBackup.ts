import type { WrittenTime } from '../writtenTime';
import type { Lsn } from '../../ground/lsn';
import type { SegmentNameParts } from '../../wal/segmentName';

/** The backup tools whose repositories are read. */
export type Tool = 'barman' | 'pgbackrest' | 'wal-g' | 'pgmoneta' | 'pg_probackup';

/** Where a backup starts or stops, as its tool says. */
export interface ToolPosition {
  readonly lsn: Lsn;
  readonly timeline: number;
  readonly time: WrittenTime | undefined;
  /** The segment that the tool names beside the location, where it does. */
  readonly segment?: SegmentNameParts | undefined;
}

/**
 * What the tool's status means for a restore: `running` may still end well, `waiting` has all but some WAL by the
 * tool's own account, `failed` never became a backup, `corrupt` and `orphan` (of a parent that is) were found later,
 * `removed` is being or was deleted.
 */
export type ToolState = 'done' | 'running' | 'waiting' | 'failed' | 'corrupt' | 'orphan' | 'removed';

/** What keeps a backup that the tool's retention is past. */
export interface Retention {
  /** As the tool's users call it: `kept` (Barman, pgmoneta), `permanent` (WAL-G), `pinned` (pg_probackup). */
  readonly word: 'kept' | 'permanent' | 'pinned';
  /** The tool then removes WAL of its time, all but what the backup itself needs: recovery cannot go on from it. */
  readonly ownWalOnly: boolean;
  /** When that ends, where it does. */
  readonly until?: WrittenTime;
}

/** What a tool's own metadata says of one backup. Everything may be absent: it was not written or could not be read. */
export interface ToolBackup {
  readonly tool: Tool;
  /** As the tool calls it: `20261125T131942`, `20261125-131934F`, `base_0000…`, `QO8RU1`. */
  readonly name: string | undefined;
  readonly kind: 'full' | 'incremental';
  /** The backup on which an incremental one builds, by its name. */
  readonly parentName: string | undefined;
  /** The tool's word for the way in which it was taken: `postgres`, `rsync`, `diff`, `PAGE`. */
  readonly method: string | undefined;
  readonly state: ToolState;
  /** The tool's own word of the state, and its reason where it gives one. */
  readonly status: string | undefined;
  readonly error: string | undefined;
  /** `server_version_num` of the major version: 90200, 150000. */
  readonly versionNum: number | undefined;
  readonly systemIdentifier: bigint | undefined;
  /** Bytes. */
  readonly segmentSize: number | undefined;
  readonly start: ToolPosition | undefined;
  readonly stop: ToolPosition | undefined;
  /** Text of the backup label, where the tool keeps it. */
  readonly labelText: string | undefined;
  readonly keep: Retention | undefined;
}

export const NOTHING_SAID: Omit<ToolBackup, 'tool'> = {
  name: undefined,
  kind: 'full',
  parentName: undefined,
  method: undefined,
  state: 'done',
  status: undefined,
  error: undefined,
  versionNum: undefined,
  systemIdentifier: undefined,
  segmentSize: undefined,
  start: undefined,
  stop: undefined,
  labelText: undefined,
  keep: undefined,
};
