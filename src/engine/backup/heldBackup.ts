import type { CopyRequest } from '../../core/backup/copyRequest';
import type { RunningBackup, StopResult } from '../../postgres/session/backupTypes';

/** A switch file of archiving that was changed for a backup, to be put back after it. */
export interface Switched {
  readonly path: string;
  readonly done: 'created' | 'removed';
}

/** A backup that this window holds, or has just lost. */
export interface HeldBackup {
  readonly backup: RunningBackup;
  readonly connection: string;
  readonly folder?: string;
  /** What the user reads while the session does not answer; absent if it answers. */
  readonly trouble?: string | undefined;
  /** Why the tablespaces of the server cannot be seen. */
  readonly tablespacesUnknown?: string;
  /** Set once the server has ended it. */
  readonly stopped?: StopResult;
  readonly copy?: CopyRequest;
  readonly switched?: Switched;
  /** Whether the server archives WAL by itself; absent if unknown. */
  readonly archives?: boolean;
  readonly sql: { readonly stop: readonly string[]; readonly abort: readonly string[] };
}
