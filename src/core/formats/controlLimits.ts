import type { ControlLayout } from './controlLayout';

/** Settings of the server that pg_control records, because a hot standby must not have lower ones. */
export interface ServerLimits {
  readonly maxConnections: number;
  /** From 9.4. */
  readonly maxWorkerProcesses: number | undefined;
  /** From 12. */
  readonly maxWalSenders: number | undefined;
  readonly maxPreparedTransactions: number;
  readonly maxLocksPerTransaction: number;
  /** From 9.5. A server that starts without it deletes the commit timestamps. */
  readonly trackCommitTimestamp: boolean | undefined;
}

/**
 * The numbers after wal_level in `ControlFileData` (pg_control.h): connections, from 9.4 worker processes (after the flag
 * wal_log_hints), from 12 WAL senders, prepared transactions, locks, from 9.5 the flag track_commit_timestamp.
 */
export function limitsOf(
  view: DataView,
  { controlVersion, walLevel, legacyCrc }: ControlLayout,
): ServerLimits {
  const workers = controlVersion >= 942;
  const senders = controlVersion >= 1201;
  let at = walLevel + (workers ? 8 : 4);
  const next = (): number => {
    at += 4;
    return view.getInt32(at - 4, true);
  };
  return {
    maxConnections: next(),
    maxWorkerProcesses: workers ? next() : undefined,
    maxWalSenders: senders ? next() : undefined,
    maxPreparedTransactions: next(),
    maxLocksPerTransaction: next(),
    // 9.4 and 9.5 have the same control version; their checksums differ.
    trackCommitTimestamp: workers && !legacyCrc ? view.getUint8(at) !== 0 : undefined,
  };
}
