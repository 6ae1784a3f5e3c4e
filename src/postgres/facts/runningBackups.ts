import { readServerFile } from '../files/readServerFile';
import { APPLICATION_PREFIX } from '../session/applicationName';
import type { Basics } from './basics';
import { hidden, known, observed, type Observer } from './observed';
import type { Privileges } from './privileges';
import type { BackupSeen, Fact } from './serverFacts';
import { isoTime } from './sqlText';

/** What is visible of running backups and of a leftover one. */
export interface BackupsSeen {
  readonly backups: readonly BackupSeen[];
  readonly leftoverLabel: Fact<boolean>;
}

export async function readBackups(
  observer: Observer,
  basics: Basics,
  privileges: Privileges,
): Promise<BackupsSeen> {
  const label = await readLabel(observer, basics, privileges);
  const mode = await readBackupMode(observer, basics, label);
  // Backup mode is kept in memory: a label from before the server's start belongs to no running backup. Labels have
  // whole seconds.
  const stale = mode?.startTime !== undefined && second(mode.startTime) < second(basics.serverStart);
  const exclusive = mode === undefined || stale ? [] : [mode];
  const leftoverLabel = !label.known
    ? stale
      ? known(true)
      : label
    : known(label.value !== undefined && exclusive.length === 0);
  return {
    backups: [
      ...exclusive,
      ...(await asFarAsSeen(() => readOurs(observer, basics))),
      ...(await asFarAsSeen(() => readStreamed(observer, basics))),
    ],
    leftoverLabel,
  };
}

/** If the views are closed to this role, nothing is seen. */
async function asFarAsSeen(read: () => Promise<BackupSeen[]>): Promise<BackupSeen[]> {
  const fact = await observed(async () => known(await read()));
  return fact.known ? fact.value : [];
}

function second(isoTimeText: string): string {
  return isoTimeText.slice(0, 19);
}

/** The backup_label in the data directory; a known undefined means that there is none. */
function readLabel(
  { session, signal }: Observer,
  { version }: Basics,
  privileges: Privileges,
): Promise<Fact<Uint8Array | undefined>> {
  if (!privileges.may('pg_read_binary_file'))
    return Promise.resolve(hidden(privileges.why('pg_read_binary_file')));
  // Before 9.5 every attempt to read a missing file would be an error in the server's log.
  if (version.number < 90500 && version.number >= 90300)
    return Promise.resolve(hidden('up to 9.4, only pg_is_in_backup is available'));
  return observed(async () =>
    known(
      await readServerFile(session, version.number, 'backup_label', { offset: 0, length: 65536 }, signal),
    ),
  );
}

type Exclusive = Extract<BackupSeen, { kind: 'exclusive' }>;

/** Up to 14; 9.3 and later have a function for it, which looks for the label file. */
async function readBackupMode(
  { session, signal }: Observer,
  { version }: Basics,
  label: Fact<Uint8Array | undefined>,
): Promise<Exclusive | undefined> {
  if (version.number >= 150000) return undefined;
  const bytes = label.known ? label.value : undefined;
  const text = bytes === undefined ? undefined : /^LABEL: (.*)$/m.exec(Buffer.from(bytes).toString())?.[1];
  const labelled = text === undefined ? {} : { label: text };
  if (version.number < 90300) return bytes === undefined ? undefined : { kind: 'exclusive', ...labelled };
  const limits = { signal, doing: 'Reading the backup mode' };
  const [mode] = await session.query<'running'>('SELECT pg_is_in_backup() AS running', [], limits);
  if (mode?.running !== 't') return undefined;
  // It reads the label, which may be invalid.
  const start = await observed(async () => {
    const text = `SELECT ${isoTime('pg_backup_start_time()')} AS start`;
    return known((await session.query<'start'>(text, [], limits))[0]?.start ?? undefined);
  });
  const startTime = start.known ? start.value : undefined;
  return { kind: 'exclusive', ...labelled, ...(startTime === undefined ? {} : { startTime }) };
}

/** Sessions of this extension; every role can see application_name. */
async function readOurs({ session, signal }: Observer, { version }: Basics): Promise<BackupSeen[]> {
  const pid = version.number >= 90200 ? 'pid' : 'procpid';
  const rows = await session.query<'name' | 'pid' | 'since'>(
    `SELECT application_name AS name, ${pid} AS pid, ${isoTime('backend_start')} AS since
 FROM pg_catalog.pg_stat_activity WHERE application_name LIKE $1 ORDER BY ${pid}`,
    [`${APPLICATION_PREFIX}%`],
    { signal, doing: 'Reading the sessions' },
  );
  return rows.map(({ name, pid: process, since }) => ({
    kind: 'ours',
    backupId: (name ?? '').slice(APPLICATION_PREFIX.length),
    pid: Number(process),
    ...(since === null ? {} : { since }),
  }));
}

/** Backups over the replication protocol; up to 12 only that they run. */
async function readStreamed({ session, signal }: Observer, { version }: Basics): Promise<BackupSeen[]> {
  const pid = version.number >= 90200 ? 'pid' : 'procpid';
  const rows = await session.query<'pid' | 'phase' | 'client'>(
    version.number >= 130000
      ? `SELECT p.pid, p.phase, a.application_name AS client FROM pg_catalog.pg_stat_progress_basebackup p
 LEFT JOIN pg_catalog.pg_stat_activity a USING (pid) ORDER BY p.pid`
      : `SELECT ${pid} AS pid, NULL AS phase, application_name AS client
 FROM pg_catalog.pg_stat_replication WHERE state = 'backup' ORDER BY 1`,
    [],
    { signal, doing: 'Reading the running base backups' },
  );
  return rows.map(({ pid: process, phase, client }) => ({
    kind: 'streamed',
    pid: Number(process),
    ...(phase === null ? {} : { phase }),
    ...(client === null || client === '' ? {} : { client }),
  }));
}
