import assert from 'node:assert/strict';
import { copyFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { completeSet } from '../support/completeSet';
import { copyTree } from './support/copyTree';
import type { LowLevelBackup } from './support/lowLevelBackup';
import { lowLevelBackup } from './support/lowLevelBackup';
import { ourVerdict } from './support/ourVerdict';
import { recover } from './support/recover';
import { TestServer } from './support/testServer';
import { availableMajors } from './support/versions';

/** 15 removed the exclusive mode. */
for (const major of availableMajors().filter((one) => one <= 14)) {
  describe(`Exclusive backups of PostgreSQL ${String(major)}`, () => {
    let server: TestServer;
    let stopped: LowLevelBackup;
    let running: LowLevelBackup;

    before(async () => {
      server = await TestServer.create(major);
      const home = dirname(server.dataDirectory);
      const writesDuring = () => write(server);
      const options = { label: 'exclusive', exclusive: true, writesDuring };
      stopped = await lowLevelBackup(server, join(home, 'stopped'), options);
      running = await lowLevelBackup(server, join(home, 'running'), { ...options, neverStop: true });
      await write(server);
      await server.crash();
    });
    after(() => server.destroy());

    it('are restorable when stopped', async () => {
      const result = await recover(stopped.directory, server.archive, major);
      assert.deepEqual([result.outcome, result.consistent], ['recovered', true], result.log.join('\n'));
      assert.equal((await ourVerdict(stopped.directory, [server.archive])).verdict, 'restorable');
    });

    it('are restorable by themselves once they are completed', async () => {
      const set = join(dirname(server.dataDirectory), 'completed');
      await copyTree(stopped.directory, set);
      const { result, alone } = await completeSet(set, { archives: [server.archive] });
      assert.deepEqual([result.problem, alone?.verdict], [undefined, 'restorable']);
      const recovered = await recover(set, undefined, major, { check: 'SELECT count(*) FROM notes' });
      assert.deepEqual(
        [recovered.outcome, recovered.consistent],
        ['recovered', true],
        recovered.log.join('\n'),
      );
      assert.deepEqual(recovered.rows, [{ count: '3000' }]);
    });

    it('are refused when never stopped', async () => {
      const result = await recover(running.directory, server.archive, major);
      assert.equal(result.outcome, 'refused', result.log.join('\n'));
      const { verdict, findings } = await ourVerdict(running.directory, [server.archive]);
      assert.notEqual(verdict, 'restorable');
      assert.ok(findings.some(({ code }) => code === 'never-stopped'));
    });

    it('start without archive recovery though never stopped, and are not safe for that', async () => {
      for (const name of await readdir(server.archive)) {
        if (name < running.startWalFile || name.length !== 24) continue;
        await copyFile(join(server.archive, name), join(running.directory, 'pg_wal', name));
      }
      const result = await recover(running.directory, undefined, major);
      assert.equal(result.outcome, 'recovered', result.log.join('\n'));
      const { verdict } = await ourVerdict(running.directory, []);
      assert.ok(verdict === 'undetermined' || verdict === 'incomplete', verdict);
    });
  });
}

async function write(server: TestServer): Promise<void> {
  await server.sql('CREATE TABLE IF NOT EXISTS notes (i int)');
  await server.sql('INSERT INTO notes SELECT generate_series(1, 3000)');
  await server.switchWal();
}
