import type { Basics } from './basics';
import { hidden, known, observed, type Observer } from './observed';
import type { Privileges } from './privileges';
import type { ArchiverFacts, Fact } from './serverFacts';
import { isoTime } from './sqlText';
import { walNames } from './version';

type Column = 'count' | 'wal' | 'time' | 'failures' | 'failed' | 'failtime';

/** pg_stat_archiver, which every role may read. */
export function readArchiver(observer: Observer, { version }: Basics): Promise<Fact<ArchiverFacts>> {
  if (version.number < 90400) return Promise.resolve(hidden('pg_stat_archiver came with 9.4'));
  return observed(async () => known(await archiverNow(observer)));
}

/** Same as {@link readArchiver}, for 9.4 and later. */
export async function archiverNow({ session, signal }: Observer): Promise<ArchiverFacts> {
  const [row] = await session.query<Column>(
    `SELECT archived_count AS count, last_archived_wal AS wal, ${isoTime('last_archived_time')} AS time,
 failed_count AS failures, last_failed_wal AS failed, ${isoTime('last_failed_time')} AS failtime
 FROM pg_catalog.pg_stat_archiver`,
    [],
    { signal, doing: 'Reading pg_stat_archiver' },
  );
  return {
    archivedCount: Number(row?.count ?? 0),
    failedCount: Number(row?.failures ?? 0),
    ...optional('lastArchivedWal', row?.wal),
    ...optional('lastArchivedTime', row?.time),
    ...optional('lastFailedWal', row?.failed),
    ...optional('lastFailedTime', row?.failtime),
    failing: isLater(row?.failtime, row?.time),
  };
}

function optional<Key extends string>(
  key: Key,
  value: string | null | undefined,
): Partial<Record<Key, string>> {
  return value === null || value === undefined ? {} : ({ [key]: value } as Record<Key, string>);
}

/** ISO times sort as text; a time that is absent is before all others. */
function isLater(time: string | null | undefined, other: string | null | undefined): boolean {
  return (time ?? '') > (other ?? '');
}

/** The names in `archive_status`, or why they cannot be seen. */
export function readArchiveStatus(
  observer: Observer,
  basics: Basics,
  privileges: Privileges,
): Promise<Fact<readonly string[]>> {
  const { session, signal } = observer;
  const limits = { signal, doing: 'Reading archive_status' };
  const folder = `${walNames(basics.version).folder}/archive_status`;
  if (privileges.may('pg_ls_archive_statusdir')) {
    return observed(async () =>
      namesIn(await session.query('SELECT name FROM pg_ls_archive_statusdir()', [], limits)),
    );
  }
  if (privileges.may('pg_ls_dir')) {
    return observed(async () =>
      namesIn(await session.query('SELECT pg_ls_dir($1) AS name', [folder], limits)),
    );
  }
  const newer = basics.version.number >= 120000;
  return Promise.resolve(hidden(privileges.why(newer ? 'pg_ls_archive_statusdir' : 'pg_ls_dir')));
}

function namesIn(rows: readonly { readonly name: string | null }[]): Fact<readonly string[]> {
  return known(rows.map(({ name }) => name ?? ''));
}
