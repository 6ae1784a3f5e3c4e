import type { CHANNEL_BINDINGS, SSL_MODES } from '../../core/backup/connectionChoices';

/** As in libpq. Without a value: `PGSSLMODE`, else `prefer`. */
export type SslMode = (typeof SSL_MODES)[number];

/** As in libpq. Without a value: `PGCHANNELBINDING`, else `prefer`. */
export type ChannelBinding = (typeof CHANNEL_BINDINGS)[number];

/** libpq's `require_auth`: only these authentication methods, or (negated) all but these. */
export interface RequiredAuthentication {
  readonly negated: boolean;
  readonly methods: readonly string[];
}

/**
 * A connection as a user configures it. Absent values come from the service, then from the environment, then from
 * libpq's defaults. Paths may begin with `~/`.
 */
export interface ConnectionSpec {
  /** The user's name for it; never sent. */
  readonly name: string;
  /** A host name, an address, or the absolute directory of a Unix socket; several, separated by commas, are tried in order. */
  readonly host?: string;
  /** Addresses to connect to instead of the hosts, as many as there are hosts. */
  readonly hostaddr?: string;
  /** 1 to 65535; several, separated by commas, as many as there are hosts. */
  readonly port?: number | string;
  readonly user?: string;
  readonly database?: string;
  readonly sslmode?: SslMode;
  /** File with the certificates of trusted authorities, or `system`. */
  readonly sslrootcert?: string;
  readonly sslcert?: string;
  readonly sslkey?: string;
  /**
   * Whether the password may only be proven to the server at the other end of the TLS connection (SCRAM-SHA-256-PLUS).
   */
  readonly channelBinding?: ChannelBinding;
  /** libpq's `require_auth`. */
  readonly requireAuth?: string;
  /** Server settings for the session, such as `-c statement_timeout=5s`. */
  readonly options?: string;
  /** A section of a service file. */
  readonly service?: string;
  readonly passfile?: string;
  /** Time limit of one attempt to connect, in seconds; default 10, at least 2. There is no way to wait indefinitely. */
  readonly connectTimeoutSeconds?: number;
}

/**
 * One host to try. If set, `address` is used for the connection instead of the host, whose name still counts for the
 * certificate.
 */
export interface Endpoint {
  readonly host: string;
  readonly address?: string;
  readonly port: number;
}

/** Where a connection leads; contains no secret and may be shown and stored. */
export interface ConnectionTarget {
  readonly name: string;
  /** At least one; the first that answers is used. */
  readonly hosts: readonly Endpoint[];
  readonly user: string;
  readonly database: string;
  readonly sslmode: SslMode;
  /** Files that are used if they exist; for verify-ca and verify-full the first must. */
  readonly sslrootcert: string;
  readonly sslcert: string;
  readonly sslkey: string;
  readonly channelBinding: ChannelBinding;
  readonly requireAuth?: RequiredAuthentication;
  /** Server settings for the session, from `PGOPTIONS` or the service. */
  readonly options?: string;
  readonly connectTimeoutSeconds: number;
}

export interface PasswordRequest {
  readonly target: ConnectionTarget;
  /** The host that asks, as in the target. */
  readonly host: string;
  /** The last password was refused: a stored one is then wrong and has to be entered again. */
  readonly rejected: boolean;
}

/**
 * Returns the password, or undefined to give up. Called only if the server asks for one and neither the environment,
 * the service nor the password file has it; called again with `rejected` if its answer was refused.
 */
export type AskPassword = (request: PasswordRequest, signal: AbortSignal) => Promise<string | undefined>;

/** A note for the DBA on how the values were found, for example about a password file that is ignored. */
export type ConnectionNote = string;

/**
 * A connection that can be opened any number of times. It remembers the password that worked until it is dropped, and
 * never shows it: not in JSON, not when printed.
 */
export interface ResolvedConnection {
  readonly target: ConnectionTarget;
  readonly notes: readonly ConnectionNote[];
  /** For `src/postgres` only: the password to use at an endpoint. */
  password(endpoint: Endpoint, rejected: boolean, signal: AbortSignal): Promise<string | undefined>;
}
