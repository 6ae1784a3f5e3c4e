import type { ServerUnreached } from '../../core/restore/monitor/serverComparison';
import type { PostgresLayer } from '../../postgres/api';
import type { ResolvedConnection } from '../../postgres/connection/connectionSpec';
import type { ServerArchiving } from '../../postgres/facts/serverFacts';

/** A server that was asked for its archiving: what it says, or why it says nothing. */
export type AskedServer =
  | { readonly kind: 'answered'; readonly name: string; readonly archiving: ServerArchiving }
  | ({ readonly kind: 'unreached' } & ServerUnreached);

/** Asks a server for its archiving. Do so before the archives are scanned: see `compareWithServer`. */
export async function askServer(
  postgres: PostgresLayer,
  connection: ResolvedConnection,
  signal: AbortSignal,
): Promise<AskedServer> {
  const { name } = connection.target;
  try {
    return { kind: 'answered', name, archiving: await postgres.readServerArchiving(connection, signal) };
  } catch (error) {
    if (!postgres.isPostgresError(error)) throw error;
    const notes = connection.notes.map((note) => ` ${note}`).join('');
    return { kind: 'unreached', name, problem: `${error.message} ${error.remedy}${notes}`.trim() };
  }
}
