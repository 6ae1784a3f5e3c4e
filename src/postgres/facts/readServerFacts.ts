import { openSession } from '../connection/connect';
import type { ResolvedConnection } from '../connection/connectionSpec';
import type { Session } from '../connection/session';
import { APPLICATION_NAME } from '../session/applicationName';
import { readArchiver, readArchiveStatus } from './archiver';
import { type Basics, readBasics } from './basics';
import { hidden, known, observed, type Observer } from './observed';
import { type Privileges, readPrivileges } from './privileges';
import { readPosition } from './position';
import { readBackups } from './runningBackups';
import type { Fact, ServerArchiving, ServerFacts, TablespaceFacts } from './serverFacts';
import {
  readSettings,
  segmentSizeOf,
  type ServerSettings,
  type SettingName,
  settingOf,
  walKeepBytesOf,
} from './serverSettings';
import { readSlots } from './slots';
import { modesOf, walNames } from './version';

/** See `PostgresLayer.readServerFacts`. */
export async function readServerFacts(
  connection: ResolvedConnection,
  signal: AbortSignal,
): Promise<ServerFacts> {
  const session = await openSession(connection, { applicationName: APPLICATION_NAME }, signal);
  try {
    return (await factsIn(session, signal)).facts;
  } finally {
    await session.close();
  }
}

/** See `PostgresLayer.readServerArchiving`. */
export async function readServerArchiving(
  connection: ResolvedConnection,
  signal: AbortSignal,
): Promise<ServerArchiving> {
  const session = await openSession(connection, { applicationName: APPLICATION_NAME }, signal);
  try {
    const { facts, archiveStatus } = await factsIn(session, signal);
    return { facts, archiveStatus, slots: await readSlots({ session, signal }, facts.version) };
  } finally {
    await session.close();
  }
}

async function factsIn(
  session: Session,
  signal: AbortSignal,
): Promise<Pick<ServerArchiving, 'facts' | 'archiveStatus'>> {
  const observer = { session, signal };
  const basics = await readBasics(session, signal);
  const settings = await readSettings(session, signal);
  const privileges = await readPrivileges(session, basics, signal);
  const segmentSize = segmentSizeOf(settings);
  const position = await readPosition(observer, basics, privileges, segmentSize);
  const status = await readArchiveStatus(observer, basics, privileges);
  const { fullPageWritesOfPrimary, ...rest } = position;
  const facts: ServerFacts = {
    readAt: basics.now,
    version: basics.version,
    role: basics.role,
    user: basics.user,
    ...rest,
    segmentSize,
    ...archiving(settings),
    archiver: await readArchiver(observer, basics),
    waitingForArchive: status.known ? known(status.value.filter(isReady).length) : status,
    walKeepBytes: walKeepBytesOf(settings),
    fullPageWrites: fullPageWritesOfPrimary ?? settingOf(settings, 'full_page_writes') !== 'off',
    dataDirectory: visible(settings, 'data_directory', basics),
    walFolder: walNames(basics.version).folder,
    tablespaces: await readTablespaces(observer, basics),
    ...(await readBackups(observer, basics, privileges)),
    privileges: privilegesOf(basics, privileges),
    modes: modesOf(basics.version),
  };
  return { facts, archiveStatus: status };

  function archiving(from: ServerSettings) {
    return {
      walLevel: settingOf(from, 'wal_level') ?? '',
      archiveMode: settingOf(from, 'archive_mode') ?? '',
      archiveCommand: commandOf(from, basics),
      ...(basics.version.number < 150000 ? {} : { archiveLibrary: visible(from, 'archive_library', basics) }),
    };
  }
}

function isReady(name: string): boolean {
  return name.endsWith('.ready');
}

function visible(settings: ServerSettings, name: SettingName, { user }: Basics): Fact<string> {
  const value = settingOf(settings, name);
  return value === undefined
    ? hidden(`“${user}” may not see ${name} (members of pg_read_all_settings may)`)
    : known(value);
}

function commandOf(settings: ServerSettings, basics: Basics): Fact<string> {
  const command = visible(settings, 'archive_command', basics);
  // The server shows this instead while archive_mode is off.
  return command.known && command.value === '(disabled)' ? hidden('archive_mode is off') : command;
}

function privilegesOf(basics: Basics, privileges: Privileges): ServerFacts['privileges'] {
  return {
    superuser: basics.superuser,
    replication: basics.replication,
    startBackup: privileges.startBackup,
    readFiles: privileges.may('pg_read_binary_file'),
    listWal: privileges.may('pg_ls_waldir') || privileges.may('pg_ls_dir'),
  };
}

function readTablespaces(
  { session, signal }: Observer,
  { version }: Basics,
): Promise<Fact<readonly TablespaceFacts[]>> {
  const location = version.number >= 90200 ? 'pg_tablespace_location(oid)' : 'spclocation';
  return observed(async () => {
    const rows = await session.query<'oid' | 'name' | 'location'>(
      `SELECT oid, spcname AS name, ${location} AS location FROM pg_catalog.pg_tablespace ORDER BY oid`,
      [],
      { signal, doing: 'Reading the tablespaces' },
    );
    return known(
      rows.map((row) => ({ oid: Number(row.oid), name: row.name ?? '', location: row.location ?? '' })),
    );
  });
}
