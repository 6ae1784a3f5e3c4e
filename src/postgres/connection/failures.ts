import { PostgresError, type PostgresErrorReason } from '../postgresError';
import type { Endpoint } from './connectionSpec';
import { isSocketFolder } from './endpoints';
import { withoutSecrets } from './secrets';

/** The parts of an error of the driver, of Node or of the server. */
export interface FailureParts {
  readonly text: string;
  /** Node's code (`ECONNREFUSED`) or the server's five characters. */
  readonly code: string;
  readonly detail?: string;
  readonly hint?: string;
}

const LONGEST_TEXT = 4000;
const SQL_STATE = /^[0-9A-Z]{5}$/;

export function failureParts(error: unknown): FailureParts {
  if (!(error instanceof Error)) return { text: String(error), code: '' };
  const { code, detail, hint, errors } = error as Error & Record<string, unknown>;
  // A name with several addresses fails with one error for each of them.
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  const text = error.message !== '' ? error.message : first instanceof Error ? first.message : '';
  return {
    text: bounded(text),
    code: typeof code === 'string' ? code : '',
    ...(typeof detail === 'string' ? { detail: bounded(detail) } : {}),
    ...(typeof hint === 'string' ? { hint: bounded(hint) } : {}),
  };
}

/** No reader wants more in a message, and a server may send megabytes. */
function bounded(text: string): string {
  return withoutSecrets(text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`);
}

/** The server's error code; undefined if the error is not the server's. */
export function sqlStateOf(error: unknown): string | undefined {
  if (error instanceof PostgresError) return error.sqlState;
  const { code } = failureParts(error);
  return SQL_STATE.test(code) && !code.startsWith('E') ? code : undefined;
}

/** Whether the connection itself is gone, so that the session can never be used again. */
export function isConnectionLoss(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (state !== undefined) return state.startsWith('57P') || state === '08006' || state === '08P01';
  const { code, text } = failureParts(error);
  return /^E[A-Z]+$/.test(code) || /terminated|connection error|not queryable|was closed/i.test(text);
}

/** An error that the server reported for one of our statements. */
export function serverFailure(error: unknown, doing: string): PostgresError {
  if (error instanceof PostgresError) return error;
  const { text, detail, hint } = failureParts(error);
  const sqlState = sqlStateOf(error);
  const lines = [text, ...(detail === undefined ? [] : [detail]), ...(hint === undefined ? [] : [hint])];
  return new PostgresError({
    reason: reasonOf(sqlState),
    message: `${doing}: ${text.replace(/\.$/, '')}.${detail === undefined ? '' : ` ${detail}`}`,
    remedy: hint ?? remedyOf(sqlState),
    serverText: lines.join('\n'),
    ...(sqlState === undefined ? {} : { sqlState }),
    cause: error,
  });
}

function reasonOf(sqlState: string | undefined): PostgresErrorReason {
  if (sqlState === undefined) return 'session-lost';
  if (sqlState === '42501') return 'privilege';
  if (sqlState === '57014') return 'canceled';
  return sqlState.startsWith('57P') ? 'session-lost' : 'server';
}

function remedyOf(sqlState: string | undefined): string {
  if (sqlState === '42501') return 'Connect as a role with this privilege, or have it granted.';
  if (sqlState === undefined || sqlState.startsWith('57P'))
    return 'Connect again when the server is running.';
  return 'See the server’s log for details.';
}

/** The name of an endpoint in messages. */
export function endpointText({ host, address, port }: Endpoint): string {
  if (isSocketFolder(host)) return `the socket ${host}/.s.PGSQL.${port}`;
  return `${host}${address === undefined || address === host ? '' : ` (${address})`}, port ${port}`;
}
