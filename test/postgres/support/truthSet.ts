import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PATIENCE_MS } from '../../support/patience';
import { scratchFolder } from '../../support/scratch';
import type { LowLevelBackup } from './lowLevelBackup';
import { lowLevelBackup } from './lowLevelBackup';
import { TestServer } from './testServer';

/** A whole backup of a real server, and the means to damage copies of it in realistic ways. */
export interface TruthSet {
  readonly major: number;
  /** Bytes. */
  readonly segmentSize: number;
  readonly home: string;
  readonly set: string;
  readonly archive: string;
  readonly backup: LowLevelBackup;
  /**
   * The archived segments from start to stop, in order: two that were switched before they were full and so end in
   * padding, one or more full ones, and the last.
   */
  readonly segments: readonly string[];
  /** The two segments that were archived after the backup. */
  readonly later: readonly string[];
  /** The last segment as it was before the backup was stopped. */
  readonly earlyCopy: string;
  /** Preallocated files in the server's pg_wal under names of this backup, by name. */
  readonly recycled: ReadonlyMap<string, string>;
  /** Rows in the table `orders` when the backup was stopped. */
  readonly rowsAtStop: number;
}

/** Query for how much a recovered server has. */
export const COUNT_ORDERS = 'SELECT count(*)::int AS rows FROM orders';

/** Takes a backup that spans several segments, with changes before, during and after it. */
export async function makeTruthSet(major: number): Promise<TruthSet> {
  const home = scratchFolder('truth');
  // Enough WAL is preallocated that the backup's names are among it.
  const server = await TestServer.create(major, {
    settings: { min_wal_size: major >= 11 ? '24MB' : '256MB' },
  });
  try {
    await prepare(server);
    const recycled = await copyRecycled(server, join(home, 'recycled'));
    const earlyCopy = join(home, 'early');
    const backup = await lowLevelBackup(server, join(home, 'backup'), {
      label: 'truth',
      writesDuring: () => writeSegments(server, earlyCopy),
    });
    const rowsAtStop = Number(await server.value(COUNT_ORDERS));
    await sell(server, 200);
    await server.switchWal();
    await sell(server, 100);
    await server.switchWal();
    await server.stop();
    const archive = join(home, 'archive');
    await copyNeeded(server.archive, archive, backup.startWalFile);
    const names = (await readdir(archive)).filter((name) => /^[0-9A-F]{24}$/.test(name)).sort();
    const segments = names.filter((name) => name <= backup.stopWalFile);
    return {
      major,
      segmentSize: server.geometry.segmentSize,
      home,
      set: backup.directory,
      archive,
      backup,
      segments,
      later: names.filter((name) => name > backup.stopWalFile),
      earlyCopy,
      recycled,
      rowsAtStop,
    };
  } finally {
    await server.destroy();
  }
}

async function prepare(server: TestServer): Promise<void> {
  // Every recovery copies the data directory; without the templates that is a third.
  await server.sql('UPDATE pg_database SET datistemplate = false');
  for (const template of ['template0', 'template1']) await server.sql(`DROP DATABASE ${template}`);
  await server.sql('CREATE TABLE orders (id serial, note text)');
  await sell(server, 100);
  // Finished segments are recycled by the next checkpoint after they were archived.
  for (let segment = 0; segment < 12; segment++) {
    await sell(server, 10);
    await server.switchWal();
  }
  await untilAllArchived(server);
  await server.sql('CHECKPOINT');
  await server.sql('CHECKPOINT');
}

/** Waits until no file waits for the archive_command. */
async function untilAllArchived(server: TestServer): Promise<void> {
  const status = join(server.dataDirectory, 'pg_wal', 'archive_status');
  const end = Date.now() + PATIENCE_MS;
  while ((await readdir(status)).some((name) => name.endsWith('.ready'))) {
    if (Date.now() > end) throw new Error('WAL was not archived');
    await delay(10);
  }
}

/** Saves the files with future names. */
async function copyRecycled(server: TestServer, to: string): Promise<ReadonlyMap<string, string>> {
  await mkdir(to);
  const current = await server.value('SELECT pg_walfile_name(pg_current_wal_insert_lsn())');
  const from = join(server.dataDirectory, 'pg_wal');
  const kept = new Map<string, string>();
  for (const name of await readdir(from)) {
    if (!/^[0-9A-F]{24}$/.test(name) || name <= current) continue;
    await copyFile(join(from, name), join(to, name));
    kept.set(name, join(to, name));
  }
  return kept;
}

/** The first two segments end early, the third is full, the last is copied before its end is written. */
async function writeSegments(server: TestServer, earlyCopy: string): Promise<void> {
  await sell(server, 300);
  await server.switchWal();
  await sell(server, 300);
  await server.switchWal();
  await server.sql('CREATE TABLE bulk (content text)');
  const megabytes = (server.geometry.segmentSize / 1024 / 1024) * 1.5;
  await server.sql(
    `INSERT INTO bulk SELECT (SELECT string_agg(md5(i::text || j::text), '') FROM generate_series(1, 60) j)
     FROM generate_series(1, $1::int) i`,
    [Math.ceil(megabytes * 500)],
  );
  await server.switchWal();
  await sell(server, 300);
  const current = await server.value('SELECT pg_walfile_name(pg_current_wal_insert_lsn())');
  await copyFile(join(server.dataDirectory, 'pg_wal', current), earlyCopy);
  await sell(server, 300);
}

/** Each row is a transaction of its own with a note that does not compress well. */
async function sell(server: TestServer, rows: number): Promise<void> {
  await server.session(async (client) => {
    for (let row = 0; row < rows; row++) {
      await client.query('INSERT INTO orders (note) VALUES (md5(random()::text) || md5(random()::text))');
    }
  });
}

/** The archive without the files that are older than the backup. */
async function copyNeeded(from: string, to: string, first: string): Promise<void> {
  await mkdir(to);
  for (const name of await readdir(from)) {
    if (name.slice(0, 24) >= first) await copyFile(join(from, name), join(to, name));
  }
  await rm(from, { recursive: true });
}
