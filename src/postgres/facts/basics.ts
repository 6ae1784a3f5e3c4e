import type { Session } from '../connection/session';
import { PostgresError } from '../postgresError';
import type { ServerVersion } from './serverVersion';
import { isoTime } from './sqlText';
import { serverVersion } from './version';

/** Facts that every role may see, read in one statement. */
export interface Basics {
  readonly version: ServerVersion;
  readonly role: 'primary' | 'standby';
  readonly user: string;
  readonly superuser: boolean;
  readonly replication: boolean;
  /** ISO 8601, UTC, by the server's clock. */
  readonly now: string;
  readonly serverStart: string;
  /** The server process that runs this statement. */
  readonly pid: number;
}

const OLDEST = 90100;
/** No version has more than four digits before its last four. */
const NEWEST = 99_999_999;

/** Reads the server's identity and version. Throws if it is older than 9.1. */
export async function readBasics(session: Session, signal: AbortSignal): Promise<Basics> {
  const [row] = await session.query<
    'version' | 'standby' | 'user' | 'super' | 'replication' | 'now' | 'start' | 'pid'
  >(
    `SELECT current_setting('server_version_num') AS version, pg_is_in_recovery() AS standby,
 current_user AS "user", rolsuper AS super, rolreplication AS replication, pg_backend_pid() AS pid,
 ${isoTime('clock_timestamp()')} AS now, ${isoTime('pg_postmaster_start_time()')} AS start
 FROM pg_catalog.pg_roles WHERE rolname = current_user`,
    [],
    { signal, doing: 'Reading the server version' },
  );
  const versionNum = Number(row?.version);
  if (row === undefined || !Number.isSafeInteger(versionNum) || versionNum > NEWEST) throw noVersion();
  const version = serverVersion(versionNum);
  if (version.number < OLDEST) {
    throw new PostgresError({
      reason: 'configuration',
      message: `The server is PostgreSQL ${version.text}; backups are supported from 9.1 on.`,
      remedy: 'Use the programs of that server for its backups.',
    });
  }
  return {
    version,
    role: row.standby === 't' ? 'standby' : 'primary',
    user: row.user ?? '',
    superuser: row.super === 't',
    replication: row.replication === 't',
    now: row.now ?? '',
    serverStart: row.start ?? '',
    pid: Number(row.pid),
  };
}

function noVersion(): PostgresError {
  return new PostgresError({
    reason: 'server',
    message: 'The server does not say which version of PostgreSQL it is.',
    remedy: 'Check host and port: this may be another product that uses the protocol of PostgreSQL.',
  });
}
