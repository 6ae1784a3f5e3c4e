import type { ResolvedConnection } from '../connection/connectionSpec';
import { checkLabel } from '../checks/checkBeforeStart';
import { grantToStart } from '../facts/grants';
import { modesOf } from '../facts/version';
import { PostgresError } from '../postgresError';
import { APPLICATION_PREFIX, newBackupId } from './applicationName';
import { startCall } from './backupCalls';
import type { RunningBackup, StartOptions } from './backupTypes';
import { endExclusiveIn } from './endExclusive';
import { SessionBackup } from './sessionBackup';
import { Messages } from './messages';
import { type PreparedSession, prepareSession } from './prepareSession';
import { probeFromOutside } from './probe';
import { describeStart } from './startedBackup';
import { type BackupTimings, TIMINGS } from './timings';

const NOT_IN_STATE = '55000';

/** See `PostgresLayer.startBackup`. */
export async function startInSession(
  connection: ResolvedConnection,
  options: StartOptions,
  signal: AbortSignal,
  timings: BackupTimings = TIMINGS,
): Promise<RunningBackup> {
  const problem = checkLabel(options.label);
  if (problem !== undefined) throw new PostgresError({ reason: 'configuration', ...problem });
  const backupId = newBackupId();
  options.onProgress?.({ kind: 'connecting' });
  const prepared = await prepareSession(connection, APPLICATION_PREFIX + backupId, signal);
  const messages = new Messages(prepared.session);
  const forget = messages.listen((message) => options.onProgress?.({ kind: 'server-message', message }));
  try {
    refuseImpossible(prepared, options);
    const startLsn = await callStart(connection, prepared, options, timings, signal);
    const identity = { backupId, connection: connection.target.name };
    const started = await orEnd(prepared, options, timings, () =>
      describeStart(prepared, identity, options, startLsn, signal),
    );
    return new SessionBackup({ connection, prepared, started, messages, timings });
  } catch (error) {
    await prepared.session.close();
    throw error;
  } finally {
    forget();
  }
}

function refuseImpossible({ basics, privileges }: PreparedSession, { mode }: StartOptions): void {
  if (!modesOf(basics.version).includes(mode)) {
    throw new PostgresError({
      reason: 'configuration',
      message: `PostgreSQL ${basics.version.series} has no ${mode} backup mode.`,
      remedy: 'Choose the other mode.',
    });
  }
  if (privileges.startBackup) return;
  throw new PostgresError({
    reason: 'privilege',
    message: `“${basics.user}” may not start a backup.`,
    remedy: grantToStart(basics),
  });
}

async function callStart(
  connection: ResolvedConnection,
  prepared: PreparedSession,
  options: StartOptions,
  timings: BackupTimings,
  signal: AbortSignal,
): Promise<string> {
  const { session, basics } = prepared;
  const begun = Date.now();
  const report = (): void => {
    const waitedSeconds = Math.round((Date.now() - begun) / 1000);
    options.onProgress?.({ kind: 'checkpoint', waitedSeconds });
  };
  report();
  const ticking = setInterval(report, 1000);
  const endProbe = probeFromOutside(connection, session, basics.pid, timings);
  try {
    const { text, values } = startCall(basics.version, options);
    const limits = { signal, milliseconds: Infinity, doing: 'Starting the backup' };
    const [row] = await session.query<'lsn'>(text, values, limits);
    return row?.lsn ?? '';
  } catch (error) {
    // An exclusive backup does not need its session: after an error it is unknown whether it began.
    if (!(error instanceof PostgresError) || options.mode !== 'exclusive') throw error;
    throw error.reason === 'session-lost' ? mayBeInBackupMode(error) : inTheWay(error);
  } finally {
    clearInterval(ticking);
    endProbe();
  }
}

/** The work between the server's start and our holding it: if it fails, the server must not stay in backup mode. */
async function orEnd<T>(
  prepared: PreparedSession,
  { mode }: StartOptions,
  timings: BackupTimings,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (mode === 'exclusive') {
      await endExclusiveIn(prepared.session, prepared.basics.version, timings).catch((second: unknown) => {
        throw stillInBackupMode(second);
      });
    }
    throw error;
  }
}

/**
 * If two exclusive backups are started at once the server refuses the second, and its hint says to run
 * pg_stop_backup(): that would end the other backup, whose copy would be worthless. Names of functions and files are in
 * no language.
 */
function inTheWay(error: PostgresError): PostgresError {
  if (error.sqlState !== NOT_IN_STATE) return error;
  const { remedy, serverText = '' } = error;
  const facts = { reason: error.reason, sqlState: error.sqlState, serverText, cause: error };
  if (remedy.includes('backup_label')) {
    return new PostgresError({
      ...facts,
      message:
        'The server refused: its data directory contains a backup_label. Either an exclusive backup is running, or the file is left over.',
      remedy:
        'Check the label and the time in that file. If you are sure that the backup has ended, move the file away and start again.',
    });
  }
  if (!remedy.includes('pg_stop_backup')) return error;
  return new PostgresError({
    ...facts,
    message: 'The server refused: an exclusive backup is already running, and only one can run at a time.',
    remedy:
      'Wait for its end. Do not call pg_stop_backup() unless you know that the backup is no longer needed: its copy would become useless.',
  });
}

function mayBeInBackupMode(cause: PostgresError): PostgresError {
  return new PostgresError({
    reason: 'session-lost',
    message: `${cause.message} The server may be in backup mode now.`,
    remedy: 'Connect again, check the running backups, and end the exclusive one if it is running.',
    ...(cause.sqlState === undefined ? {} : { sqlState: cause.sqlState }),
    cause,
  });
}

function stillInBackupMode(cause: unknown): PostgresError {
  return new PostgresError({
    reason: 'session-lost',
    message:
      'The exclusive backup was started, but the session was lost. The server is still in backup mode.',
    remedy: 'Connect again and end the exclusive backup.',
    cause,
  });
}
