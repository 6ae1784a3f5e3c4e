import { restoreCommand } from './restoreCommand';
import type { RestoreFacts } from './facts';
import { confQuote } from '../shell';
import type { RecoveryTarget } from '../types';

/** The versions at which recovery's configuration changed. */
export const FIRST = {
  /** `recovery_target = 'immediate'`. */
  immediate: 90400,
  /** `recovery_target_action` in place of `pause_at_recovery_target`. */
  action: 90500,
  /** `ALTER SYSTEM`, postgresql.auto.conf. */
  alterSystem: 90400,
  /** `pg_wal` in place of `pg_xlog`, and the names of functions. */
  wal: 100000,
  /** `recovery.signal` and ordinary settings in place of recovery.conf. */
  signal: 120000,
} as const;

/** The parameters of a recovery. */
export interface RecoveryPlan {
  readonly version: number;
  readonly target: RecoveryTarget;
  /** The timeline to follow; undefined leaves it to the backup's own. */
  readonly timeline: number | undefined;
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

const TARGET_NAMES = [
  'recovery_target',
  'recovery_target_name',
  'recovery_target_time',
  'recovery_target_lsn',
];

/**
 * The settings of the recovery, one per line, for recovery.conf up to 11 and for postgresql.auto.conf from 12. Sources:
 * the manual's "Recovery Target" of each version; `parseRecoveryCommandFile` (xlog.c) up to 11, guc.c from 12.
 */
export function recoverySettings(plan: RecoveryPlan, facts: RestoreFacts): string[] {
  const { version, target, standalone } = plan;
  const command = standalone ? 'false' : restoreCommand(facts.archives);
  return [
    `restore_command = ${confQuote(command)}`,
    ...leftovers(version, target, facts),
    ...targetSettings(target),
    ...timelineSetting(plan),
    ...actionSetting(version, target),
    ...(version >= FIRST.signal ? ["archive_mode = 'off'"] : []),
  ];
}

/** A server refuses two targets of different kinds, so an old one must be reset before the new one is set. */
function leftovers(version: number, target: RecoveryTarget, { leftoverTargets }: RestoreFacts): string[] {
  if (version < FIRST.signal || !leftoverTargets) return [];
  const own = targetSettings(target)[0]?.split(' ')[0];
  return [...TARGET_NAMES, 'recovery_target_xid']
    .filter((name) => name !== own)
    .map((name) => `${name} = ''`);
}

function targetSettings(target: RecoveryTarget): string[] {
  switch (target.kind) {
    case 'time':
      return [
        `recovery_target_time = ${confQuote(target.time.replace(/ UTC$/, '+00'))}`,
        "recovery_target_inclusive = 'on'",
      ];
    case 'lsn':
      return [`recovery_target_lsn = ${confQuote(target.lsn)}`, "recovery_target_inclusive = 'on'"];
    case 'name':
      return [`recovery_target_name = ${confQuote(target.name)}`];
    case 'immediate':
      return ["recovery_target = 'immediate'"];
    case 'end':
      return [];
  }
}

/** Without the setting, recovery follows the backup's own timeline up to 11, and the newest one from 12 on. */
function timelineSetting({ version, timeline, standalone }: RecoveryPlan): string[] {
  if (standalone) return version >= FIRST.signal ? ["recovery_target_timeline = 'current'"] : [];
  return timeline === undefined ? [] : [`recovery_target_timeline = '${timeline}'`];
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

/** Whether the server waits at the target until it is told to continue. */
export function pausesAtTarget({ version, target }: RecoveryPlan): boolean {
  return target.kind !== 'end' && version >= FIRST.wal;
}
