import type { EventEmitter } from 'node:events';
import { PostgresError } from '../postgresError';
import type { ConnectionTarget } from './connectionSpec';

/** Names of `require_auth` that this client can answer; the others of libpq cannot occur here. */
export type AuthenticationMethod = 'none' | 'password' | 'md5' | 'scram-sha-256';

const PLUS = 'SCRAM-SHA-256-PLUS';

/**
 * Watches how a server asks for authentication, and decides whether the connection may answer:
 * `channel_binding=require` and `require_auth` of libpq (check_expected_areq in fe-auth.c). It must start to watch
 * before the driver does.
 */
export class AuthenticationRule {
  readonly #target: ConnectionTarget;
  readonly #encrypted: boolean;
  #method: AuthenticationMethod = 'none';
  #offersBinding = false;
  #proven = false;
  #refusal: PostgresError | undefined;

  constructor(target: ConnectionTarget, encrypted: boolean) {
    this.#target = target;
    this.#encrypted = encrypted;
  }

  /** Why nothing may be answered; undefined as long as everything is allowed. */
  get refusal(): PostgresError | undefined {
    return this.#refusal;
  }

  /** Calls `refused` at the moment of a question that must not be answered: a server may ask a second time. */
  watch(connection: EventEmitter, refused: (why: PostgresError) => void): void {
    const asked = (method: AuthenticationMethod, offersBinding = false): void => {
      this.#method = method;
      this.#offersBinding = offersBinding;
      this.#refusal ??= this.#judge();
      if (this.#refusal !== undefined) refused(this.#refusal);
    };
    connection.on('authenticationCleartextPassword', () => {
      asked('password');
    });
    connection.on('authenticationMD5Password', () => {
      asked('md5');
    });
    connection.on('authenticationSASL', ({ mechanisms }: { readonly mechanisms: readonly string[] }) => {
      asked('scram-sha-256', mechanisms.includes(PLUS));
    });
    // The server has proven that it knows the password, too; the driver has checked that.
    connection.on('authenticationSASLFinal', () => {
      this.#proven = true;
    });
  }

  /** Why a session must not be used although the server has granted it. */
  conclusion(): PostgresError | undefined {
    if (!this.#allowed()) return this.#notAllowed();
    const missing = this.#target.channelBinding === 'require' && !this.#proven;
    return missing ? unbound('the server accepted the connection without it') : undefined;
  }

  #judge(): PostgresError | undefined {
    if (!this.#allowed()) return this.#notAllowed();
    if (this.#target.channelBinding !== 'require') return undefined;
    if (!this.#encrypted) return unbound('the connection is not encrypted');
    if (this.#method !== 'scram-sha-256') return unbound(`the server asks for ${this.#method}`);
    return this.#offersBinding ? undefined : unbound('the server does not offer it');
  }

  #allowed(): boolean {
    const { requireAuth } = this.#target;
    return requireAuth === undefined || requireAuth.methods.includes(this.#method) !== requireAuth.negated;
  }

  #notAllowed(): PostgresError {
    return new PostgresError({
      reason: 'authentication',
      message:
        this.#method === 'none'
          ? 'The server accepts the connection without authentication, but require_auth does not allow that.'
          : `The server requires authentication by ${this.#method}, but require_auth does not allow that. No password was sent.`,
      remedy:
        'If this is the right server, correct pg_hba.conf there or require_auth (PGREQUIREAUTH) here. If not, the connection may be intercepted.',
    });
  }
}

function unbound(why: string): PostgresError {
  return new PostgresError({
    reason: 'authentication',
    message: `channel_binding=require is set, but ${why}. No password was sent.`,
    remedy:
      'Channel binding needs TLS, a server of 11 or later, and scram-sha-256 in pg_hba.conf. If the server has these, the connection may be intercepted.',
  });
}
