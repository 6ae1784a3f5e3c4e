import type { Duplex } from 'node:stream';
import type { ClientConfig } from 'pg';
import Client from 'pg/lib/client.js';
import { PostgresError } from '../postgresError';
import type { Endpoint, ResolvedConnection } from './connectionSpec';
import { AuthenticationRule } from './authenticationRule';
import { Deadline, canceled, whenAborted } from './deadline';
import { endpointText } from './failures';
import { LARGEST_LOGIN, limitLogin } from './loginLimit';
import { hideSecretsIn } from './secrets';
import { tlsOptions } from './tlsOptions';
import { flawFailure } from './wire/flawFailure';
import { guardMessages } from './wire/guardMessages';

/** How often the system asks a silent peer for a sign of life. */
const KEEP_ALIVE_MS = 10_000;

export interface SessionOptions {
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
}

export interface Attempt {
  readonly connection: ResolvedConnection;
  readonly endpoint: Endpoint;
  readonly encrypted: boolean;
  /** The last password was refused. */
  readonly rejected: boolean;
  /** Called when a password is handed to the driver. */
  readonly answered: () => void;
  readonly options: SessionOptions;
}

/**
 * A client that the server has accepted, and the passwords that it was given: no text from the server may repeat them.
 */
export interface Connected {
  readonly client: Client;
  readonly secrets: ReadonlySet<string>;
}

/**
 * Makes one attempt to connect: one endpoint, with or without TLS. Throws the errors of driver, system or server,
 * without the password in them.
 */
export async function attemptToConnect(attempt: Attempt, signal: AbortSignal): Promise<Connected> {
  const { connection, endpoint, encrypted } = attempt;
  const { connectTimeoutSeconds } = connection.target;
  if (signal.aborted) throw canceled('Connecting');
  let refuse: (error: PostgresError) => void = () => undefined;
  const refused = new Promise<never>((_, reject) => (refuse = reject));
  refused.catch(() => undefined);
  const deadline = new Deadline(connectTimeoutSeconds * 1000, () => {
    refuse(timedOut(endpoint, connectTimeoutSeconds));
  });
  const forget = whenAborted(signal, () => {
    refuse(canceled('Connecting'));
  });
  const login: Login = {
    deadline,
    rule: new AuthenticationRule(connection.target, encrypted),
    secrets: new Set(),
    signal,
  };
  const { rule, secrets } = login;
  let client: Client | undefined;
  let endCounting: () => void = () => undefined;
  let hasSession = false as boolean;
  try {
    const made: Client = new Client(await clientConfig(attempt, login));
    client = made;
    // Without a listener an error outside of a query would end the process.
    made.on('error', () => undefined);
    const cutOff = (why: PostgresError): void => {
      refuse(why);
      destroyClient(made);
    };
    rule.watch(made.connection, cutOff);
    guardMessages(made.connection, (flaw) => {
      const why = flawFailure(flaw, endpoint, hasSession);
      // After the login it is the running statement that fails.
      made.connection.emit('error', why);
      cutOff(why);
    });
    endCounting = limitLogin(made, encrypted, () => {
      cutOff(sendsTooMuch(endpoint));
    });
    await Promise.race([made.connect(), refused]);
    hasSession = true;
    const conclusion = rule.conclusion();
    if (conclusion !== undefined) throw conclusion;
    return { client: made, secrets };
  } catch (error) {
    if (client !== undefined) destroyClient(client);
    hideSecretsIn(error, secrets);
    throw error;
  } finally {
    endCounting();
    deadline.stop();
    forget();
  }
}

/** The state of a login. */
interface Login {
  readonly deadline: Deadline;
  readonly rule: AuthenticationRule;
  /** The passwords that were sent. */
  readonly secrets: Set<string>;
  readonly signal: AbortSignal;
}

async function clientConfig(
  attempt: Attempt,
  { deadline, rule, secrets, signal }: Login,
): Promise<ClientConfig> {
  const { connection, endpoint, encrypted, rejected, answered, options } = attempt;
  const { user, database, options: serverOptions } = connection.target;
  return {
    host: endpoint.address ?? endpoint.host,
    port: endpoint.port,
    user,
    database,
    password: async () => {
      if (rule.refusal !== undefined) throw rule.refusal;
      deadline.pause();
      const password = await connection.password(endpoint, rejected, signal);
      deadline.resume();
      if (password === undefined) throw noPassword(user, endpoint, rejected);
      secrets.add(password);
      answered();
      return password;
    },
    ssl: encrypted ? await tlsOptions(connection.target, endpoint) : false,
    enableChannelBinding: encrypted && connection.target.channelBinding !== 'disable',
    // Set explicitly, so that variables of this process, which the driver reads, change nothing.
    sslnegotiation: 'postgres',
    application_name: options.applicationName,
    client_encoding: 'UTF8',
    ...(serverOptions === undefined ? {} : { options: serverOptions }),
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
  };
}

/** Cuts a connection without notice to the server. */
export function destroyClient(client: Client): void {
  const { stream }: { stream: Duplex } = client.connection;
  stream.destroy();
}

function sendsTooMuch(endpoint: Endpoint): PostgresError {
  return new PostgresError({
    reason: 'server',
    message: `The program at ${endpointText(endpoint)} sent more than ${LARGEST_LOGIN / 1024 / 1024} MB before a session began, so the connection was closed.`,
    remedy: 'PostgreSQL servers do not do that: check host and port.',
  });
}

function timedOut(endpoint: Endpoint, seconds: number): PostgresError {
  return new PostgresError({
    reason: 'timeout',
    message: `No answer from ${endpointText(endpoint)} within ${seconds} s.`,
    remedy:
      'Check host, port and firewalls, and whether the server is overloaded. connectTimeoutSeconds sets the limit.',
  });
}

function noPassword(user: string, endpoint: Endpoint, rejected: boolean): PostgresError {
  const at = endpointText(endpoint);
  return new PostgresError({
    reason: 'authentication',
    message: rejected
      ? `The password of “${user}” was refused by ${at}.`
      : `The server at ${at} requires the password of “${user}”, but none was provided.`,
    remedy: rejected
      ? 'Provide the right password. PGPASSWORD, the service file and the password file take precedence over a saved one.'
      : 'Enter it when prompted, or put it into the password file.',
    sqlState: '28P01',
  });
}
