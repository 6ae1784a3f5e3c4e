import { PostgresError } from '../postgresError';
import { attemptToConnect, type Connected, type SessionOptions } from './attempt';
import { connectFailure } from './connectFailure';
import type { Endpoint, ResolvedConnection, SslMode } from './connectionSpec';
import { sqlStateOf } from './failures';
import { Session } from './session';
import { tlsAttempts } from './tlsOptions';

const WRONG_PASSWORD = '28P01';

/**
 * Opens a session at the first endpoint that answers, with or without TLS as sslmode says. The password is requested
 * again as long as the user enters one. Throws {@link PostgresError}.
 */
export async function openSession(
  connection: ResolvedConnection,
  options: SessionOptions,
  signal: AbortSignal,
): Promise<Session> {
  let failure: PostgresError | undefined;
  for (const endpoint of connection.target.hosts) {
    try {
      return await openAt(connection, endpoint, options, signal);
    } catch (error) {
      failure = connectFailure(error, connection.target, endpoint);
      // As in libpq: the next host is tried if one cannot be reached, not if it refuses.
      if (failure.reason !== 'unreachable' && failure.reason !== 'timeout') break;
    }
  }
  throw failure ?? connectFailure(new Error('no host'), connection.target, { host: '', port: 0 });
}

async function openAt(
  connection: ResolvedConnection,
  endpoint: Endpoint,
  options: SessionOptions,
  signal: AbortSignal,
): Promise<Session> {
  let rejected = false;
  for (;;) {
    try {
      return new Session(await openEitherWay(connection, endpoint, rejected, options, signal), endpoint);
    } catch (error) {
      // Our own error with that state means that there is no other password.
      if (error instanceof PostgresError || sqlStateOf(error) !== WRONG_PASSWORD) throw error;
      rejected = true;
    }
  }
}

async function openEitherWay(
  connection: ResolvedConnection,
  endpoint: Endpoint,
  rejected: boolean,
  options: SessionOptions,
  signal: AbortSignal,
): Promise<Connected> {
  const { sslmode } = connection.target;
  const [first = false, second] = tlsAttempts(sslmode, endpoint);
  const attempt = { connection, endpoint, rejected, options };
  try {
    return await attemptToConnect({ ...attempt, encrypted: first }, signal);
  } catch (error) {
    if (second === undefined || !otherWayMayHelp(error, sslmode)) throw error;
    try {
      return await attemptToConnect({ ...attempt, encrypted: second }, signal);
    } catch (later) {
      // With TLS the server got as far as the password: that is what has to be corrected.
      throw sqlStateOf(error) === WRONG_PASSWORD ? error : later;
    }
  }
}

/** `allow` tries TLS after a refusal by the server; `prefer` tries without TLS after a refusal, or if TLS failed. */
function otherWayMayHelp(error: unknown, sslmode: SslMode): boolean {
  if (error instanceof PostgresError) return false;
  if (sqlStateOf(error)?.startsWith('28') === true) return true;
  if (sslmode !== 'prefer') return false;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return !/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ENOENT|EACCES)$/.test(code);
}
