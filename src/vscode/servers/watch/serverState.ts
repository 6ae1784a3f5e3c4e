import type { CopyRequest } from '../../../core/backup/copyRequest';
import type { ServerFacts } from '../../../postgres/facts/serverFacts';
import type { RunningBackup, StopResult } from '../../../postgres/session/backupTypes';

/** A switch file of archiving that was changed for a backup, to be put back after it. */
export interface Switched {
  readonly path: string;
  readonly done: 'created' | 'removed';
}

/** What is known about the server of one connection. */
export interface ServerState {
  readonly connection: string;
  /** Where the connection leads, in one line: "localhost:5432", "service nightly". */
  readonly place: string;
  /**
   * The facts of the last look. They stay while the server is unreachable; `failure` then says since when they are old.
   */
  readonly facts?: ServerFacts;
  readonly failure?: ServerFailure;
}

export interface ServerFailure {
  readonly reason: string;
  readonly message: string;
  readonly remedy: string;
  /** Not tried again automatically: every refused password counts against the user. */
  readonly waitsForUser: boolean;
}

/** A backup that this window holds, or has just lost. */
export interface HeldBackup {
  readonly backup: RunningBackup;
  readonly connection: string;
  readonly folder?: string;
  /** The session does not answer at the moment; its meaning. */
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
