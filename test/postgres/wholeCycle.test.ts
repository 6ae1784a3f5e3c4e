import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseTablespaceMap } from '../../src/core/formats/tablespaceMap';
import type { Completed } from '../support/completeSet';
import { completeSet } from '../support/completeSet';
import { scratchFolder } from '../support/scratch';
import { copyTree } from './support/copyTree';
import { heldBackup, packArchive, stopOf, withServerWal } from './support/heldBackup';
import { recover } from './support/recover';
import { giveToServer, giveTreeToServer } from './support/serverUser';
import type { SharedServer } from './support/sharedServer';
import { sharedServer } from './support/sharedServer';
import { availableMajors } from './support/versions';

const SPACES = ['space here', 'back\\slash and space'];

/** Everything that was committed, in every tablespace: the number of rows, and a checksum of their content. */
const CHECK = `SELECT count(*)::int AS rows, md5(string_agg(i || ':' || word, ',' ORDER BY i)) AS content
  FROM (SELECT * FROM cycle0 UNION ALL SELECT * FROM cycle1 UNION ALL SELECT * FROM cycle2) AS a`;

for (const major of availableMajors()) {
  describe(`The whole cycle on PostgreSQL ${String(major)}`, () => {
    let shared: SharedServer;
    let home: string;
    let spaces: ReadonlyMap<string, string>;

    before(async () => {
      shared = await sharedServer(major);
      home = scratchFolder(`cycle${String(major)}`);
      giveToServer(home);
      spaces = await makeTablespaces();
    });
    after(async () => {
      await shared.server.sql('DROP TABLE IF EXISTS cycle0, cycle1, cycle2');
      for (const number of SPACES.keys()) await shared.server.sql(`DROP TABLESPACE cycle${number}`);
      await rm(home, { recursive: true, force: true });
    });

    it('start, copy while it writes, stop, complete from the archive, plain or packed, recover', async () => {
      const { server } = shared;
      const plain = join(home, 'plain');
      const stopped = await heldBackup(server, plain, {
        mode: 'non-exclusive',
        label: `cycle "1" 'ü'\\`,
        waitForArchive: true,
        writes: () => write(1),
        tablespaces: spaces,
      });
      const committed = await committedRows();
      await write(500);
      assert.equal(stopped.archive, 'archived');
      await copyTree(plain, join(home, 'packed'));
      await packArchive(server.archive, join(home, 'archive-gz'));

      const first = await completeSet(plain, { archives: [server.archive] });
      assertWhole(first, plain);
      const second = await completeSet(join(home, 'packed'), { archives: [join(home, 'archive-gz')] });
      assertWhole(second, join(home, 'packed'));
      for (const name of await segments(plain)) {
        const [a, b] = [plain, join(home, 'packed')].map((set) => readFile(join(set, 'pg_wal', name)));
        assert.ok((await a)?.equals((await b) ?? Buffer.of()), name);
      }
      assert.deepEqual(await recovered(plain), committed);
      await rm(join(home, 'packed'), { recursive: true });
    });

    it('with archiving off, complete from the server itself, recover', async () => {
      const { server } = shared;
      await server.stop();
      await server.start({ archive_mode: 'off' });
      const directory = join(home, 'from-server');
      const stopped = await heldBackup(server, directory, {
        mode: 'non-exclusive',
        label: 'without an archive',
        waitForArchive: false,
        writes: () => write(1000),
        tablespaces: spaces,
      });
      const committed = await committedRows();
      const done = await withServerWal(server, (fetch) => {
        const { historyFile } = stopped;
        const source = historyFile === undefined ? { fetch } : { fetch, historyFile };
        return completeSet(directory, { stop: stopOf(stopped), server: source });
      });
      await server.stop();
      await server.start();
      assertWhole(done, directory);
      assert.equal(done.plan.present, 0);
      // Without archiving the server removes its history file at once, so only the records contain the end.
      assert.deepEqual(done.result.companions, []);
      assert.equal(done.alone?.stop?.source, 'backup-end-record');
      assert.deepEqual(await recovered(directory), committed);
    });

    async function makeTablespaces(): Promise<Map<string, string>> {
      const { server } = shared;
      const copies = new Map<string, string>();
      for (const [number, name] of SPACES.entries()) {
        const folder = join(home, name);
        await mkdir(folder);
        giveToServer(folder);
        await server.sql(`CREATE TABLESPACE cycle${number} LOCATION E'${folder.replaceAll('\\', '\\\\')}'`);
        await server.sql(`CREATE TABLE cycle${number} (i int, word text) TABLESPACE cycle${number}`);
        copies.set(folder, join(home, `copy ${name}`));
      }
      await server.sql('CREATE TABLE cycle2 (i int, word text)');
      return copies;
    }

    /** Many commits, over several segments, in a separate session. */
    async function write(from: number): Promise<void> {
      await shared.server.session(async (client) => {
        for (let i = from; i < from + 30; i++) {
          await client.query(
            `INSERT INTO cycle${i % 3} SELECT g, repeat(md5(g::text), 20) FROM generate_series(1, 60) AS g`,
          );
          if (i % 15 === 0) await client.query('SELECT pg_switch_wal()');
        }
      });
    }

    const committedRows = () => shared.server.sql(CHECK);

    /** The rows of a server that recovers from the set alone, with its tablespaces moved to their copies. */
    async function recovered(directory: string): Promise<readonly unknown[]> {
      const set = join(home, 'to-recover');
      await copyTree(directory, set);
      await moveTablespaces(set);
      const result = await recover(set, undefined, major, { check: CHECK });
      await rm(set, { recursive: true });
      assert.deepEqual([result.outcome, result.consistent], ['recovered', true], result.log.join('\n'));
      return result.rows;
    }

    async function moveTablespaces(set: string): Promise<void> {
      const map = await readFile(join(set, 'tablespace_map'));
      const { value, problems } = parseTablespaceMap(map, major * 10000);
      assert.deepEqual(problems, []);
      assert.deepEqual(value?.entries.map(({ path }) => path).sort(), [...spaces.keys()].sort());
      const lines = [];
      for (const { oid, path } of value.entries) {
        const copy = spaces.get(path) ?? '';
        await giveTreeToServer(copy);
        // Before 14 a backslash is not an escape.
        lines.push(`${oid} ${major >= 14 ? copy.replaceAll('\\', '\\\\') : copy}\n`);
      }
      await writeFile(join(set, 'tablespace_map'), lines.join(''));
    }
  });
}

async function segments(set: string): Promise<string[]> {
  return (await readdir(join(set, 'pg_wal'))).filter((name) => /^[0-9A-F]{24}$/.test(name));
}

function assertWhole({ plan, result, alone }: Completed, directory: string): void {
  const found = JSON.stringify([plan.obstacles, plan.refused, result.refused, alone?.findings], (_, value) =>
    typeof value === 'bigint' ? String(value) : (value as unknown),
  );
  assert.deepEqual([plan.obstacles, plan.refused, result.refused], [[], [], []], found);
  assert.deepEqual([result.problem, result.failed], [undefined, []]);
  assert.equal(result.written, plan.required);
  assert.ok(plan.required > 1);
  // The copies share the tablespaces of the server, which is said of them; their WAL is what a completion brings.
  assert.equal(alone?.parts.wal.verdict, 'restorable', found);
  const others = alone.findings.filter(
    ({ code, severity }) => severity === 'error' && code !== 'link-out-of-copy',
  );
  assert.deepEqual(others, []);
  assert.deepEqual(alone.archives, [join(directory, 'pg_wal')]);
}
