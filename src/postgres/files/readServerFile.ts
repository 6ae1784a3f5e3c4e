import type { Session } from '../connection/session';
import { PostgresError } from '../postgresError';

/** A piece of a file, in bytes. */
export interface Piece {
  readonly offset: number;
  readonly length: number;
}

const UNDEFINED_FILE = '58P01';

/**
 * Reads a piece of a file below the data directory; undefined if there is no such file. Needs pg_read_binary_file
 * (9.1); from 9.5 on a missing file is not an error in the server's log.
 */
export async function readServerFile(
  session: Session,
  versionNum: number,
  path: string,
  piece: Piece,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  const missing = versionNum >= 90500 ? ', true' : '';
  const call = `pg_read_binary_file($1, $2::bigint, $3::bigint${missing})`;
  try {
    const [row] = await session.query<'data'>(
      // Hexadecimal whatever bytea_output is; base64 would be broken into lines.
      `SELECT encode(${call}, 'hex') AS data`,
      [path, piece.offset, piece.length],
      { signal, doing: `Reading ${path} on the server` },
    );
    return row?.data === null || row === undefined ? undefined : Buffer.from(row.data, 'hex');
  } catch (error) {
    if (error instanceof PostgresError && error.sqlState === UNDEFINED_FILE) return undefined;
    throw error;
  }
}
