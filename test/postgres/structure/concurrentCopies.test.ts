import assert from 'node:assert/strict';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { messageOf } from '../../../src/core/report/messages';
import { giveToServer } from '../support/serverUser';
import { lowLevelBackup } from '../support/lowLevelBackup';
import { type CopyOrder, copyInSteps } from '../support/structure/copyInSteps';
import { relationsOf } from '../support/structure/relationsOf';
import { TestServer } from '../support/testServer';
import { availableMajors } from '../support/versions';
import { PATIENCE_MS } from '../../support/patience';

/** What users have, of every kind that has files. */
const OBJECTS = `
  CREATE TABLE orders (id serial PRIMARY KEY, at timestamptz DEFAULT now(), note text, tags int[]);
  INSERT INTO orders (note, tags) SELECT repeat(md5(i::text), 20), ARRAY[i, i % 7] FROM generate_series(1, 2000) i;
  CREATE INDEX ON orders USING hash (note);
  CREATE INDEX ON orders USING gin (tags);
  CREATE INDEX ON orders USING brin (at);
  CREATE TABLE places (p point, t text);
  INSERT INTO places SELECT point(i, i % 10), 'x' || i FROM generate_series(1, 500) i;
  CREATE INDEX ON places USING gist (p);
  CREATE INDEX ON places USING spgist (t);
  CREATE TABLE empty_one (id int PRIMARY KEY, t text);
  CREATE MATERIALIZED VIEW totals AS SELECT count(*) AS n FROM orders;
  CREATE VIEW plain_view AS SELECT 1 AS one;
  CREATE TYPE pair AS (a int, b int);
  CREATE TABLE parted (id int, k int) PARTITION BY LIST (k);
  CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (1);
  CREATE UNLOGGED TABLE scratch (id serial, t text);
  CREATE INDEX ON scratch (t);
  INSERT INTO scratch (t) SELECT 'y' || i FROM generate_series(1, 200) i;
  CREATE TABLE elsewhere (id int PRIMARY KEY, t text) TABLESPACE fast;
  INSERT INTO elsewhere SELECT i, repeat('z', 100) FROM generate_series(1, 1000) i;
  CREATE TABLE shrinking AS SELECT i, repeat('s', 200) AS t FROM generate_series(1, 3000) i;
  CREATE INDEX ON shrinking (i);
  CREATE TABLE wiped AS SELECT i FROM generate_series(1, 1000) i;
  CREATE INDEX ON wiped (i);
  CREATE TABLE moving AS SELECT i FROM generate_series(1, 1000) i;
  CREATE TABLE flipping AS SELECT i FROM generate_series(1, 1000) i;
  CREATE TABLE rewritten AS SELECT i FROM generate_series(1, 1000) i;
  CREATE TABLE doomed_1 AS SELECT i FROM generate_series(1, 1000) i;
  CREATE TABLE doomed_2 AS SELECT i FROM generate_series(1, 1000) i;
  CREATE TABLE doomed_3 AS SELECT i FROM generate_series(1, 1000) i;`;

/** Statements that come one after the other while files are copied, again and again. */
function statements(major: number, round: number): string[] {
  const strategy = (name: string): string => (major >= 15 ? ` STRATEGY ${name}` : '');
  const there = round % 2 === 0;
  return [
    'INSERT INTO orders (note, tags) SELECT md5(i::text), ARRAY[i] FROM generate_series(1, 300) i',
    `CREATE TABLE fresh_${round} (id serial PRIMARY KEY, t text)`,
    `INSERT INTO fresh_${round} (t) SELECT repeat('f', 50) FROM generate_series(1, 500)`,
    `DROP TABLE IF EXISTS doomed_${round}`,
    'TRUNCATE wiped',
    'INSERT INTO wiped SELECT i FROM generate_series(1, 400) i',
    `CREATE DATABASE by_files_${round}${strategy('file_copy')}`,
    'VACUUM FULL rewritten',
    `ALTER TABLE moving SET TABLESPACE ${there ? 'fast' : 'pg_default'}`,
    'DELETE FROM shrinking WHERE i > 100',
    'VACUUM shrinking',
    'INSERT INTO shrinking SELECT i, $$t$$ FROM generate_series(101, 2000) i',
    'REINDEX TABLE orders',
    `CREATE DATABASE by_wal_${round}${strategy('wal_log')}`,
    `ALTER TABLE flipping SET ${there ? 'UNLOGGED' : 'LOGGED'}`,
    'REFRESH MATERIALIZED VIEW totals',
    `BEGIN; CREATE TABLE never_there AS SELECT 1 AS i; INSERT INTO orders (note) VALUES ('r'); ROLLBACK`,
    `DROP TABLE fresh_${round}`,
    `DROP DATABASE by_files_${round}`,
    'DELETE FROM shrinking; VACUUM',
    'ANALYZE',
    `ALTER DATABASE roaming SET TABLESPACE ${there ? 'fast' : 'pg_default'}`,
    `CREATE TABLE in_one_go_${round} (i int PRIMARY KEY)`,
    `BEGIN; CREATE TABLE filled_${round} (i int PRIMARY KEY); INSERT INTO filled_${round} SELECT generate_series(1, 500);
     TRUNCATE filled_${round}; COMMIT`,
    `ALTER TABLE places ADD COLUMN IF NOT EXISTS c_${round} int DEFAULT 5`,
    'CLUSTER orders USING orders_pkey',
    'VACUUM FULL pg_catalog.pg_attribute',
    ...(round % 3 === 1 ? ['VACUUM FULL pg_catalog.pg_class', 'VACUUM FULL pg_catalog.pg_index'] : []),
    'CHECKPOINT',
  ];
}

async function run(client: Client, statement: string): Promise<void> {
  // VACUUM and kin refuse to be one of several statements.
  const parts = statement.startsWith('BEGIN') ? [statement] : statement.split('; ');
  for (const part of parts) await client.query(part);
}

for (const major of availableMajors()) {
  describe(`Copies of PostgreSQL ${String(major)} while everything changes`, () => {
    let server: TestServer;
    let home: string;

    before(async () => {
      server = await TestServer.create(major);
      home = dirname(server.dataDirectory);
      const space = join(home, 'fast');
      await mkdir(space);
      giveToServer(space);
      await server.sql(`CREATE TABLESPACE fast LOCATION '${space}'`);
      await server.sql('CREATE DATABASE shop');
      await server.sql('CREATE DATABASE roaming');
      await server.session(async (client) => {
        await client.query(OBJECTS);
        await client.query('VACUUM ANALYZE');
        // Hint bits are not set, and the next statement decides.
        await client.query('CREATE TABLE last_made AS SELECT generate_series(1, 100) AS i');
      }, 'shop');
    });
    after(() => server.destroy());

    for (const order of ['forward', 'backward'] as const) {
      it(`lack no relation's file, copied ${order}`, () => lacksNothing(order));
    }

    async function lacksNothing(order: CopyOrder): Promise<void> {
      const directory = join(home, `copy-${order}`);
      await server.session(async (client) => {
        const queue = [1, 2, 3].flatMap((round) => statements(major, round + (order === 'forward' ? 0 : 10)));
        const step = async (): Promise<void> => {
          const statement = queue.shift();
          if (statement !== undefined) await run(client, statement);
        };
        const copy = (from: string, to: string): Promise<void> => copyInSteps(from, to, order, step);
        await lowLevelBackup(server, directory, { label: order, copy });
        assert.ok(queue.length < 60, `only ${String(queue.length)} statements are left`);
      }, 'shop');
      const look = await relationsOf(directory, server.archive);
      assert.deepEqual(
        look.findings.map((finding) => messageOf(finding).message),
        [],
      );
      assert.ok(look.checked > 850, String(look.checked));
      assert.equal(look.databasesLeftOut, 0);
      await rm(directory, { recursive: true });
    }
  });
}

for (const major of availableMajors().filter((each) => [10, 15, 18].includes(each))) {
  describe(`A copy of a standby of PostgreSQL ${String(major)} while it replays changes`, () => {
    let primary: TestServer;
    let standby: TestServer;

    before(async () => {
      primary = await TestServer.create(major);
      const home = dirname(primary.dataDirectory);
      await primary.sql('CREATE DATABASE shop');
      await primary.session((client) => client.query(OBJECTS.replace(' TABLESPACE fast', '')), 'shop');
      const seed = await lowLevelBackup(primary, join(home, 'seed'), { label: 'seed' });
      standby = await TestServer.standby(primary, seed.directory);
    });
    after(async () => {
      await standby.destroy();
      await primary.destroy();
    });

    it("lacks no relation's file", async () => {
      const directory = join(dirname(primary.dataDirectory), 'copy');
      await primary.session(async (client) => {
        const queue = [1, 2, 3]
          .flatMap((round) => statements(major, round))
          .filter((statement) => !statement.includes('SET TABLESPACE'));
        const step = async (): Promise<void> => {
          const statement = queue.shift();
          if (statement === undefined) return;
          await run(client, statement);
          // The standby follows the archive.
          const { rows } = await client.query<{ lsn: string }>('SELECT pg_switch_wal() AS lsn');
          await untilReplayed(standby, rows[0]?.lsn ?? '0/0');
        };
        const copy = (from: string, to: string): Promise<void> => copyInSteps(from, to, 'forward', step);
        await lowLevelBackup(standby, directory, { label: 'standby', copy });
        assert.ok(queue.length < 60, `only ${String(queue.length)} statements are left`);
      }, 'shop');
      await primary.switchWal();
      const look = await relationsOf(directory, primary.archive);
      assert.deepEqual(
        look.findings.map((finding) => messageOf(finding).message),
        [],
      );
      assert.ok(look.checked > 500, String(look.checked));
    });
  });
}

async function untilReplayed(standby: TestServer, lsn: string): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    if ((await standby.value(`SELECT pg_last_wal_replay_lsn() >= '${lsn}'`)) === 'true') return;
    await delay(10);
  }
  throw new Error(`${lsn} was not replayed`);
}
