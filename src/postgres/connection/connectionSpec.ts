/** As in libpq. Without one: `PGSSLMODE`, else `prefer`. */
export type SslMode = 'disable' | 'allow' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';

export const SSL_MODES: readonly SslMode[] = [
  'disable',
  'allow',
  'prefer',
  'require',
  'verify-ca',
  'verify-full',
];

/** As in libpq. Without one: `PGCHANNELBINDING`, else `prefer`. */
export type ChannelBinding = 'disable' | 'prefer' | 'require';

export const CHANNEL_BINDINGS: readonly ChannelBinding[] = ['disable', 'prefer', 'require'];

/** libpq's `require_auth`: only these ways to authenticate, or (negated) any but these. */
export interface RequiredAuthentication {
  readonly negated: boolean;
  readonly methods: readonly string[];
}

/**
 * A connection as a user configures it. What is absent comes from the service, then from the environment, then from
 * libpq's defaults. Paths may begin with `~/`.
 */
export interface ConnectionSpec {
  /** What the user calls it; never sent. */
  readonly name: string;
  /** A host name, an address, or the absolute directory of a Unix socket; several, separated by commas, are tried in order. */
  readonly host?: string;
  /** 1 to 65535. */
  readonly port?: number;
  readonly user?: string;
  readonly database?: string;
  readonly sslmode?: SslMode;
  /** File with the certificates of the authorities that are trusted, or `system`. */
  readonly sslrootcert?: string;
  readonly sslcert?: string;
  readonly sslkey?: string;
  /** Whether the password may only be proven to the very server that holds the TLS connection (SCRAM-SHA-256-PLUS). */
  readonly channelBinding?: ChannelBinding;
  /** A section of a service file. */
  readonly service?: string;
  readonly passfile?: string;
  /** How long one attempt to connect may take; default 10, at least 2. There is no way to wait for ever. */
  readonly connectTimeoutSeconds?: number;
}

/** One host to try. `address` is connected to instead of the host, whose name still counts for the certificate. */
export interface Endpoint {
  readonly host: string;
  readonly address?: string;
  readonly port: number;
}

/** Where the values of a connection lead; holds no secret and may be shown and stored. */
export interface ConnectionTarget {
  readonly name: string;
  /** At least one; the first that answers is taken. */
  readonly hosts: readonly Endpoint[];
  readonly user: string;
  readonly database: string;
  readonly sslmode: SslMode;
  /** Files that are used where they exist; for verify-ca and verify-full the first must. */
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
  /** The password given last was refused: a stored one is then wrong and has to be typed anew. */
  readonly rejected: boolean;
}

/**
 * Gives the password, or undefined to give up. Called only when the server asks for one and neither the environment,
 * the service nor the password file has it; called again with `rejected` when what it gave was refused.
 */
export type AskPassword = (request: PasswordRequest, signal: AbortSignal) => Promise<string | undefined>;

/** Something that a DBA should know about how the values were found, in words: a password file that is ignored … */
export type ConnectionNote = string;

/**
 * A connection ready to be opened, as often as needed. It remembers the password that worked until it is dropped,
 * and never shows it: not in JSON, not when printed.
 */
export interface ResolvedConnection {
  readonly target: ConnectionTarget;
  readonly notes: readonly ConnectionNote[];
  /** For `src/postgres` only: the password to use at an endpoint. */
  password(endpoint: Endpoint, rejected: boolean, signal: AbortSignal): Promise<string | undefined>;
}
