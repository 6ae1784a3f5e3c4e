import type { PostgresLayer } from './api';
import { waitForArchive } from './archive/waitForArchive';
import { checkBeforeStart, checkLabel } from './checks/checkBeforeStart';
import { resolveConnection } from './connection/resolve';
import { readServerArchiving, readServerFacts } from './facts/readServerFacts';
import { modesOf } from './facts/version';
import { openServerFiles } from './files/openServerFiles';
import { PostgresError } from './postgresError';
import { backupSql, endExclusiveSql } from './session/backupCalls';
import { endExclusiveBackup } from './session/endExclusive';
import { startInSession } from './session/startBackup';

/** The layer as the rest of the program sees it. */
export const postgres: PostgresLayer = {
  isPostgresError: (error): error is PostgresError => error instanceof PostgresError,
  resolveConnection,
  readServerFacts,
  readServerArchiving,
  checkBeforeStart,
  checkLabel,
  backupSql,
  startBackup: (connection, options, signal) => startInSession(connection, options, signal),
  waitForArchive: (connection, stopped, onProgress, signal) =>
    waitForArchive(connection, stopped, onProgress, signal),
  endExclusiveBackup: (connection, signal) => endExclusiveBackup(connection, signal),
  endExclusiveSql,
  openServerFiles,
  modesOf,
};
