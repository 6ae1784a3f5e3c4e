import type { BackupPlan, PreflightCheck } from './checks/preflight';
import type { AskPassword, ConnectionSpec, ResolvedConnection } from './connection/connectionSpec';
import type { ServerArchiving, ServerFacts } from './facts/serverFacts';
import type { ServerVersion } from './facts/serverVersion';
import type { ServerFiles } from './files/serverFiles';
import type { BackupSql } from './session/backupSqlTypes';
import type {
  ArchiveOutcome,
  ArchiveWaiting,
  BackupMode,
  ExclusiveEnd,
  RunningBackup,
  StartOptions,
  StopResult,
} from './session/backupTypes';
import type { PostgresError } from './postgresError';

/**
 * Everything that the rest of the program can ask of `src/postgres`. It is loaded late:
 *
 *     const { postgres } = await import('../postgres/entry');
 *
 * Every promise rejects only with a {@link PostgresError}, and soon after its signal is aborted with the reason
 * `canceled`. Types come from the files named here, by `import type`.
 */
export interface PostgresLayer {
  /** `instanceof` for callers that must not load the class. */
  isPostgresError(error: unknown): error is PostgresError;

  /**
   * Finds every value as libpq does: the spec, then its service (PGSERVICE, PGSERVICEFILE, ~/.pg_service.conf,
   * PGSYSCONFDIR), then PG… variables in `env`, then defaults; the password from PGPASSWORD, service or password file,
   * else from `askPassword`. Reads files, does not connect. Throws `configuration`.
   */
  resolveConnection(
    spec: ConnectionSpec,
    env: Readonly<Record<string, string | undefined>>,
    askPassword: AskPassword,
  ): Promise<ResolvedConnection>;

  /** Reads the facts of a server once. A fact that is not visible is unknown; only connecting can fail. */
  readServerFacts(connection: ResolvedConnection, signal: AbortSignal): Promise<ServerFacts>;

  /** The same, with the names in `archive_status` and the replication slots. */
  readServerArchiving(connection: ResolvedConnection, signal: AbortSignal): Promise<ServerArchiving>;

  /** What to know before a start, errors first. Pure. */
  checkBeforeStart(facts: ServerFacts, plan: BackupPlan): readonly PreflightCheck[];

  /** Why a label is refused, before any server is asked; undefined for a good one. */
  checkLabel(label: string): PreflightCheck | undefined;

  /** The exact statements that a start and a stop run on this version. */
  backupSql(version: ServerVersion, plan: Pick<StartOptions, 'mode' | 'label' | 'fast'>): BackupSql;

  /**
   * Starts a backup in a session that is held until stop or abort. Aborting the signal cancels the wait for the
   * checkpoint; the server then runs no backup of ours (or the error says that it may).
   */
  startBackup(
    connection: ResolvedConnection,
    options: StartOptions,
    signal: AbortSignal,
  ): Promise<RunningBackup>;

  /** Continues to wait for the archive after a stop that did not wait or was canceled. Any session can ask. */
  waitForArchive(
    connection: ResolvedConnection,
    stopped: StopResult,
    onProgress: (waiting: ArchiveWaiting) => void,
    signal: AbortSignal,
  ): Promise<ArchiveOutcome>;

  /** Ends the exclusive backup of a server in backup mode (up to 14), regardless of the session that started it. */
  endExclusiveBackup(connection: ResolvedConnection, signal: AbortSignal): Promise<ExclusiveEnd>;

  /** The statement that ends an exclusive backup, to be shown; undefined from 15 on. */
  endExclusiveSql(version: ServerVersion): string | undefined;

  /** Opens the server's files; throws `privilege` with the missing GRANT. */
  openServerFiles(connection: ResolvedConnection, signal: AbortSignal): Promise<ServerFiles>;

  /** Modes of a version, the usual one first: up to 9.5 exclusive, 9.6 to 14 both, then non-exclusive. */
  modesOf(version: ServerVersion): readonly BackupMode[];
}
