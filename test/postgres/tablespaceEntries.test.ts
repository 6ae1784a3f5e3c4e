import assert from 'node:assert/strict';
import { appendFile, cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { verdictAfterRestoreSteps } from '../../src/core/model/afterRestoreSteps';
import { scratchFolder } from '../support/scratch';
import { lowLevelBackup } from './support/lowLevelBackup';
import { ourVerdict } from './support/ourVerdict';
import { recover } from './support/recover';
import { giveToServer } from './support/serverUser';
import { TestServer } from './support/testServer';

const ROWS = "SELECT string_agg(chapter, ' ' ORDER BY chapter) AS told FROM aside";
const ALLOW = 'allow_in_place_tablespaces = on\n';

interface Copies {
  readonly home: string;
  readonly archive: string;
  /** As `cp -rL` copies it: the tablespace's files are in pg_tblspc itself. */
  readonly set: string;
  readonly oid: string;
}

async function makeCopies(major: number): Promise<Copies> {
  const home = scratchFolder('entries');
  const space = join(home, 'space');
  const archive = join(home, 'archive');
  await mkdir(space);
  giveToServer(space);
  const server = await TestServer.create(major, { archive });
  const set = join(home, 'set');
  try {
    await server.sql(`CREATE TABLESPACE apart LOCATION '${space}'`);
    await server.sql('CREATE TABLE aside (chapter text) TABLESPACE apart');
    await server.sql("INSERT INTO aside VALUES ('before')");
    await lowLevelBackup(server, set, {
      label: 'followed links',
      writesDuring: async () => {
        await server.sql("INSERT INTO aside VALUES ('during')");
      },
    });
  } finally {
    await server.crash();
  }
  const links = join(set, 'pg_tblspc');
  const [oid = ''] = await readdir(links);
  await rm(join(links, oid));
  await rename(space, join(links, oid));
  // The target in tablespace_map does not exist yet.
  await mkdir(space);
  giveToServer(space);
  return { home, archive, set, oid };
}

for (const major of [10, 14, 18]) {
  describe(`Tablespaces in pg_tblspc: servers of ${String(major)}`, () => {
    let copies: Copies;
    before(async () => {
      copies = await makeCopies(major);
    });
    after(() => rm(copies.home, { recursive: true, force: true }));

    /** What a server does with a changed copy, and what the inspector reports. */
    async function both(change: (folder: string) => Promise<void>) {
      const folder = join(copies.home, 'changed');
      await cp(copies.set, folder, { recursive: true });
      await change(folder);
      const set = await ourVerdict(folder, [copies.archive]);
      const { outcome, log, rows } = await recover(folder, copies.archive, major, { check: ROWS });
      await rm(folder, { recursive: true });
      return { set, outcome, log: log.join('\n'), told: rows[0]?.['told'] as unknown };
    }

    it('refuse what tablespace_map names, also where the setting allows such directories', async () => {
      for (const more of ['', ALLOW]) {
        const { set, outcome, log } = await both((folder) =>
          appendFile(join(folder, 'postgresql.conf'), more),
        );
        assert.deepEqual([outcome, set.verdict], ['refused', 'damaged']);
        assert.match(log, /could not remove directory "pg_tblspc/);
        assert.equal(verdictAfterRestoreSteps(set), 'restorable');
      }
    });

    it('refuse what no map names, and start with it where the setting allows it', async () => {
      const refused = await both((folder) => rm(join(folder, 'tablespace_map')));
      assert.deepEqual([refused.outcome, refused.set.verdict], ['refused', 'damaged']);
      assert.match(refused.log, /unexpected directory entry/);
      const allowed = await both(async (folder) => {
        await rm(join(folder, 'tablespace_map'));
        await appendFile(join(folder, 'postgresql.conf'), ALLOW);
      });
      assert.deepEqual([allowed.outcome, allowed.set.verdict], ['recovered', 'restorable']);
      assert.equal(allowed.told, 'before during');
    });

    it('mind a file there from 11 on', async () => {
      const { set, outcome } = await both(async (folder) => {
        await rm(join(folder, 'pg_tblspc', copies.oid), { recursive: true });
        await writeFile(join(folder, 'pg_tblspc', '.DS_Store'), 'x');
        await rm(join(folder, 'tablespace_map'));
        await appendFile(join(folder, 'postgresql.conf'), ALLOW);
      });
      // The tables of the tablespace are gone, which a server does not say.
      const known = major >= 11 ? ['refused', 'damaged'] : ['recovered', 'incomplete'];
      assert.deepEqual([outcome, set.verdict], known);
    });
  });
}
