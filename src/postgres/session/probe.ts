import { openSession } from '../connection/connect';
import type { ResolvedConnection } from '../connection/connectionSpec';
import type { Session } from '../connection/session';
import { PostgresError } from '../postgresError';
import { APPLICATION_NAME } from './applicationName';
import type { BackupTimings } from './timings';

/**
 * Observes from outside a session that runs a statement of unknown length, and cuts it if the server no longer has it
 * or cannot be reached for long: nothing else would notice a cut network. Returns a function that ends the observation.
 */
export function probeFromOutside(
  connection: ResolvedConnection,
  session: Session,
  pid: number,
  timings: BackupTimings,
): () => void {
  const stop = new AbortController();
  let unreachableSince: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    try {
      if (!(await isThere(connection, pid, stop.signal)) && !stop.signal.aborted) session.cut();
      unreachableSince = undefined;
    } catch (error) {
      const reason = error instanceof PostgresError ? error.reason : undefined;
      const away = reason === 'unreachable' || reason === 'timeout';
      unreachableSince = away ? (unreachableSince ?? Date.now()) : undefined;
      const tooLong = unreachableSince !== undefined && Date.now() - unreachableSince > timings.dead;
      if (tooLong && !stop.signal.aborted) session.cut();
    }
    schedule();
  };
  const schedule = (): void => {
    if (!stop.signal.aborted) timer = setTimeout(() => void look(), timings.probe);
  };
  schedule();
  return () => {
    stop.abort();
    clearTimeout(timer);
  };
}

async function isThere(connection: ResolvedConnection, pid: number, signal: AbortSignal): Promise<boolean> {
  const other = await openSession(connection, { applicationName: APPLICATION_NAME }, signal);
  try {
    // The function shows every process to every role, in all versions and under one name.
    const rows = await other.query('SELECT 1 AS found FROM pg_stat_get_activity($1)', [pid], {
      signal,
      doing: 'Checking the session',
    });
    return rows.length > 0;
  } finally {
    await other.close();
  }
}
