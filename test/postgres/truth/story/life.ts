import { appendFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'pg';
import { lowLevelBackup } from '../../support/lowLevelBackup';
import { giveToServer } from '../../support/serverUser';
import { TestServer } from '../../support/testServer';
import { copyCluster, copySpaces, linkSpaces, ownTree } from './copyCluster';
import { fillTables, INITIAL, relationFiles } from './firstTables';
import { BASEBACKUP_LABEL, type Moment, segmentNames, type StoryBackup } from './story';
import { inSession, SECOND_DATABASE, tellFirst, tellSecond, valueOf } from './told';

/** What a life leaves. */
export interface Lived {
  readonly segmentSize: number;
  readonly oid: string;
  readonly archive: string;
  readonly early: StoryBackup;
  readonly late: StoryBackup;
  readonly moments: readonly Moment[];
  readonly after: string;
  readonly cold: string;
  readonly files: ReadonlyMap<string, string>;
  readonly server: TestServer;
}

/** Settings of the copied configuration that make restored servers small and fast. */
const CONFIGURATION = `
fsync = off
shared_buffers = 2MB
max_connections = 20
max_wal_senders = 4
max_prepared_transactions = 4
autovacuum = off
dynamic_shared_memory_type = mmap
log_timezone = 'UTC'
timezone = 'UTC'
wal_retrieve_retry_interval = 100ms
min_wal_size = '32MB'
`;

/** One server with one story: two backups, moments before, during and after each, and the end. */
export async function liveThrough(major: number, home: string): Promise<Lived> {
  const archive = join(home, 'archive');
  const space = join(home, 'space');
  for (const path of [archive, space]) {
    await mkdir(path);
    giveToServer(path);
  }
  const settings = { max_prepared_transactions: '4', shared_buffers: '4MB', full_page_writes: 'on' };
  const server = await TestServer.create(major, { archive, settings });
  await appendFile(join(server.dataDirectory, 'postgresql.conf'), CONFIGURATION);
  await server.sql(`CREATE TABLESPACE apart LOCATION '${space}'`);
  const oid = await server.value("SELECT oid FROM pg_tablespace WHERE spcname = 'apart'");
  await fillTables(server);
  const first = await relationFiles(server);
  const life = new Life(server);
  await life.tell();
  await life.tell();
  const early = await backUp(life, join(home, 'early'), async () => {
    await life.tell();
    await server.switchWal();
    await life.tell();
  });
  await life.tell();
  await server.switchWal();
  await life.tell();
  await server.sql('CHECKPOINT');
  const late = await backUp(life, join(home, 'late'), () => duringLate(life));
  await life.tell();
  await life.tell();
  await server.switchWal();
  await life.tell();
  await server.switchWal();
  await server.sql('CHECKPOINT');
  await life.tell();
  const after = join(home, 'after');
  await copyCluster(server.dataDirectory, after);
  const files = new Map([...first, ...(await relationFiles(server))]);
  await server.switchWal();
  await life.tell();
  await server.switchWal();
  await server.stop();
  const cold = join(home, 'cold');
  await copyCluster(server.dataDirectory, cold);
  const { segmentSize } = server.geometry;
  const { moments } = life;
  return { segmentSize, oid, archive, early, late, moments, after, cold, files, server };
}

/** While the late backup is taken, tables come and go and grow. */
async function duringLate(life: Life): Promise<void> {
  const { server } = life;
  await life.tell();
  await server.switchWal();
  const letters = INITIAL.letters * (server.major >= 11 ? 4 : 1);
  await life.tell([
    'CREATE TABLE made AS SELECT i AS id, md5(i::text) AS body FROM generate_series(1, 500) i',
    'CREATE INDEX made_id ON made (id)',
    'DROP TABLE doomed',
    `INSERT INTO letters (body) SELECT string_agg(md5((i * j)::text), '') FROM generate_series(1, ${String(letters)}) i, generate_series(1, 100) j GROUP BY i`,
  ]);
  await server.switchWal();
  await life.tell();
}

/** A server that tells moments. */
export class Life<Server extends Pick<TestServer, 'port'> = TestServer> {
  readonly server: Server;
  readonly #timeline: number;
  readonly #prefix: string;
  readonly moments: Moment[] = [];
  #skipped = 0;
  #hasPoints = true;

  constructor(server: Server, timeline = 1, prefix = '') {
    this.server = server;
    this.#timeline = timeline;
    this.#prefix = prefix;
  }

  /** Numbers the next moments as if so many had been told before. */
  skip(moments: number): void {
    this.#skipped = moments;
  }

  /** From now on moments have no restore points: a server with wal_level = minimal makes none. */
  set hasPoints(value: boolean) {
    this.#hasPoints = value;
  }

  /** One transaction that touches every table, then a restore point. */
  async tell(more: readonly string[] = []): Promise<void> {
    const n = this.#skipped + this.moments.length + 1;
    const label = `${this.#prefix}${String(n)}`;
    const address = { host: '127.0.0.1', port: this.server.port };
    const second = await inSession(address, SECOND_DATABASE, tellSecond);
    const moment = await inSession(address, 'postgres', (client) => this.#commit(client, label, n, more));
    this.moments.push({ ...moment, told: `${moment.told} | ${second}` });
  }

  async #commit(client: Client, label: string, n: number, more: readonly string[]): Promise<Moment> {
    await client.query('BEGIN');
    await client.query('INSERT INTO moments (label) VALUES ($1)', [label]);
    await client.query('INSERT INTO aside (label) VALUES ($1)', [label]);
    await client.query(`UPDATE ledger SET amount = amount + 1 WHERE id % 5 = ${String(n % 5)}`);
    for (const statement of more) await client.query(statement);
    const xid = await valueOf(client, 'SELECT txid_current()');
    await client.query('COMMIT');
    const lsn = await valueOf(client, 'SELECT pg_current_wal_insert_lsn()');
    const time = await valueOf(
      client,
      "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || '+00'",
    );
    const point = this.#hasPoints ? `point ${label}` : '';
    if (this.#hasPoints) await client.query('SELECT pg_create_restore_point($1)', [point]);
    return { label, timeline: this.#timeline, xid, lsn, time, point, told: await tellFirst(client) };
  }
}

async function backUp(life: Life, home: string, meanwhile: () => Promise<void>): Promise<StoryBackup> {
  const { server } = life;
  const set = join(home, 'set');
  const begun = life.moments.length;
  const taken = await lowLevelBackup(server, set, {
    label: BASEBACKUP_LABEL,
    writesDuring: async () => {
      await meanwhile();
      await copySpaces(server.dataDirectory, home);
    },
  });
  // As pg_basebackup with a mapping leaves it: links to the copies, and no map.
  await rm(join(set, 'tablespace_map'));
  await linkSpaces(home);
  await ownTree(home);
  const names = await segmentNames(server.archive);
  const segments = names.filter((name) => name >= taken.startWalFile && name <= taken.stopWalFile);
  const told = life.moments.at(-1)?.told ?? '';
  return { home, set, taken, told, moments: life.moments.length, begun, segments };
}
