import assert from 'node:assert/strict';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { completeSet } from '../support/completeSet';
import { DamagedCopy } from './support/damagedCopy';
import type { LowLevelBackup } from './support/lowLevelBackup';
import { lowLevelBackup } from './support/lowLevelBackup';
import { ourVerdict } from './support/ourVerdict';
import { recover } from './support/recover';
import { TestServer } from './support/testServer';
import { availableMajors } from './support/versions';

const KEPT = "SELECT count(*), md5(string_agg(i::text, ',' ORDER BY i)) AS content FROM kept";

for (const major of availableMajors()) {
  describe(`A backup of a standby of PostgreSQL ${String(major)}`, () => {
    let primary: TestServer;
    let standby: TestServer;
    let backup: LowLevelBackup;
    let kept: readonly unknown[];

    before(async () => {
      primary = await TestServer.create(major);
      const home = dirname(primary.dataDirectory);
      await primary.sql('CREATE TABLE kept AS SELECT generate_series(1, 500) AS i');
      kept = await primary.sql(KEPT);
      const seed = await lowLevelBackup(primary, join(home, 'seed'), { label: 'seed' });
      standby = await TestServer.standby(primary, seed.directory);
      backup = await lowLevelBackup(standby, join(home, 'backup'), {
        label: 'of a standby',
        writesDuring: () => writeAndFollow(primary, standby),
      });
      await standby.stop();
      await primary.switchWal();
      await primary.stop();
    });
    after(async () => {
      await standby.destroy();
      await primary.destroy();
    });

    it('is restorable, and ends at the recovery point of its pg_control', async () => {
      const result = await recover(backup.directory, primary.archive, major, {
        check: 'SELECT count(*) FROM notes',
      });
      assert.deepEqual([result.outcome, result.consistent], ['recovered', true], result.log.join('\n'));
      assert.deepEqual(result.rows, [{ count: '2000' }]);
      const set = await ourVerdict(backup.directory, [primary.archive]);
      assert.equal(set.verdict, 'restorable', JSON.stringify(set.findings.map(({ code }) => code)));
      assert.deepEqual([set.takenFrom, set.stop?.source], ['standby', 'minimum-recovery-point']);
    });

    it('is restorable by itself once it is completed', async () => {
      const copy = await damaged(() => Promise.resolve());
      const { plan, result, alone } = await completeSet(copy.set, { archives: [copy.archive] });
      assert.deepEqual([plan.absent, result.problem, result.failed], [[], undefined, []]);
      const found = JSON.stringify(alone?.findings.map(({ code }) => code));
      assert.equal(alone?.verdict, 'restorable', found);
      // A backup of a standby asks for archive recovery; this archive is empty.
      const nothing = join(copy.set, '..', 'nothing');
      await mkdir(nothing);
      const recovered = await recover(copy.set, nothing, major, { check: KEPT });
      assert.deepEqual(
        [recovered.outcome, recovered.consistent],
        ['recovered', true],
        recovered.log.join('\n'),
      );
      // It ends where its pg_control says, before anything that the standby had not yet written to disk.
      assert.deepEqual(recovered.rows, kept);
      await copy.remove();
    });

    it('is refused without the segment in which it ends', async () => {
      const copy = await damaged((one) => one.dropWal(backup.stopWalFile));
      const result = await recover(copy.set, copy.archive, major);
      assert.equal(result.outcome, 'refused', result.log.join('\n'));
      assert.equal((await ourVerdict(copy.set, [copy.archive])).verdict, 'incomplete');
      await copy.remove();
    });

    it('is refused with the pg_control of a primary', async () => {
      const copy = await damaged(async (one) => {
        await one.dropFile('global/pg_control');
        await one.takeFile(join(primary.dataDirectory, 'global/pg_control'), 'global/pg_control');
      });
      const result = await recover(copy.set, copy.archive, major);
      assert.equal(result.outcome, 'refused', result.log.join('\n'));
      assert.equal((await ourVerdict(copy.set, [copy.archive])).verdict, 'damaged');
      await copy.remove();
    });

    async function damaged(damage: (copy: DamagedCopy) => Promise<void>): Promise<DamagedCopy> {
      const home = join(dirname(primary.dataDirectory), 'damaged');
      await rm(home, { recursive: true, force: true });
      const copy = await DamagedCopy.of(backup.directory, primary.archive, home);
      await damage(copy);
      return copy;
    }
  });
}

/** The standby applies what the primary archives; the backup waits for that. */
async function writeAndFollow(primary: TestServer, standby: TestServer): Promise<void> {
  await primary.sql('CREATE TABLE notes AS SELECT generate_series(1, 2000) AS i');
  await primary.switchWal();
  for (let tries = 0; tries < 400; tries++) {
    if ((await standby.value("SELECT to_regclass('notes') IS NOT NULL")) === 'true') return;
    await standby.sql('SELECT pg_sleep(0.05)');
  }
  throw new Error('the standby does not follow');
}
