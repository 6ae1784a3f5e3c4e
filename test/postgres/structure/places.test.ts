import assert from 'node:assert/strict';
import { copyFile, cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackupSet } from '../../../src/core/model/backupSet';
import { scratchFolder } from '../../support/scratch';
import { lowLevelBackup } from '../support/lowLevelBackup';
import { ourVerdict } from '../support/ourVerdict';
import { recover } from '../support/recover';
import { giveToServer } from '../support/serverUser';
import { TestServer } from '../support/testServer';

const ROWS = 'SELECT count(*)::int AS rows FROM kept';
const WARNED = /tablespace|does not exist|could not open/i;

function told({ findings }: BackupSet): string[] {
  return findings
    .filter(({ severity }) => severity !== 'info')
    .map(({ code, args }) => `${code} ${String(args['reason'])}`);
}

for (const major of [10, 15, 18]) {
  describe(`Copies and their places: servers of ${String(major)}`, () => {
    const home = scratchFolder('places');
    after(() => rm(home, { recursive: true, force: true }));

    it('start from a copy without a label if the server was shut down cleanly', async () => {
      const server = await TestServer.create(major);
      const set = join(home, 'cold');
      try {
        await server.sql('CREATE TABLE kept AS SELECT generate_series(1, 1000)');
        await server.stop();
        await cp(server.dataDirectory, set, { recursive: true });
        const cold = await ourVerdict(set, []);
        assert.deepEqual([cold.verdict, told(cold)], ['restorable', []]);
        const { outcome, rows } = await recover(set, undefined, major, { check: ROWS });
        assert.deepEqual([outcome, rows[0]?.['rows']], ['recovered', 1000]);
        // The server ran on while the rest was copied: its pg_control is not that of these files.
        const control = join(home, 'pg_control');
        await copyFile(join(set, 'global/pg_control'), control);
        await server.start();
        await server.sql('INSERT INTO kept SELECT generate_series(1, 1000)');
        await server.sql('CHECKPOINT');
        await server.crash();
        await rm(set, { recursive: true });
        await cp(server.dataDirectory, set, { recursive: true });
        await copyFile(control, join(set, 'global/pg_control'));
        await rm(join(set, 'postmaster.pid'), { force: true });
        const warm = await ourVerdict(set, []);
        assert.equal(warm.verdict, 'incomplete');
        assert.ok(told(warm).some((words) => words.startsWith('missing-label')));
      } finally {
        await server.destroy();
        await rm(set, { recursive: true, force: true });
      }
    });

    it('start without a tablespace, and say nothing', async () => {
      const space = join(home, 'space');
      await mkdir(space);
      giveToServer(space);
      const archive = join(home, 'archive');
      const server = await TestServer.create(major, { archive });
      const set = join(home, 'set');
      try {
        await server.sql(`CREATE TABLESPACE apart LOCATION '${space}'`);
        await server.sql('CREATE TABLE kept TABLESPACE apart AS SELECT generate_series(1, 1000)');
        await server.sql('CHECKPOINT');
        await lowLevelBackup(server, set, { label: 'apart' });
      } finally {
        await server.crash();
      }
      const whole = await ourVerdict(set, [archive]);
      assert.deepEqual(told(whole), [], 'the tablespace is beside the copy');
      const [version = ''] = await readdir(space);
      await rename(join(space, version), join(space, 'PG_9.6_201608131'));
      const other = await ourVerdict(set, [archive]);
      assert.deepEqual([other.verdict, told(other)], ['incomplete', ['missing-tablespace other-version']]);
      await rm(join(space, 'PG_9.6_201608131'), { recursive: true });
      const empty = await ourVerdict(set, [archive]);
      assert.deepEqual([empty.verdict, told(empty)], ['incomplete', ['missing-tablespace empty']]);
      // It opens, and the table is gone.
      await assert.rejects(recover(set, archive, major, { check: ROWS }), WARNED);
    });

    it('accept files that were copied after the stop, which are damage', async () => {
      const archive = join(home, 'late-archive');
      const server = await TestServer.create(major, { archive });
      const set = join(home, 'late');
      try {
        await server.sql('CREATE TABLE kept AS SELECT generate_series(1, 1000)');
        await lowLevelBackup(server, set, { label: 'late' });
        assert.equal((await ourVerdict(set, [archive])).verdict, 'restorable');
        await server.sql('UPDATE kept SET generate_series = 0');
        await server.sql('CHECKPOINT');
        const file = await server.value("SELECT pg_relation_filepath('kept')");
        await copyFile(join(server.dataDirectory, file), join(set, file));
      } finally {
        await server.crash();
      }
      const late = await ourVerdict(set, [archive]);
      assert.deepEqual([late.verdict, told(late)], ['damaged', ['copied-after-stop stop']]);
    });
  });
}
