import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { segmentOfEnd, segmentOfStart } from '../../../src/core/wal/geometry';
import type { Lsn } from '../../../src/core/ground/lsn';
import { parseLsn } from '../../../src/core/ground/lsn';
import { segmentName } from '../../../src/core/wal/segmentName';
import { copyDataDirectory } from './copyTree';
import type { TestServer } from './testServer';
import { PATIENCE_MS } from '../../support/patience';

export interface BackupOptions {
  readonly label: string;
  /** Up to 14 only: the server writes the label into its own data directory, from where it is copied. */
  readonly exclusive?: boolean;
  /** Changes made while the data directory is copied; finished before the backup is stopped. */
  readonly writesDuring?: () => Promise<void>;
  /** How the data directory is copied. Default: {@link copyDataDirectory}. */
  readonly copy?: (from: string, to: string) => Promise<void>;
  /** Done after all that, just before the stop. */
  readonly beforeStop?: (client: Client) => Promise<void>;
  /** Leaves the backup running: no stop, no label file except that of an exclusive backup. */
  readonly neverStop?: boolean;
}

/** A backup as its server reported it. Locations are text as printed. */
export interface LowLevelBackup {
  readonly directory: string;
  readonly label: string;
  readonly timeline: number;
  readonly startLsn: string;
  readonly stopLsn: string;
  readonly startWalFile: string;
  /** The last segment that the backup needs (the one with the byte before the stop location). */
  readonly stopWalFile: string;
}

/** Takes a backup with the SQL functions: start, copy the data directory without its WAL, stop, store the label. */
export async function lowLevelBackup(
  server: TestServer,
  directory: string,
  options: BackupOptions,
): Promise<LowLevelBackup> {
  await mkdir(directory, { recursive: true });
  const reported = await server.session(async (client) => {
    const startLsn = await start(client, server.major, options);
    const copy = options.copy ?? copyDataDirectory;
    await Promise.all([options.writesDuring?.(), copy(server.dataDirectory, directory)]);
    await options.beforeStop?.(client);
    const stopLsn =
      options.neverStop === true ? startLsn : await stop(client, server.major, options, directory);
    return { startLsn, stopLsn };
  });
  const backup = await describe(server, directory, options.label, reported.startLsn, reported.stopLsn);
  if (options.neverStop !== true) await untilArchived(server, backup);
  return backup;
}

/** As the stop function waits: until the last segment and the backup history file are archived. */
async function untilArchived(
  server: TestServer,
  { startWalFile, stopWalFile }: LowLevelBackup,
): Promise<void> {
  if ((await server.value('SELECT pg_is_in_recovery()')) === 'true') return;
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const names = await readdir(server.archive);
    const history = names.some((name) => name.startsWith(`${startWalFile}.`) && name.endsWith('.backup'));
    if (history && names.includes(stopWalFile)) return;
    await delay(10);
  }
  throw new Error(`${stopWalFile} was not archived`);
}

async function start(client: Client, major: number, options: BackupOptions): Promise<string> {
  const call = major >= 15 ? 'pg_backup_start($1, true)' : 'pg_start_backup($1, true, $2::boolean)';
  const values = major >= 15 ? [options.label] : [options.label, options.exclusive === true];
  const { rows } = await client.query<{ lsn: string }>(`SELECT ${call} AS lsn`, values);
  return firstOf(rows).lsn;
}

interface StopRow {
  readonly lsn: string;
  readonly labelfile: string | null;
  readonly spcmapfile: string | null;
}

async function stop(
  client: Client,
  major: number,
  options: BackupOptions,
  directory: string,
): Promise<string> {
  const exclusive = options.exclusive === true;
  // Its own wait for the archive polls once a second; `untilArchived` is faster.
  const call = major >= 15 ? 'pg_backup_stop(false)' : `pg_stop_backup(${String(exclusive)}, false)`;
  const { rows } = await client.query<StopRow>(`SELECT lsn, labelfile, spcmapfile FROM ${call}`);
  const row = firstOf(rows);
  if (row.labelfile !== null) await writeFile(join(directory, 'backup_label'), row.labelfile);
  if (row.spcmapfile !== null && row.spcmapfile !== '') {
    await writeFile(join(directory, 'tablespace_map'), row.spcmapfile);
  }
  return row.lsn;
}

async function describe(
  server: TestServer,
  directory: string,
  label: string,
  startLsn: string,
  stopLsn: string,
) {
  const timeline = Number(await server.value('SELECT timeline_id FROM pg_control_checkpoint()'));
  const { geometry } = server;
  const startWalFile = segmentName(timeline, segmentOfStart(lsn(startLsn), geometry), geometry);
  const stopWalFile = segmentName(timeline, segmentOfEnd(lsn(stopLsn), geometry), geometry);
  return { directory, label, timeline, startLsn, stopLsn, startWalFile, stopWalFile };
}

function lsn(text: string): Lsn {
  const value = parseLsn(text);
  if (value === undefined) throw new Error(`not a location: ${text}`);
  return value;
}

function firstOf<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (row === undefined) throw new Error('the server gave no row');
  return row;
}
