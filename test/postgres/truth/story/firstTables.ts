import type { TestServer } from '../../support/testServer';
import { SECOND_DATABASE } from './told';

/** Rows that there are from the beginning. */
export const INITIAL = { ledger: 2000, letters: 60, goods: 1500 } as const;

/**
 * Two databases with tables of every kind that a backup can lose: with an index, with a TOAST table, in a tablespace, unlogged, a sequence;
 * besides a prepared transaction, a replication slot and a replication origin, and the extension that checks them all.
 */
export async function fillTables(server: TestServer): Promise<void> {
  await server.sql(`CREATE DATABASE ${SECOND_DATABASE} TEMPLATE template0`);
  // Every restore copies the data directory; without the templates that is half.
  await server.sql('UPDATE pg_database SET datistemplate = false');
  for (const template of ['template0', 'template1']) await server.sql(`DROP DATABASE ${template}`);
  await server.session(async (client) => {
    for (const statement of FIRST) await client.query(statement);
  });
  await server.session(async (client) => {
    for (const statement of SECOND) await client.query(statement);
  }, SECOND_DATABASE);
  await server.session(async (client) => {
    await client.query('BEGIN');
    await client.query("INSERT INTO doubtful VALUES ('neither')");
    await client.query("PREPARE TRANSACTION 'held'");
  });
  await server.sql('CHECKPOINT');
}

const FIRST = [
  'CREATE EXTENSION amcheck',
  'CREATE TABLE moments (id serial PRIMARY KEY, label text UNIQUE)',
  'CREATE TABLE aside (label text PRIMARY KEY USING INDEX TABLESPACE apart) TABLESPACE apart',
  'CREATE TABLE ledger (id int PRIMARY KEY, amount int, note text) WITH (fillfactor = 60)',
  `INSERT INTO ledger SELECT i, 0, md5(i::text) FROM generate_series(1, ${String(INITIAL.ledger)}) i`,
  'CREATE TABLE letters (id serial PRIMARY KEY, body text)',
  'ALTER TABLE letters ALTER body SET STORAGE EXTERNAL',
  `INSERT INTO letters (body) SELECT string_agg(md5((i * j)::text), '')
   FROM generate_series(1, ${String(INITIAL.letters)}) i, generate_series(1, 100) j GROUP BY i`,
  'CREATE UNLOGGED TABLE draft (id serial PRIMARY KEY, body text)',
  "INSERT INTO draft (body) SELECT 'draft' FROM generate_series(1, 100)",
  'CREATE TABLE doomed AS SELECT i AS id FROM generate_series(1, 500) i',
  'CREATE TABLE doubtful (answer text)',
  "SELECT pg_replication_origin_create('elsewhere')",
  "SELECT pg_replication_origin_advance('elsewhere', '0/1000')",
  "SELECT pg_create_physical_replication_slot('follower')",
  'VACUUM ledger',
];

const SECOND = [
  'CREATE EXTENSION amcheck',
  'CREATE TABLE goods (id int PRIMARY KEY, price int, name text)',
  `INSERT INTO goods SELECT i, i * 7, md5(i::text) FROM generate_series(1, ${String(INITIAL.goods)}) i`,
  'CREATE INDEX goods_name ON goods (name)',
];

/** The file of each relation that no server needs to start, and of some that it needs. */
export async function relationFiles(server: TestServer): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const database of ['postgres', SECOND_DATABASE]) {
    const rows = await server.session(async (client) => {
      const { rows } = await client.query<{ name: string; path: string }>(PATHS);
      return rows;
    }, database);
    for (const { name, path } of rows)
      files.set(database === 'postgres' ? name : `${database}.${name}`, path);
  }
  return files;
}

const PATHS = `SELECT CASE WHEN r.relkind = 't' THEN 'toast of ' || owner.relname ELSE r.relname END AS name,
    pg_relation_filepath(r.oid) AS path
  FROM pg_class r LEFT JOIN pg_class owner ON owner.reltoastrelid = r.oid
  WHERE r.relkind IN ('r', 'i', 't', 'S') AND pg_relation_filepath(r.oid) IS NOT NULL`;
