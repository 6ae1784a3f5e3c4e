import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'pg';
import { giveToServer } from '../postgres/support/serverUser';
import { ReplicationCommand, replicate } from '../postgres/support/replicationCommand';
import { runProgram } from '../postgres/support/runProgram';
import { TestServer } from '../postgres/support/testServer';
import { makeOnce } from '../support/makeOnce';
import { sharedCacheFolder } from '../support/paths';

export const CHECKSUMS = ['CRC32C', 'SHA256'] as const;

/** The data of the measurements. */
export interface BenchData {
  /** Segments of 16 MB and the history file of a backup that ran while the first half of them was written. */
  readonly archive: string;
  /** A base backup for each kind of manifest. */
  readonly sets: Readonly<Record<(typeof CHECKSUMS)[number], string>>;
}

/**
 * Returns the data from the cache; a real server makes it the first time. `gigabytes` is the least of WAL and of data.
 */
export async function benchData(root: string, major: number, gigabytes: number): Promise<BenchData> {
  const all = join(sharedCacheFolder(), 'bench');
  const source = await readFile(join(root, 'test', 'bench', 'data.ts'));
  const recipe = createHash('sha256').update(source).digest('hex').slice(0, 8);
  const outdated = (await readdir(all).catch(() => [])).filter((name) => !name.includes(recipe));
  for (const name of outdated) await rm(join(all, name), { recursive: true, force: true });
  const name = `${String(gigabytes)}gb-pg${String(major)}-${recipe}`;
  const folder = await makeOnce(join(all, name), (temporary) => makeData(temporary, major, gigabytes));
  const set = (checksums: string): string => join(folder, checksums);
  return { archive: join(folder, 'archive'), sets: { CRC32C: set('CRC32C'), SHA256: set('SHA256') } };
}

const SETTINGS = {
  shared_buffers: '256MB',
  max_wal_size: '16GB',
  checkpoint_timeout: '1h',
  wal_level: 'replica',
};
const GIGABYTE = 1024 ** 3;

async function makeData(folder: string, major: number, gigabytes: number): Promise<void> {
  console.log(`Making ${String(gigabytes)} GB of WAL and of data with PostgreSQL ${String(major)}, once`);
  // Too much for the memory in which servers of tests run.
  process.env['TMPDIR'] ??= '/var/tmp';
  const archive = join(folder, 'archive');
  const settings = { ...SETTINGS, archive_timeout: '0' };
  const server = await TestServer.create(major, { walSegmentSize: 16, archive, settings });
  try {
    const rows = join(server.socketFolder, 'rows.copy');
    await server.session((client) => fill(client, rows, gigabytes * GIGABYTE));
    // From here on, the server's WAL does not belong to the archive.
    await server.stop();
    await server.start({ archive_command: 'true' });
    for (const checksums of CHECKSUMS) await baseBackup(server, join(folder, checksums), checksums);
  } finally {
    await server.destroy();
  }
}

/** Writes rows until there is enough of both; a backup runs during the first half. `rows` is a file on the server. */
async function fill(client: Client, rows: string, bytes: number): Promise<void> {
  const start = await startBackup(client, rows);
  const copyRows = `COPY bulk FROM '${rows}'`;
  let running = true;
  for (let round = 0; ; round++) {
    const wal = await numberOf(client, `pg_wal_lsn_diff(pg_current_wal_lsn(), '${start}')`);
    const data = await numberOf(client, 'pg_database_size(current_database())');
    console.log(`  ${(wal / GIGABYTE).toFixed(1)} GB of WAL, ${(data / GIGABYTE).toFixed(1)} GB of data`);
    if (running && wal >= bytes / 2) {
      await client.query('SELECT pg_backup_stop(false)');
      running = false;
    }
    if (wal >= bytes && data >= bytes) break;
    for (let i = 0; i < 4; i++) await client.query(copyRows);
    if (wal < bytes) await writeSome(client, round);
  }
  await client.query('SELECT pg_switch_wal()');
}

async function startBackup(client: Client, rows: string): Promise<string> {
  await client.query(
    'CREATE TABLE event (id bigserial PRIMARY KEY, device int, at timestamptz, payload text)',
  );
  await client.query('CREATE TABLE bulk (LIKE event)');
  await client.query(
    `COPY (SELECT i, i % 5000, clock_timestamp(), repeat(md5(i::text), 5)
           FROM generate_series(1, 400000) i) TO '${rows}'`,
  );
  const started = await client.query<{ lsn: string }>("SELECT pg_backup_start('bench', true) AS lsn");
  return started.rows[0]?.lsn ?? '';
}

/** A mix as in an archive: single rows with an index, rows in bulk, and whole pages after a checkpoint. */
async function writeSome(client: Client, round: number): Promise<void> {
  for (let i = 0; i < 20; i++) {
    await client.query(
      `INSERT INTO event (device, at, payload)
       SELECT i % 5000, clock_timestamp(), repeat(md5(i::text), 5) FROM generate_series(1, 25000) i`,
    );
  }
  if (round % 2 === 0) return;
  await client.query('CHECKPOINT');
  await client.query(
    `UPDATE event SET device = device + 1 WHERE id % 100 = 0 AND id > ${String(round - 1)} * 500000`,
  );
}

async function numberOf(client: Client, expression: string): Promise<number> {
  const { rows } = await client.query<{ value: string }>(`SELECT ${expression} AS value`);
  return Number(rows[0]?.value);
}

/** The server writes it itself (15 and later), as a tar file, so no client program is needed. */
async function baseBackup(server: TestServer, folder: string, checksums: string): Promise<void> {
  const compressed = `${folder}.packed`;
  await mkdir(compressed);
  await mkdir(folder);
  giveToServer(compressed);
  const command =
    `BASE_BACKUP (LABEL 'bench', CHECKPOINT 'fast', WAL, TARGET 'server', TARGET_DETAIL '${compressed}', ` +
    `MANIFEST 'yes', MANIFEST_CHECKSUMS '${checksums}')`;
  await replicate(server, [new ReplicationCommand(command)]);
  await runProgram('tar', ['-xf', join(compressed, 'base.tar'), '-C', folder]);
  await rename(join(compressed, 'backup_manifest'), join(folder, 'backup_manifest'));
  await rm(compressed, { recursive: true });
}
