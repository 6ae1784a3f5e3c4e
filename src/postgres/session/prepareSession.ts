import { openSession } from '../connection/connect';
import type { ResolvedConnection } from '../connection/connectionSpec';
import type { Session } from '../connection/session';
import { type Basics, readBasics } from '../facts/basics';
import { type Privileges, readPrivileges } from '../facts/privileges';
import { readSettings, type ServerSettings } from '../facts/serverSettings';
import { PostgresError } from '../postgresError';
import { sessionSettings } from './sessionSettings';

/** A session with the facts of its server that are needed. */
export interface PreparedSession {
  readonly session: Session;
  readonly basics: Basics;
  readonly privileges: Privileges;
  readonly settings: ServerSettings;
}

/** Opens the session that will hold a backup, and makes sure that nothing ends it. Otherwise closes it and throws. */
export async function prepareSession(
  connection: ResolvedConnection,
  applicationName: string,
  signal: AbortSignal,
): Promise<PreparedSession> {
  const session = await openSession(connection, { applicationName }, signal);
  try {
    const basics = await readBasics(session, signal);
    refusePooler(session, basics);
    await applySettings(session, basics, signal);
    const settings = await readSettings(session, signal);
    const privileges = await readPrivileges(session, basics, signal);
    return { session, basics, privileges, settings };
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** Poolers make up process numbers of their own, and may hand a session to several server processes. */
function refusePooler(session: Session, { pid }: Basics): void {
  if (session.cancelKey.pid === pid) return;
  throw new PostgresError({
    reason: 'configuration',
    message:
      'The connection goes through a connection pooler. A backup needs one server session from start to stop, which a pooler does not guarantee.',
    remedy: 'Use the server’s own host and port for the connection.',
  });
}

async function applySettings(session: Session, { version }: Basics, signal: AbortSignal): Promise<void> {
  for (const { text, needed } of sessionSettings(version)) {
    try {
      await session.query(text, [], { signal, doing: 'Preparing the session' });
    } catch (error) {
      const refused =
        error instanceof PostgresError && (error.reason === 'server' || error.reason === 'privilege');
      if (needed || !refused) throw error;
    }
  }
}
