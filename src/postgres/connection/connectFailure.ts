import { PostgresError, type PostgresErrorReason } from '../postgresError';
import type { ConnectionTarget, Endpoint } from './connectionSpec';
import { isSocketFolder } from './endpoints';
import { endpointText, type FailureParts, failureParts, sqlStateOf } from './failures';

interface Words {
  readonly reason: PostgresErrorReason;
  readonly message: string;
  readonly remedy: string;
}

/** Why no session could be opened at an endpoint. */
export function connectFailure(error: unknown, target: ConnectionTarget, endpoint: Endpoint): PostgresError {
  if (error instanceof PostgresError) return error;
  const parts = failureParts(error);
  const sqlState = sqlStateOf(error);
  const words =
    sqlState === undefined
      ? (tlsWords(parts, target, endpoint) ?? networkWords(parts, endpoint))
      : serverWords(parts, sqlState, target, endpoint);
  return new PostgresError({
    ...words,
    ...(sqlState === undefined ? {} : { sqlState, serverText: parts.text }),
    cause: error,
  });
}

function networkWords({ code, text }: FailureParts, endpoint: Endpoint): Words {
  const at = endpointText(endpoint);
  const check = isSocketFolder(endpoint.host)
    ? 'Check that the server is running with these values of unix_socket_directories and port.'
    : 'Check host and port, whether the server is running, and whether listen_addresses and firewalls allow the connection.';
  const unreachable = (message: string, remedy = check): Words => ({
    reason: 'unreachable',
    message,
    remedy,
  });
  switch (code) {
    case 'ECONNREFUSED':
      return unreachable(`No server listens at ${at}: the connection was refused.`);
    case 'ENOENT':
      return unreachable(`There is no ${at}.`.replace('no the', 'no'));
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return unreachable(
        `The host name ${endpoint.host} cannot be resolved.`,
        'Check the name and the network.',
      );
    case 'EACCES':
      return unreachable(
        `You do not have permission to use ${at}.`,
        'Check unix_socket_permissions and unix_socket_group.',
      );
    case 'ETIMEDOUT':
      return { reason: 'timeout', message: `No answer from ${at}.`, remedy: check };
    default:
  }
  if (text.startsWith('received invalid response')) {
    return unreachable(`The program at ${at} is not a PostgreSQL server.`, 'Check the port.');
  }
  const how = code === '' ? text : `${text} (${code})`;
  return unreachable(`The connection to ${at} broke before the session began: ${how}.`);
}

const TLS_CODES =
  /CERT|TLS|SSL|EPROTO|SELF_SIGNED|UNABLE_TO|ISSUER|CRL|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH/;

function tlsWords(
  { code, text }: FailureParts,
  target: ConnectionTarget,
  endpoint: Endpoint,
): Words | undefined {
  const at = endpointText(endpoint);
  const tls = (message: string, remedy: string): Words => ({ reason: 'tls', message, remedy });
  if (text.includes('does not support SSL')) {
    return tls(
      `The server at ${at} does not offer TLS, but sslmode=${target.sslmode} requires it.`,
      'Turn on ssl on the server, or use another sslmode if you trust the network.',
    );
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return tls(
      `The server’s certificate is not for ${endpoint.host}: ${reasonIn(text)}`,
      'Connect with the host name in the certificate, or use verify-ca, which does not compare the name.',
    );
  }
  if (code === 'CERT_HAS_EXPIRED')
    return tls(`The certificate of ${at} has expired.`, 'Renew it on the server.');
  if (!TLS_CODES.test(code) && !text.includes('SSL')) return undefined;
  if (/alert|bad certificate|unknown ca/i.test(text)) {
    return tls(
      `The server at ${at} refused the TLS connection: ${text}.`,
      'Check that the client certificate is signed by an authority that the server trusts (its ssl_ca_file).',
    );
  }
  return tls(
    `No TLS connection to ${at}: ${text} (${code}).`,
    `Check that ${target.sslrootcert} contains the authority that signed the server’s certificate.`,
  );
}

function reasonIn(text: string): string {
  return text.replace(/^.*altnames: /, '').replace(/\.?$/, '.');
}

function serverWords(
  { text }: FailureParts,
  sqlState: string,
  target: ConnectionTarget,
  endpoint: Endpoint,
): Words {
  const { user, database } = target;
  const at = endpointText(endpoint);
  const said = text.replace(/\.$/, '');
  switch (sqlState) {
    case '28P01':
      return {
        reason: 'authentication',
        message: `The password of “${user}” was refused by ${at}.`,
        remedy:
          'Provide the right password. PGPASSWORD, the service file and the password file take precedence over a saved one.',
      };
    case '28000':
      return {
        reason: 'authentication',
        message: `The server at ${at} rejected “${user}”: ${said}.`,
        remedy:
          'Add a line to pg_hba.conf for this user, database, address and kind of encryption, and reload the configuration.',
      };
    case '3D000':
      return {
        reason: 'configuration',
        message: `There is no database “${database}” at ${at}.`,
        remedy: 'Enter an existing database. Any database works for backups; “postgres” usually exists.',
      };
    case '53300':
      return {
        reason: 'server',
        message: `The server at ${at} has no free connection: ${said}.`,
        remedy: 'Close sessions, or increase max_connections.',
      };
    case '57P03':
      return {
        reason: 'unreachable',
        message: `The server at ${at} does not accept connections now: ${said}.`,
        remedy: 'Try again after it has started.',
      };
    default:
      return {
        reason: sqlState === '42501' ? 'privilege' : 'server',
        message: `The server at ${at} refused the session: ${said}.`,
        remedy: 'See the server’s log for details.',
      };
  }
}
