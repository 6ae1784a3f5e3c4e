import { startAndStop } from '../facts/privileges';
import { quoteLiteral } from '../facts/sqlText';
import type { ServerVersion } from '../facts/serverVersion';
import type { BackupMode, StartOptions } from './backupTypes';
import type { BackupSql } from './backupSqlTypes';
import { sessionSettings } from './sessionSettings';

/** A statement with its parameters. */
export interface Call {
  readonly text: string;
  readonly values: readonly (string | boolean)[];
}

type Started = Pick<StartOptions, 'mode' | 'label' | 'fast'>;

/** The call that starts a backup; its column is `lsn`. */
export function startCall({ number }: ServerVersion, { mode, label, fast }: Started): Call {
  const [start] = startAndStop(number);
  if (number >= 150000)
    return { text: `SELECT ${start}(label => $1, fast => $2) AS lsn`, values: [label, fast] };
  if (number < 90600) return { text: `SELECT ${start}($1, $2) AS lsn`, values: [label, fast] };
  const text = `SELECT ${start}(label => $1, fast => $2, exclusive => $3) AS lsn`;
  return { text, values: [label, fast, mode === 'exclusive'] };
}

/**
 * The call that ends a backup; columns `lsn` and, from 9.6 on, `label` and `map` in hexadecimal. If possible (10 and
 * later) it never waits for the archive: the server forgets the label when a wait is canceled, so label and map are
 * fetched first and we do the waiting. They come as the bytes that the server has: `textsend` with a client encoding of
 * SQL_ASCII neither converts nor checks them, so that nothing in a label can make this statement fail when the backup
 * is already over.
 */
export function stopCall({ number }: ServerVersion, mode: BackupMode): string {
  const [, stop] = startAndStop(number);
  if (number < 90600) return `SELECT ${stop}() AS lsn`;
  const columns =
    "lsn, encode(textsend(labelfile), 'hex') AS label, encode(textsend(spcmapfile), 'hex') AS map";
  return `SELECT ${columns} FROM ${stop}(${stopArguments(number, mode)})`;
}

function stopArguments(number: number, mode: BackupMode): string {
  if (number >= 150000) return 'wait_for_archive => false';
  const exclusive = `exclusive => ${String(mode === 'exclusive')}`;
  return number >= 100000 ? `${exclusive}, wait_for_archive => false` : exclusive;
}

/** Whether the server always waits for the archive inside the stop call. */
export function stopWaits({ number }: ServerVersion): boolean {
  return number < 100000;
}

/** Run before the stop, for {@link stopCall}. */
export const RAW_TEXT = "SET client_encoding TO 'SQL_ASCII'";

/** See `PostgresLayer.endExclusiveSql`. */
export function endExclusiveSql({ number }: ServerVersion): string | undefined {
  if (number >= 150000) return undefined;
  if (number < 90600) return 'SELECT pg_stop_backup()';
  return `SELECT lsn FROM pg_stop_backup(${stopArguments(number, 'exclusive')})`;
}

/** See `PostgresLayer.backupSql`. */
export function backupSql(version: ServerVersion, started: Started): BackupSql {
  const raw = version.number >= 90600 ? [RAW_TEXT] : [];
  const end = started.mode === 'exclusive' ? endExclusiveSql(version) : undefined;
  return {
    start: [...sessionSettings(version).map(({ text }) => text), inLiterals(startCall(version, started))].map(
      ended,
    ),
    stop: [...raw, stopCall(version, started.mode)].map(ended),
    abort: end === undefined ? [] : [ended(end)],
  };
}

function inLiterals({ text, values }: Call): string {
  // One pass: a `$2` inside a label stays as it is.
  return text.replaceAll(/\$(\d)/g, (_, index: string) => {
    const value = values[Number(index) - 1];
    return typeof value === 'string' ? quoteLiteral(value) : String(value);
  });
}

function ended(statement: string): string {
  return `${statement};`;
}
