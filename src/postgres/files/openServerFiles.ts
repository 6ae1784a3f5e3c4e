import { grantToRead } from '../facts/grants';
import { openSession } from '../connection/connect';
import type { ResolvedConnection } from '../connection/connectionSpec';
import type { Session } from '../connection/session';
import { type Basics, readBasics } from '../facts/basics';
import { type Privileges, readPrivileges } from '../facts/privileges';
import { walNames } from '../facts/version';
import { PostgresError } from '../postgresError';
import { APPLICATION_NAME } from '../session/applicationName';
import { listWalFolder } from './listWal';
import { readServerFile } from './readServerFile';
import type { ServerFiles, WalFolderEntry } from './serverFiles';

const LARGEST_PIECE = 16 * 1024 * 1024;
const CHUNK = 1024 * 1024;

/** See `PostgresLayer.openServerFiles`. */
export async function openServerFiles(
  connection: ResolvedConnection,
  signal: AbortSignal,
): Promise<ServerFiles> {
  const session = await openSession(connection, { applicationName: APPLICATION_NAME }, signal);
  try {
    const basics = await readBasics(session, signal);
    const privileges = await readPrivileges(session, basics, signal);
    if (!privileges.may('pg_read_binary_file'))
      throw notAllowed(basics, privileges.why('pg_read_binary_file'));
    return new SessionFiles(session, basics, privileges);
  } catch (error) {
    await session.close();
    throw error;
  }
}

class SessionFiles implements ServerFiles {
  readonly walFolder: 'pg_wal' | 'pg_xlog';
  readonly #session: Session;
  readonly #basics: Basics;
  readonly #privileges: Privileges;

  constructor(session: Session, basics: Basics, privileges: Privileges) {
    this.#session = session;
    this.#basics = basics;
    this.#privileges = privileges;
    this.walFolder = walNames(basics.version).folder;
  }

  async listWal(signal: AbortSignal): Promise<readonly WalFolderEntry[]> {
    const entries = await listWalFolder(this.#session, this.#basics, this.#privileges, signal);
    if (entries.known) return entries.value;
    throw notAllowed(this.#basics, entries.why);
  }

  read(path: string, offset: number, length: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const problem = pathProblem(path) ?? pieceProblem(offset, length);
    if (problem !== undefined) return Promise.reject(badRequest(problem));
    return readServerFile(this.#session, this.#basics.version.number, path, { offset, length }, signal);
  }

  async *stream(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    for (let offset = 0; ; offset += CHUNK) {
      const bytes = await this.read(path, offset, CHUNK, signal);
      if (bytes === undefined) throw gone(path);
      if (bytes.length > 0) yield bytes;
      if (bytes.length < CHUNK) return;
    }
  }

  close(): Promise<void> {
    return this.#session.close();
  }
}

/** The server checks this, too, but not for superusers. */
function pathProblem(path: string): string | undefined {
  const parts = path.split('/');
  const leaves = path === '' || path.startsWith('/') || parts.includes('..') || path.includes('\\');
  return leaves || path.includes('\0') ? `“${path}” is not a path below the data directory` : undefined;
}

function pieceProblem(offset: number, length: number): string | undefined {
  if (
    Number.isSafeInteger(offset) &&
    offset >= 0 &&
    Number.isInteger(length) &&
    length >= 1 &&
    length <= LARGEST_PIECE
  )
    return undefined;
  return `${length} bytes from ${offset} is not a part of a file`;
}

function badRequest(problem: string): PostgresError {
  return new PostgresError({ reason: 'configuration', message: `${problem}.`, remedy: '' });
}

function gone(path: string): PostgresError {
  return new PostgresError({
    reason: 'server',
    message: `The server no longer has the file ${path}.`,
    remedy: 'Recycled WAL is available only from an archive.',
    sqlState: '58P01',
  });
}

function notAllowed(basics: Basics, why: string): PostgresError {
  return new PostgresError({
    reason: 'privilege',
    message: `The server’s files cannot be read: ${why}.`,
    remedy: grantToRead(basics),
  });
}
