import assert from 'node:assert/strict';
import { mkdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemColumns } from '../../../src/core/formats/cluster/systemColumns';
import type { Finding } from '../../../src/core/ground/finding';
import { giveToServer } from '../support/serverUser';
import { lowLevelBackup } from '../support/lowLevelBackup';
import { copyInSteps } from '../support/structure/copyInSteps';
import { relationsOf } from '../support/structure/relationsOf';
import { TestServer } from '../support/testServer';
import { availableMajors } from '../support/versions';

const OBJECTS = `
  CREATE TABLE "or""ders" (id serial PRIMARY KEY, note text, big text);
  ALTER TABLE "or""ders" ALTER big SET STORAGE EXTERNAL;
  INSERT INTO "or""ders" (note, big) SELECT md5(i::text), repeat('b', 3000) FROM generate_series(1, 3000) i;
  CREATE TABLE marked AS SELECT i, repeat('m', 100) AS t FROM generate_series(1, 3000) i;
  CREATE TABLE counted AS SELECT i, repeat('c', 100) AS t FROM generate_series(1, 100) i;
  CREATE TABLE spaced (i int, t text);
  INSERT INTO spaced SELECT i, repeat('s', 150) FROM generate_series(1, 3000) i;
  CREATE SEQUENCE quiet;
  CREATE TABLE never_filled (id int PRIMARY KEY);
  CREATE MATERIALIZED VIEW totals AS SELECT count(*) AS n FROM counted;
  CREATE UNLOGGED TABLE scratch (id int PRIMARY KEY);
  INSERT INTO scratch SELECT generate_series(1, 1000);
  CREATE TABLE elsewhere (id int PRIMARY KEY) TABLESPACE fast;
  INSERT INTO elsewhere SELECT generate_series(1, 1000);
  CREATE TABLE emptied AS SELECT i FROM generate_series(1, 5000) i;
  CREATE INDEX ON emptied (i);
  DELETE FROM emptied;`;

/** Something done to a file of the copy. */
type Damage = (path: string) => Promise<unknown>;

const PAGE = 8192;
const remove: Damage = (path) => rm(path);
const empty: Damage = (path) => truncate(path, 0);
const cutTo =
  (bytes: number): Damage =>
  (path) =>
    truncate(path, bytes);

interface Case {
  readonly name: string;
  /** SQL for the file: an expression of text, from the data directory. */
  readonly file: string;
  readonly damage: Damage;
  /** `code reason severity`, empty for none. */
  readonly expected: string;
  /** A relation that the finding names. */
  readonly relation?: string;
}

const fileOf = (relation: string): string => `pg_relation_filepath('${relation}')`;
const ORDERS = `"or""ders"`;
const TOAST = `(SELECT reltoastrelid::regclass FROM pg_class WHERE relname = 'or"ders')`;
const MISSING = 'missing-relation-file file error';

const CASES: readonly Case[] = [
  { name: 'nothing', file: fileOf(ORDERS), damage: () => Promise.resolve(), expected: '' },
  { name: 'a table', file: fileOf(ORDERS), damage: remove, expected: MISSING, relation: 'public.or"ders' },
  {
    name: 'its TOAST table',
    file: `pg_relation_filepath(${TOAST})`,
    damage: remove,
    expected: MISSING,
  },
  { name: 'an index', file: fileOf('"or""ders_pkey"'), damage: remove, expected: MISSING },
  { name: 'a sequence', file: fileOf('"or""ders_id_seq"'), damage: remove, expected: MISSING },
  { name: 'a materialized view', file: fileOf('totals'), damage: remove, expected: MISSING },
  { name: 'a table in a tablespace', file: fileOf('elsewhere'), damage: remove, expected: MISSING },
  { name: 'a table without rows', file: fileOf('never_filled'), damage: remove, expected: MISSING },
  { name: 'a mapped catalog', file: fileOf('pg_proc'), damage: remove, expected: MISSING },
  { name: 'a catalog', file: fileOf('pg_index'), damage: remove, expected: MISSING },
  {
    name: 'an initialization fork',
    file: `${fileOf('scratch')} || '_init'`,
    damage: remove,
    expected: 'missing-relation-file init error',
  },
  { name: 'an unlogged table, not its fork', file: fileOf('scratch'), damage: remove, expected: '' },
  { name: 'a free space map', file: `${fileOf('marked')} || '_fsm'`, damage: remove, expected: '' },
  {
    name: 'the pages of an index',
    file: fileOf('"or""ders_pkey"'),
    damage: empty,
    expected: 'empty-relation-file never-empty error',
  },
  {
    name: 'the page of a sequence',
    file: fileOf('quiet'),
    damage: empty,
    expected: 'empty-relation-file never-empty error',
  },
  {
    name: 'the rows of an indexed table',
    file: fileOf(ORDERS),
    damage: empty,
    expected: 'empty-relation-file index error',
  },
  {
    name: 'the rows of a vacuumed table',
    file: fileOf('marked'),
    damage: empty,
    expected: 'empty-relation-file visibility-map error',
  },
  {
    name: 'the rows of a table with a free space map',
    file: fileOf('spaced'),
    damage: empty,
    expected: 'empty-relation-file free-space-map error',
  },
  {
    name: 'the rows of an analyzed table',
    file: fileOf('counted'),
    damage: empty,
    expected: 'empty-relation-file statistics warning',
  },
  {
    name: 'the page of a sequence, which the WAL makes again',
    file: fileOf('"or""ders_id_seq"'),
    damage: empty,
    expected: '',
  },
  {
    name: 'nothing of a table that never had rows',
    file: fileOf('never_filled'),
    damage: empty,
    expected: '',
  },
  {
    name: 'nothing of a table that VACUUM cut to nothing',
    file: fileOf('emptied'),
    damage: empty,
    expected: '',
  },
  {
    name: 'the last pages of an indexed table',
    file: fileOf(ORDERS),
    damage: cutTo(3 * PAGE),
    expected: 'short-relation-file index error',
  },
  {
    name: 'the last page of a vacuumed table',
    file: fileOf('marked'),
    damage: async (path) => truncate(path, (await readFile(path)).length - PAGE),
    expected: 'short-relation-file visibility-map error',
  },
  {
    name: 'half a page',
    file: fileOf('spaced'),
    damage: cutTo(2 * PAGE + 100),
    expected: 'short-relation-file page error',
  },
  {
    name: 'the last pages of an index',
    file: fileOf('"or""ders_pkey"'),
    damage: cutTo(3 * PAGE),
    expected: 'short-relation-file index error',
  },
];

for (const major of availableMajors()) {
  describe(`Files that a copy of PostgreSQL ${String(major)} lost`, () => {
    let server: TestServer;
    let set: string;
    const files = new Map<string, string>();

    before(async () => {
      server = await TestServer.create(major);
      const home = dirname(server.dataDirectory);
      const space = join(home, 'fast');
      await mkdir(space);
      giveToServer(space);
      await server.sql(`CREATE TABLESPACE fast LOCATION '${space}'`);
      await server.sql('CREATE DATABASE shop');
      await server.sql('CREATE DATABASE roomy TABLESPACE fast');
      set = join(home, 'set');
      await server.session(async (client) => {
        await client.query(OBJECTS);
        await client.query(`VACUUM marked`);
        await client.query(`VACUUM emptied`);
        await client.query(`ANALYZE counted`);
        for (const { file } of CASES) {
          const { rows } = await client.query<{ path: string }>(`SELECT ${file} AS path`);
          files.set(file, join(set, rows[0]?.path ?? ''));
        }
        const databases = await client.query<{ oid: number; path: string }>(
          `SELECT d.oid, CASE WHEN spcname = 'fast' THEN regexp_replace($1, '[^/]*/[^/]*$', '') ELSE 'base/' END || d.oid AS path
           FROM pg_database d JOIN pg_tablespace t ON t.oid = dattablespace WHERE datname IN ('shop', 'roomy') ORDER BY 1`,
          [files.get(fileOf('elsewhere'))?.slice(set.length + 1)],
        );
        for (const [at, { path }] of databases.rows.entries()) files.set(`database ${at}`, join(set, path));
        const change = [`INSERT INTO ${ORDERS} (note) VALUES ('late')`];
        const step = async (): Promise<void> => {
          const statement = change.pop();
          if (statement !== undefined) await client.query(statement);
        };
        const copy = (from: string, to: string): Promise<void> => copyInSteps(from, to, 'forward', step);
        await lowLevelBackup(server, set, { label: 'quiet', copy });
      }, 'shop');
    });
    after(() => server.destroy());

    it('(the columns of the system catalogs are where the server has them)', async () => {
      const columns = systemColumns(major * 10_000);
      assert.ok(columns !== undefined);
      const { relation, database } = columns;
      const [classes, databases, schemas, indexes] = await Promise.all(
        ['pg_class', 'pg_database', 'pg_namespace', 'pg_index'].map((name) => columnsOf(server, name)),
      );
      assert.deepEqual(
        ['relname', 'relnamespace', 'relam', 'relfilenode', 'reltablespace', 'relpages', 'reltoastrelid'].map(
          (name) => classes?.get(name),
        ),
        [
          relation.name,
          relation.schema,
          relation.accessMethod,
          relation.file,
          relation.tablespace,
          relation.pages,
          relation.toast,
        ],
      );
      assert.deepEqual(
        ['relisshared', 'relpersistence', 'relkind'].map((name) => classes?.get(name)),
        [relation.isShared, relation.persistence, relation.kind],
      );
      assert.deepEqual(
        ['datname', 'datconnlimit', 'dattablespace'].map((name) => databases?.get(name)),
        [database.name, database.connectionLimit, database.tablespace],
      );
      assert.deepEqual(
        [schemas?.get('nspname'), indexes?.get('indexrelid'), indexes?.get('indrelid')],
        [columns.name, 0, 4],
      );
      assert.equal(classes?.has('oid'), columns.oidIsColumn);
    });

    for (const { name, file, damage, expected, relation } of CASES) {
      it(`${name} (${expected === '' ? 'no finding' : expected})`, async () => {
        const path = files.get(file) ?? '';
        const content = await readFile(path);
        await damage(path);
        try {
          const { findings, databasesLeftOut } = await relationsOf(set, server.archive);
          assert.deepEqual(
            findings.map(summary),
            expected === '' ? [] : [expected],
            JSON.stringify(findings),
          );
          assert.equal(databasesLeftOut, 0);
          if (expected !== '') assert.equal(findings[0]?.args['database'], 'shop');
          if (relation !== undefined) assert.equal(findings[0]?.args['relation1'], relation);
        } finally {
          await writeFile(path, content);
        }
      });
    }

    for (const [at, name] of ['shop', 'roomy'].entries()) {
      it(`the directory of the database ${name}`, async () => {
        const path = files.get(`database ${at}`) ?? '';
        await rename(path, `${set}-away`);
        try {
          const { findings } = await relationsOf(set, server.archive);
          assert.deepEqual(findings.map(summary), ['missing-database-directory undefined error']);
          assert.equal(findings[0]?.args['database'], name);
        } finally {
          await rename(`${set}-away`, path);
        }
      });
    }
  });
}

const ALIGNMENT: Readonly<Record<string, number>> = { c: 1, s: 2, i: 4, d: 8 };

/** Where the columns of a fixed length begin that have only such columns before them. */
async function columnsOf(server: TestServer, catalog: string): Promise<ReadonlyMap<string, number>> {
  const rows = await server.sql<{ attname: string; attlen: number; attalign: string }>(
    `SELECT attname, attlen, attalign FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 ORDER BY attnum`,
    [`pg_catalog.${catalog}`],
  );
  const found = new Map<string, number>();
  let next = 0;
  for (const { attname, attlen, attalign } of rows) {
    if (attlen < 0) break;
    const step = ALIGNMENT[attalign] ?? 1;
    next = Math.ceil(next / step) * step;
    found.set(attname, next);
    next += attlen;
  }
  return found;
}

function summary({ code, args, severity }: Finding): string {
  return `${code} ${String(args['reason'])} ${severity}`;
}
