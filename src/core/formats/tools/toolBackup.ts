import type { WrittenTime } from '../writtenTime';
import type { Lsn } from '../../ground/lsn';
import type { SegmentNameParts } from '../../wal/segmentName';
import type { Tool } from './backupTools';

/** Where a backup starts or stops, according to its tool. */
export interface ToolPosition {
  readonly lsn: Lsn;
  readonly timeline: number;
  readonly time: WrittenTime | undefined;
  /** The segment that the tool names beside the location, if it does. */
  readonly segment?: SegmentNameParts | undefined;
}

/**
 * What the tool's status means for a restore: `running` may still end well, `waiting` lacks only WAL according to the
 * tool itself, `failed` never became a backup, `corrupt` and `orphan` (of a corrupt parent) were found later, `removed`
 * is being or was deleted.
 */
export type ToolState = 'done' | 'running' | 'waiting' | 'failed' | 'corrupt' | 'orphan' | 'removed';

/** Why the tool keeps a backup that its retention would delete. */
export interface Retention {
  /** As the tool's users call it: `kept` (Barman, pgmoneta), `permanent` (WAL-G), `pinned` (pg_probackup). */
  readonly word: 'kept' | 'permanent' | 'pinned';
  /**
   * The tool removes the other WAL of its time and keeps only what the backup itself needs: recovery cannot continue
   * from it.
   */
  readonly ownWalOnly: boolean;
  /** When this ends, if it does. */
  readonly until?: WrittenTime;
}

/** What a tool's own metadata contains about one backup. Everything may be absent: not written, or not readable. */
export interface ToolBackup {
  readonly tool: Tool;
  /** As the tool calls it: `20261125T131942`, `20261125-131934F`, `base_0000…`, `QO8RU1`. */
  readonly name: string | undefined;
  readonly kind: 'full' | 'incremental';
  /** The backup on which an incremental one builds, by its name. */
  readonly parentName: string | undefined;
  /** The tool's word for how it was taken: `postgres`, `rsync`, `diff`, `PAGE`. */
  readonly method: string | undefined;
  readonly state: ToolState;
  /** The state in the tool's own words, with its reason if it gives one. */
  readonly status: string | undefined;
  readonly error: string | undefined;
  /** `server_version_num` of the major version: 90200, 150000. */
  readonly versionNum: number | undefined;
  readonly systemIdentifier: bigint | undefined;
  /** Bytes. */
  readonly segmentSize: number | undefined;
  readonly start: ToolPosition | undefined;
  readonly stop: ToolPosition | undefined;
  /** Text of the backup label, if the tool keeps it. */
  readonly labelText: string | undefined;
  readonly retained: Retention | undefined;
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
  retained: undefined,
};
