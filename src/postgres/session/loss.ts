import { failureParts, sqlStateOf } from '../connection/failures';
import { PostgresError } from '../postgresError';
import { endExclusiveSql } from './backupCalls';
import type { LostCause, LostSession, StartedBackup } from './backupTypes';

/** Why a session ended, by its last error. */
export function lostCause(error: unknown): LostCause {
  switch (sqlStateOf(error)) {
    case '57P01':
      return 'terminated';
    case '57P02':
      return 'server-crashed';
    case '57P05':
    case '25P03':
    case '25P04':
      return 'server-timeout';
    default:
      return 'connection-broken';
  }
}

const HAPPENED: Readonly<Record<LostCause, string>> = {
  terminated: 'an administrator ended the session, or the server was shut down',
  'server-crashed': 'the server crashed or was shut down immediately',
  'server-timeout': 'a timeout of the server ended the session',
  'connection-broken': 'the connection broke',
  pooler: 'a connection pooler gave the session another server process',
};

/** What a lost session means for its backup. */
export function describeLoss(started: StartedBackup, cause: LostCause, error: unknown): LostSession {
  const { text } = failureParts(error);
  const which = `The session of backup “${started.label}” on ${started.connection} (started ${started.startTime} at ${started.startLsn}) is lost: ${HAPPENED[cause]}${text === '' ? '' : ` (${text.replace(/\.$/, '')})`}.`;
  const time = new Date().toISOString();
  if (started.mode === 'non-exclusive') {
    return {
      cause,
      time,
      happened: which,
      message: `${which} The backup ended with its session, without a label. The files copied so far cannot be used as a backup.`,
      remedy: 'Delete the copy and start a new backup.',
    };
  }
  const endStatement = endExclusiveSql(started.version);
  return {
    cause,
    time,
    happened: which,
    message: `${which} Unless the server was restarted, it stays in backup mode until the backup is ended.`,
    remedy: `Connect again. If the server was not restarted, complete the copy and end the backup with this statement: ${endStatement ?? ''}; Otherwise delete the copy.`,
    ...(endStatement === undefined ? {} : { endStatement }),
  };
}

/** The error for every request about a backup whose session is lost. */
export function lostError({ message, remedy }: LostSession): PostgresError {
  return new PostgresError({ reason: 'session-lost', message, remedy });
}
