import type { ServerVersion } from '../facts/serverVersion';

/** Exclusive: up to 14, the only one up to 9.5. Non-exclusive: from 9.6, the only one from 15. */
export type BackupMode = 'exclusive' | 'non-exclusive';

export interface StartOptions {
  readonly mode: BackupMode;
  /** One line, at most 1024 bytes. */
  readonly label: string;
  /** A checkpoint at once (much I/O) instead of one spread over checkpoint_completion_target of the interval. */
  readonly fast: boolean;
  /** Told what happens until the server has started the backup. */
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
 * A backup that has been started: plain data without secrets, to be shown and stored (so that a later window can still
 * tell which backup it was).
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
  /** The segment that holds the start location, by our own arithmetic. */
  readonly startSegment: string;
  /** The name by the server's own function; absent on a standby, where it refuses. */
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
 * `running` → `stopping` → `stopped`; `aborted` and `lost` are ends, too. After a failed or canceled stop it is `running`
 * again, or still `stopping` where the server goes on with it.
 */
export type BackupState = 'running' | 'stopping' | 'stopped' | 'aborted' | 'lost';

export type LostCause =
  /** pg_terminate_backend, or the server is shutting down. */
  | 'terminated'
  /** Another server process crashed, or an immediate shutdown. */
  | 'server-crashed'
  /** A timeout setting of the server ended the session. */
  | 'server-timeout'
  /** The connection broke or answers no more. */
  | 'connection-broken'
  /** A connection pooler handed the session to another server process. */
  | 'pooler';

export interface LostSession {
  readonly cause: LostCause;
  /** ISO 8601, UTC. */
  readonly time: string;
  /** What happened. */
  readonly happened: string;
  /** The same, and what it means for the copy, as far as this is known without asking the server. */
  readonly message: string;
  readonly remedy: string;
  /** Exclusive: the statement that ends the server's backup mode, should it still be in it. */
  readonly endStatement?: string;
}

/** The session has not answered for a while, and may yet. */
export interface SessionTrouble {
  /** ISO 8601, UTC: since when nothing was heard. */
  readonly since: string;
  readonly message: string;
}

export interface StopOptions {
  /** Wait until the required WAL and the backup history file are archived. */
  readonly waitForArchive: boolean;
}

export type StopProgress =
  | { readonly kind: 'stopping' }
  /** From here on label and map are safe in `result`: write them now. The waiting may go on. */
  | { readonly kind: 'stopped'; readonly result: StopResult }
  | { readonly kind: 'waiting'; readonly waiting: ArchiveWaiting }
  | { readonly kind: 'server-message'; readonly message: ServerMessage };

/** What the archive still lacks. */
export interface ArchiveWaiting {
  readonly waitedSeconds: number;
  /** Names of files not yet archived, in order, at most 100; absent if it is unknown. */
  readonly missing?: readonly string[];
  readonly missingCount?: number;
  readonly lastArchivedWal?: string;
  /** The archiver's last failure, if it came after its last success. */
  readonly failure?: { readonly wal: string; readonly time: string; readonly count: number };
  /** Why nothing can be seen at the moment (no second connection …). */
  readonly note?: string;
}

/** How the archive stood when `stop` came back. */
export type ArchiveOutcome =
  /** All required WAL and the history file are archived, as the server itself says. */
  | 'archived'
  /** Not asked to wait. */
  | 'not-waited'
  /** The signal was aborted while waiting; the backup itself is complete. `waitForArchive` goes on. */
  | 'canceled'
  /** Archiving is off (or, on a standby, not `always`): whoever takes the backup must copy the WAL. */
  | 'not-archiving'
  /** The server could not be asked any longer. */
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
  /** The last segment that the backup needs: the one that holds the byte before the stop location. */
  readonly stopSegment: string;
  /** The content of `backup_label`, byte for byte. Absent only for an exclusive backup: the copy has the file already. */
  readonly labelFile?: Uint8Array;
  /** The content of `tablespace_map`, byte for byte; absent if the backup needs none. */
  readonly tablespaceMap?: Uint8Array;
  /** In order. Empty only where the timelines between start and stop are unknown; `note` then says why. */
  readonly required: readonly RequiredRange[];
  /** `SEGMENT.OFFSET.backup`, which a primary writes and archives. */
  readonly historyFile?: string;
  readonly archive: ArchiveOutcome;
  readonly messages: readonly ServerMessage[];
  readonly note?: string;
}

export interface AbortResult {
  /** Exclusive: by pg_stop_backup. Non-exclusive: by the end of the session. */
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

/** A backup that runs, with the one session that holds it. Never throws anything but {@link PostgresError}. */
export interface RunningBackup {
  readonly started: StartedBackup;
  readonly state: BackupState;
  /** Set once the state is `lost`. */
  readonly lost: LostSession | undefined;
  /** Calls at once when the session is lost, or has been already. Gives a function that stops that. */
  onLost(listener: (lost: LostSession) => void): () => void;
  /** Calls when the session does not answer, and with undefined when it does again. Gives a function that stops that. */
  onTrouble(listener: (trouble: SessionTrouble | undefined) => void): () => void;
  /**
   * Ends the backup in the same session. Once the server has given label and map it does not fail any longer: waiting for
   * the archive can be canceled and ends with the whole result. Up to 9.6 the server itself waits and nothing can be
   * had before: a canceled `stop` then throws `canceled`, the server goes on, and the next `stop` joins it.
   */
  stop(
    options: StopOptions,
    onProgress: (progress: StopProgress) => void,
    signal: AbortSignal,
  ): Promise<StopResult>;
  /** Ends the backup without a result: the copy is then worth nothing. Safe in every state. */
  abort(): Promise<AbortResult>;
}
