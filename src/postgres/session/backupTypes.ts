import type { ServerVersion } from '../facts/serverVersion';

/** Exclusive: up to 14, the only one up to 9.5. Non-exclusive: from 9.6, the only one from 15. */
export type BackupMode = 'exclusive' | 'non-exclusive';

export interface StartOptions {
  readonly mode: BackupMode;
  /** One line, at most 1024 bytes. */
  readonly label: string;
  /** An immediate checkpoint (much I/O) instead of one spread over checkpoint_completion_target of the interval. */
  readonly fast: boolean;
  /** Called with the progress until the server has started the backup. */
  readonly onProgress?: (progress: StartProgress) => void;
}

/** Steps of a start. `waitedSeconds` is the time since the call was sent. */
export type StartProgress =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'checkpoint'; readonly waitedSeconds: number }
  | { readonly kind: 'server-message'; readonly message: ServerMessage };

/** A NOTICE or WARNING of the server. */
export interface ServerMessage {
  readonly severity: string;
  readonly text: string;
  /** ISO 8601, UTC, by this machine's clock. */
  readonly time: string;
}

/**
 * A started backup: plain data without secrets, to be shown and stored (so that a later window still knows which backup
 * it was).
 */
export interface StartedBackup {
  /** Eight hexadecimal digits, also in the session's application_name. */
  readonly backupId: string;
  /** Name of the connection. */
  readonly connection: string;
  readonly label: string;
  readonly mode: BackupMode;
  readonly takenFrom: 'primary' | 'standby';
  readonly startLsn: string;
  readonly timeline: number;
  /** The segment with the start location, computed here. */
  readonly startSegment: string;
  /** The name from the server's own function; absent on a standby, where it refuses. */
  readonly serverStartSegment?: string;
  readonly systemIdentifier?: string;
  readonly version: ServerVersion;
  /** Bytes. */
  readonly segmentSize: number;
  readonly backendPid: number;
  /** ISO 8601, UTC, by the server's clock. */
  readonly startTime: string;
  readonly dataDirectory?: string;
}

/**
 * `running` → `stopping` → `stopped`; `aborted` and `lost` are ends, too. After a failed or canceled stop it is
 * `running` again, or still `stopping` if the server continues.
 */
export type BackupState = 'running' | 'stopping' | 'stopped' | 'aborted' | 'lost';

export type LostCause =
  /** pg_terminate_backend, or the server is shutting down. */
  | 'terminated'
  /** Another server process crashed, or an immediate shutdown. */
  | 'server-crashed'
  /** A timeout setting of the server ended the session. */
  | 'server-timeout'
  /** The connection broke or no longer answers. */
  | 'connection-broken'
  /** A connection pooler handed the session to another server process. */
  | 'pooler';

export interface LostSession {
  readonly cause: LostCause;
  /** ISO 8601, UTC. */
  readonly time: string;
  /** What happened. */
  readonly happened: string;
  /** The same, and what it means for the copy, as far as known without asking the server. */
  readonly message: string;
  readonly remedy: string;
  /** Exclusive: the statement that ends the server's backup mode, if it is still in it. */
  readonly endStatement?: string;
}

/** The session has not answered for a while, but still may. */
export interface SessionTrouble {
  /** ISO 8601, UTC: time of the last sign of life. */
  readonly since: string;
  readonly message: string;
}

export interface StopOptions {
  /** Wait until the required WAL and the backup history file are archived. */
  readonly waitForArchive: boolean;
}

export type StopProgress =
  | { readonly kind: 'stopping' }
  /** From here on label and map are safe in `result`: write them now. The wait may continue. */
  | { readonly kind: 'stopped'; readonly result: StopResult }
  | { readonly kind: 'waiting'; readonly waiting: ArchiveWaiting }
  | { readonly kind: 'server-message'; readonly message: ServerMessage };

/** The files that the archive still lacks. */
export interface ArchiveWaiting {
  readonly waitedSeconds: number;
  /** Names of files not yet archived, in order, at most 100; absent if it is unknown. */
  readonly missing?: readonly string[];
  readonly missingCount?: number;
  readonly lastArchivedWal?: string;
  /** The archiver's last failure, if it is later than its last success. */
  readonly failure?: { readonly wal: string; readonly time: string; readonly count: number };
  /** Why nothing can be seen at the moment (for example no second connection). */
  readonly note?: string;
}

/** The state of the archive when `stop` returned. */
export type ArchiveOutcome =
  /** All required WAL and the history file are archived, according to the server. */
  | 'archived'
  /** Not asked to wait. */
  | 'not-waited'
  /** The signal was aborted while waiting; the backup itself is complete. `waitForArchive` continues. */
  | 'canceled'
  /** Archiving is off (or, on a standby, not `always`): the WAL has to be copied together with the backup. */
  | 'not-archiving'
  /** The server could no longer be asked. */
  | 'unknown';

/** Segments of one timeline, first and last included. */
export interface RequiredRange {
  readonly timeline: number;
  readonly first: string;
  readonly last: string;
  readonly count: number;
}

export interface StopResult {
  readonly started: StartedBackup;
  readonly stopLsn: string;
  readonly stopTimeline: number;
  /** The last segment that the backup needs: the one with the byte before the stop location. */
  readonly stopSegment: string;
  /**
   * The content of `backup_label`, byte for byte. Absent only for an exclusive backup: the copy already has the file.
   */
  readonly labelFile?: Uint8Array;
  /** The content of `tablespace_map`, byte for byte; absent if the backup needs none. */
  readonly tablespaceMap?: Uint8Array;
  /** In order. Empty only if the timelines between start and stop are unknown; `note` then says why. */
  readonly required: readonly RequiredRange[];
  /** `SEGMENT.OFFSET.backup`, which a primary writes and archives. */
  readonly historyFile?: string;
  readonly archive: ArchiveOutcome;
  readonly messages: readonly ServerMessage[];
  readonly note?: string;
}

export interface AbortResult {
  /** How the backup ended. Exclusive: by pg_stop_backup. Non-exclusive: by the end of the session. */
  readonly ended: 'by-stop' | 'by-session-end' | 'was-over';
  readonly message: string;
}

/** How an exclusive backup was ended without its result. */
export interface ExclusiveEnd {
  /** `false`: the server was in no exclusive backup. */
  readonly wasRunning: boolean;
  /** Absent if the server was not waited for. */
  readonly stopLsn?: string;
  readonly message: string;
}

/** A running backup, with the one session that holds it. Throws only {@link PostgresError}. */
export interface RunningBackup {
  readonly started: StartedBackup;
  readonly state: BackupState;
  /** Set once the state is `lost`. */
  readonly lost: LostSession | undefined;
  /** Calls when the session is lost, immediately if it already is. Returns a function that ends this. */
  onLost(listener: (lost: LostSession) => void): () => void;
  /**
   * Calls when the session does not answer, and with undefined when it answers again. Returns a function that ends
   * this.
   */
  onTrouble(listener: (trouble: SessionTrouble | undefined) => void): () => void;
  /**
   * Ends the backup in the same session. Once the server has returned label and map it cannot fail: waiting for the
   * archive can be canceled and ends with the whole result. Up to 9.6 the server itself waits and returns nothing
   * before: a canceled `stop` then throws `canceled`, the server continues, and the next `stop` joins it.
   */
  stop(
    options: StopOptions,
    onProgress: (progress: StopProgress) => void,
    signal: AbortSignal,
  ): Promise<StopResult>;
  /** Ends the backup without a result: the copy is then worthless. Safe in every state. */
  abort(): Promise<AbortResult>;
}
