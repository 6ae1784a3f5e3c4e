import { PostgresError } from '../postgresError';
import { type Attempt, attemptToConnect, type Connected, type SessionOptions } from './attempt';
import { connectFailure } from './connectFailure';
import type { Endpoint, ResolvedConnection, SslMode } from './connectionSpec';
import { endpointText, sqlStateOf } from './failures';
import { Session } from './session';
import { tlsAttempts } from './tlsOptions';

const WRONG_PASSWORD = '28P01';

/**
 * Opens a session at the first endpoint that answers, with or without TLS as sslmode says. After a refusal the
 * password is requested again, up to three times for an endpoint. Throws {@link PostgresError}.
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
    let wasAsked = false as boolean;
    const answered = (): void => {
      wasAsked = true;
    };
    try {
      const attempt = { connection, endpoint, rejected, answered, options };
      return new Session(await openEitherWay(attempt, signal), endpoint);
    } catch (error) {
      // Our own error with that state means that there is no other password.
      if (error instanceof PostgresError || sqlStateOf(error) !== WRONG_PASSWORD) throw error;
      if (!wasAsked) throw refusedUnasked(connection, endpoint);
      rejected = true;
    }
  }
}

async function openEitherWay(attempt: Omit<Attempt, 'encrypted'>, signal: AbortSignal): Promise<Connected> {
  const { sslmode } = attempt.connection.target;
  const [first = false, second] = tlsAttempts(sslmode, attempt.endpoint);
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

/** Another password would end in the same way: without end, if we tried. */
function refusedUnasked({ target }: ResolvedConnection, endpoint: Endpoint): PostgresError {
  return new PostgresError({
    reason: 'authentication',
    message: `The server at ${endpointText(endpoint)} refused the password of “${target.user}” before it asked for one.`,
    remedy: 'Check pg_hba.conf and the log of the server, and whether a proxy answers in its place.',
    sqlState: WRONG_PASSWORD,
  });
}
