import type { Session } from '../connection/session';
import { PostgresError } from '../postgresError';
import type { Fact } from './serverFacts';

/** Everything that a reader of single facts needs. */
export interface Observer {
  readonly session: Session;
  readonly signal: AbortSignal;
}

export function known<T>(value: T): Fact<T> {
  return { known: true, value };
}

export function hidden(why: string): { readonly known: false; readonly why: string } {
  return { known: false, why };
}

/**
 * Runs a reading that may be refused: then the fact is hidden, with the server's words. An error that ends the whole
 * reading (session gone, canceled) is passed on.
 */
export async function observed<T>(read: () => Promise<Fact<T>>): Promise<Fact<T>> {
  try {
    return await read();
  } catch (error) {
    const reason = error instanceof PostgresError ? error.reason : undefined;
    if (reason !== 'server' && reason !== 'privilege') throw error;
    const { message, serverText } = error as PostgresError;
    return hidden(serverText?.split('\n')[0] ?? message);
  }
}
