import { PostgresError } from '../../postgresError';
import type { Endpoint } from '../connectionSpec';
import { endpointText } from '../failures';
import { LARGEST_MESSAGE } from './guardMessages';
import type { MessageFlaw } from './messageFlaw';

/**
 * Why the connection was closed after a message that must not reach the driver.
 * @param hasSession whether the login was over: before, it may be another program that answers at that address
 */
export function flawFailure(flaw: MessageFlaw, endpoint: Endpoint, hasSession: boolean): PostgresError {
  const reason = hasSession ? 'session-lost' : 'unreachable';
  const at = endpointText(endpoint);
  switch (flaw.kind) {
    case 'authentication':
      return new PostgresError({
        reason: 'authentication',
        message: `The server at ${at} requires authentication by ${flaw.method}, which this program does not support. The connection was closed.`,
        remedy:
          'Connect as a user or from an address for which pg_hba.conf requires scram-sha-256 or a client certificate.',
      });
    case 'too-large':
      return new PostgresError({
        reason,
        message: `The program at ${at} announced a message of more than ${LARGEST_MESSAGE / 1024 / 1024} MB. The connection was closed.`,
        remedy: 'PostgreSQL servers do not do that here: check host and port.',
      });
    case 'malformed':
      return new PostgresError({
        reason,
        message: `The program at ${at} sent something that is not a message of a PostgreSQL server. The connection was closed.`,
        remedy: 'Check host and port, and whether something between changes what the server sends.',
      });
  }
}
