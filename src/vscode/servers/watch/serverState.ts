import type { ServerFacts } from '../../../postgres/facts/serverFacts';
import { errorText } from '../../services/log';

/** What is known about the server of one connection. */
export interface ServerState {
  readonly connection: string;
  /** Where the connection leads, in one line: "localhost:5432", "service nightly". */
  readonly place: string;
  /** The facts of the last look that succeeded; they stay while `failure` is set. */
  readonly facts?: ServerFacts;
  readonly failure?: ServerFailure;
}

export interface ServerFailure {
  readonly reason: string;
  readonly message: string;
  readonly remedy: string;
  /** Not tried again automatically: every refused password counts against the user. */
  readonly waitsForUser: boolean;
}

/** Why a server could not be looked at, from what was thrown. */
export function serverFailureOf(error: unknown): ServerFailure {
  const { reason, remedy } = error as { readonly reason?: unknown; readonly remedy?: unknown };
  return {
    reason: typeof reason === 'string' ? reason : 'server',
    message: errorText(error),
    remedy: typeof remedy === 'string' ? remedy : '',
    waitsForUser: reason === 'authentication' || reason === 'configuration',
  };
}
