import type { ServerLimits } from '../../formats/controlLimits';
import type { BackupSet } from '../../model/backupSet';
import { confQuote } from '../shell';
import type { RecoveryTarget } from '../types';
import { RESTORE_COMMAND } from './walScript';

/** The versions at which recovery's configuration changed. */
export const FIRST = {
  /** `ALTER SYSTEM`, postgresql.auto.conf. */
  alterSystem: 90400,
  /** `unix_socket_directories` in place of `unix_socket_directory`. */
  socketDirectories: 90300,
  /** `recovery_target = 'immediate'`. */
  immediate: 90400,
  /** `recovery_target_action` in place of `pause_at_recovery_target`. */
  action: 90500,
  /** `pg_wal` in place of `pg_xlog`, the names of functions, logical replication. */
  wal: 100000,
  /** `recovery.signal` and ordinary settings in place of recovery.conf. */
  signal: 120000,
  /** `recovery_prefetch`. */
  prefetch: 150000,
} as const;

/** The parameters of a recovery. */
export interface RecoveryPlan {
  readonly version: number;
  readonly target: RecoveryTarget;
  /** The timeline to follow; undefined leaves it to the backup's own. */
  readonly timeline: number | undefined;
  /** Whether the archive has the history file of that timeline. */
  readonly hasHistory: boolean;
  /** All WAL is in the data directory: nothing is fetched. */
  readonly standalone: boolean;
  /** Segments in the data directory that must stay; undefined if the archive has all. */
  readonly keptWal: readonly NameRange[] | undefined;
}

/** Names of segments, both ends included. */
export interface NameRange {
  readonly first: string;
  readonly last: string;
}

/**
 * The settings of the recovery, one per line, for recovery.conf up to 11 and for postgresql.conf from 12. Sources:
 * the manual's "Recovery Target" of each version; `parseRecoveryCommandFile` (xlog.c) up to 11, guc.c from 12.
 */
export function recoverySettings(plan: RecoveryPlan): string[] {
  const { version, target, standalone } = plan;
  return [
    `restore_command = ${confQuote(standalone ? 'false' : RESTORE_COMMAND)}`,
    ...targetSettings(target),
    ...timelineSetting(plan),
    ...actionSetting(version, target),
    // It asks for segments that are not needed, and ends recovery if one of them is damaged (15 and later).
    ...(version >= FIRST.prefetch && target.kind !== 'end' ? ["recovery_prefetch = 'off'"] : []),
  ];
}

function targetSettings(target: RecoveryTarget): string[] {
  switch (target.kind) {
    case 'time':
      return [
        `recovery_target_time = ${confQuote(target.time.replace(/ UTC$/, '+00'))}`,
        inclusiveSetting(target),
      ];
    case 'lsn':
      return [`recovery_target_lsn = ${confQuote(target.lsn)}`, inclusiveSetting(target)];
    case 'xid':
      return [`recovery_target_xid = ${confQuote(target.xid)}`, inclusiveSetting(target)];
    case 'name':
      return [`recovery_target_name = ${confQuote(target.name)}`];
    case 'immediate':
      return ["recovery_target = 'immediate'"];
    case 'end':
      return [];
  }
}

/** Whether recovery stops after what is named, or just before it. */
function inclusiveSetting({ exclusive }: { readonly exclusive?: true }): string {
  return `recovery_target_inclusive = '${exclusive === true ? 'off' : 'on'}'`;
}

/**
 * Without the setting, recovery follows the timeline in pg_control up to 11, and the newest one from 12 on. By number a server
 * requires the history file of every timeline but the first ("recovery target timeline does not exist").
 */
function timelineSetting({ version, timeline, standalone, hasHistory }: RecoveryPlan): string[] {
  const isByNumber = !standalone && timeline !== undefined && (timeline === 1 || hasHistory);
  if (isByNumber) return [`recovery_target_timeline = '${timeline}'`];
  return version >= FIRST.signal ? ["recovery_target_timeline = 'current'"] : [];
}

/**
 * A pause lets the DBA check the data before the server opens. It needs hot_standby, which is on by default only from
 * 10 on; without it 9.5 and 9.6 would shut down instead.
 */
function actionSetting(version: number, { kind }: RecoveryTarget): string[] {
  if (kind === 'end') return [];
  if (version < FIRST.action) return ["pause_at_recovery_target = 'false'"];
  return [`recovery_target_action = '${version < FIRST.wal ? 'promote' : 'pause'}'`];
}

/** Whether the server waits at the target until a function lets it continue. */
export function pausesAtTarget({ version, target }: RecoveryPlan): boolean {
  return target.kind !== 'end' && version >= FIRST.wal;
}

/**
 * Settings of the restored server besides recovery, one per line. They are all that it has: nothing of the configuration in
 * the backup is in force, so nothing in it can reach the original server, the archive or another host. Port and
 * sockets are added where the reader chose them.
 */
export function serverSettings({ version }: RecoveryPlan, { control }: Pick<BackupSet, 'control'>): string[] {
  return [
    "listen_addresses = 'localhost'",
    "archive_mode = 'off'",
    // The steps look for messages in the log.
    "lc_messages = 'C'",
    ...(version >= FIRST.wal ? ["hot_standby = 'on'", 'max_logical_replication_workers = 0'] : []),
    ...limitSettings(version, control?.limits),
  ];
}

/**
 * A hot standby may not have less of these than the server whose WAL it reads; pg_control has what that server had at the
 * time of the backup, and it may have got more since. Prepared transactions need their room in every case.
 */
function limitSettings(version: number, limits: ServerLimits | undefined): string[] {
  const least = (value: number | undefined, usual: number): string => String(Math.max(value ?? 0, usual));
  const prepared = `max_prepared_transactions = ${least(limits?.maxPreparedTransactions, 200)}`;
  // A server without it deletes the times of all commits when recovery ends (`CompleteCommitTsInitialization`).
  const commitTimes = limits?.trackCommitTimestamp === true ? ["track_commit_timestamp = 'on'"] : [];
  if (version < FIRST.wal) return [prepared, ...commitTimes];
  return [
    `max_connections = ${least(limits?.maxConnections, 500)}`,
    `max_worker_processes = ${least(limits?.maxWorkerProcesses, 64)}`,
    `max_wal_senders = ${least(limits?.maxWalSenders, 64)}`,
    prepared,
    `max_locks_per_transaction = ${least(limits?.maxLocksPerTransaction, 256)}`,
    ...commitTimes,
  ];
}
