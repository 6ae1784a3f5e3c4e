/** The kind of error, which decides what to offer next. */
export type PostgresErrorReason =
  /** Nothing answers at that address: refused, no route, no such host, no such socket. */
  | 'unreachable'
  /** There may be a server, but no answer came within the time limit. */
  | 'timeout'
  /** The password is missing or wrong, or pg_hba.conf does not let this user in. */
  | 'authentication'
  /** The server offers no TLS, its certificate was not accepted, or ours was not. */
  | 'tls'
  /** The server understood the request but does not allow it to this role. */
  | 'privilege'
  /** The caller's signal was aborted. */
  | 'canceled'
  /** The connection broke, or the server ended the session. */
  | 'session-lost'
  /** Any other error that the server reported; `sqlState` has its code. */
  | 'server'
  /** The configuration cannot work: a missing file, an undefined service, an invalid value, an invalid label. */
  | 'configuration';

export interface PostgresErrorFacts {
  readonly reason: PostgresErrorReason;
  /** What is wrong and what it costs, one or two sentences. Never contains a password. */
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string;
  /** The five characters of the server's error code, if the server reported the error. */
  readonly sqlState?: string;
  /** The server's own words: message, DETAIL and HINT, one per line. */
  readonly serverText?: string;
  readonly cause?: unknown;
}

/** Every error that leaves `src/postgres`. */
export class PostgresError extends Error implements PostgresErrorFacts {
  override readonly name = 'PostgresError';
  readonly reason: PostgresErrorReason;
  readonly remedy: string;
  readonly sqlState?: string;
  readonly serverText?: string;

  constructor(facts: PostgresErrorFacts) {
    super(facts.message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.reason = facts.reason;
    this.remedy = facts.remedy;
    if (facts.sqlState !== undefined) this.sqlState = facts.sqlState;
    if (facts.serverText !== undefined) this.serverText = facts.serverText;
  }
}
