import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { QueryResultRow } from 'pg';
import { Client } from 'pg';
import { installPostgres } from './installPostgres';
import type { Settings } from './postmaster';
import { Postmaster, ServerRefused } from './postmaster';
import { askForRecovery, copyForServer, putInPlace } from './recoveryFiles';
import { scratchFolder } from '../../support/scratch';

export interface RecoverOptions {
  /** Recovery settings besides restore_command, for example `recovery_target_timeline`. */
  readonly target?: Settings;
  /** Default: `cp "%a/%f" "%p"`; `%a` is the archive. */
  readonly restoreCommand?: string;
  /** A query to run after recovery; its rows are in the result. */
  readonly check?: string;
}

export interface RecoverResult {
  /** `refused`: the server ended by itself before it accepted a connection. */
  readonly outcome: 'recovered' | 'refused';
  /** Whether the log says that a consistent state was reached. */
  readonly consistent: boolean;
  readonly log: readonly string[];
  readonly rows: readonly QueryResultRow[];
}

/** Settings that recovery itself does not depend on; the restored server archives nothing. */
const SETTINGS: Settings = {
  fsync: 'off',
  dynamic_shared_memory_type: 'mmap',
  shared_buffers: '16MB',
  max_connections: '20',
  max_wal_senders: '4',
  archive_mode: 'off',
  autovacuum: 'off',
  log_timezone: 'UTC',
  hot_standby: 'off',
};

/**
 * Lets a real server recover from a copy of a set. Without an archive there is no restore_command and no archive
 * recovery: the WAL in pg_wal must suffice.
 */
export async function recover(
  setDirectory: string,
  archive: string | undefined,
  major: number,
  options: RecoverOptions = {},
): Promise<RecoverResult> {
  const installation = await installPostgres(major);
  const home = scratchFolder('recover');
  const data = join(home, 'data');
  try {
    await putInPlace(setDirectory, data);
    if (archive !== undefined) {
      await copyForServer(archive, join(home, 'archive'));
      const command = options.restoreCommand ?? 'cp "%a/%f" "%p"';
      const restore = { restore_command: command.replaceAll('%a', join(home, 'archive')) };
      await askForRecovery(data, major, { ...restore, ...options.target });
    }
    const settings = { ...SETTINGS, unix_socket_directories: '' };
    const server = await Postmaster.start(installation, data, settings);
    const rows = options.check === undefined ? [] : await query(server.port, options.check);
    await server.stop('immediate');
    return {
      outcome: 'recovered',
      consistent: saysConsistent(server.log.lines),
      log: server.log.lines,
      rows,
    };
  } catch (error) {
    if (!(error instanceof ServerRefused) || isOurFault(error.log)) throw error;
    return { outcome: 'refused', consistent: saysConsistent(error.log), log: error.log, rows: [] };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** A server that could not run the test must never count as one that refused. */
function isOurFault(log: readonly string[]): boolean {
  return log.some((line) => /permission denied|no space left|could not bind|command not found/i.test(line));
}

function saysConsistent(log: readonly string[]): boolean {
  return log.some((line) => line.includes('consistent recovery state reached'));
}

async function query(port: number, text: string): Promise<readonly QueryResultRow[]> {
  const client = new Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
  await client.connect();
  try {
    return (await client.query<QueryResultRow>(text)).rows;
  } finally {
    await client.end();
  }
}
