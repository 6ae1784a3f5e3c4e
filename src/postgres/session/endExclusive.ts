import { openSession } from '../connection/connect';
import type { ResolvedConnection } from '../connection/connectionSpec';
import type { Session } from '../connection/session';
import { readBasics } from '../facts/basics';
import type { ServerVersion } from '../facts/serverVersion';
import { PostgresError } from '../postgresError';
import { APPLICATION_NAME } from './applicationName';
import { endExclusiveSql, stopWaits } from './backupCalls';
import type { ExclusiveEnd } from './backupTypes';
import { type BackupTimings, TIMINGS } from './timings';

const NOT_RUNNING = '55000';

/** See `PostgresLayer.endExclusiveBackup`. */
export async function endExclusiveBackup(
  connection: ResolvedConnection,
  signal: AbortSignal,
  timings: BackupTimings = TIMINGS,
): Promise<ExclusiveEnd> {
  const session = await openSession(connection, { applicationName: APPLICATION_NAME }, signal);
  try {
    const { version } = await readBasics(session, signal);
    return await endExclusiveIn(session, version, timings);
  } finally {
    await session.close();
  }
}

/**
 * Ends the exclusive backup from any session of its server. Up to 9.6 the server then waits for its archive; the backup
 * is over before that, so the wait is canceled after a moment.
 */
export async function endExclusiveIn(
  session: Session,
  version: ServerVersion,
  timings: BackupTimings,
): Promise<ExclusiveEnd> {
  const text = endExclusiveSql(version);
  if (text === undefined) return none(version);
  const enough = new AbortController();
  const timer = stopWaits(version)
    ? setTimeout(() => {
        enough.abort();
      }, timings.exclusiveEnd)
    : undefined;
  const doing = 'Ending the exclusive backup';
  try {
    const [row] = await session.query<'lsn'>(text, [], {
      signal: enough.signal,
      milliseconds: 60_000,
      doing,
    });
    const stopLsn = row?.lsn ?? '';
    return { wasRunning: true, stopLsn, message: `The exclusive backup was ended at ${stopLsn}.` };
  } catch (error) {
    if (!(error instanceof PostgresError)) throw error;
    if (error.sqlState === NOT_RUNNING && !(await isInBackup(session, version))) return none(version);
    if (error.reason !== 'canceled' || (await isInBackup(session, version))) throw error;
    const message = 'The exclusive backup was ended without waiting for its WAL to be archived.';
    return { wasRunning: true, message };
  } finally {
    clearTimeout(timer);
  }
}

function none({ series }: ServerVersion): ExclusiveEnd {
  return {
    wasRunning: false,
    message: `No exclusive backup is running on the server (PostgreSQL ${series}).`,
  };
}

/** Up to 9.2 this is unknown; the stop function removes the label before it does anything lasting. */
async function isInBackup(session: Session, { number }: ServerVersion): Promise<boolean> {
  if (number < 90300 || number >= 150000) return false;
  const [row] = await session.query<'running'>('SELECT pg_is_in_backup() AS running', [], {
    doing: 'Reading the backup mode',
  });
  return row?.running === 't';
}
