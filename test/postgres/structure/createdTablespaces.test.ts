import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../../../src/core/ground/finding';
import { scratchFolder } from '../../support/scratch';
import { lowLevelBackup } from '../support/lowLevelBackup';
import { recover } from '../support/recover';
import { giveToServer, giveTreeToServer } from '../support/serverUser';
import { TestServer } from '../support/testServer';
import { ProductView } from '../truth/harness/product';
import { placeForRestore, runSteps } from '../truth/harness/runScript';

const ROWS = 'SELECT count(*)::int AS rows FROM kept';

function told(findings: readonly Finding[]): string[] {
  return findings
    .filter(({ severity }) => severity !== 'info')
    .map(({ code, severity, args }) => `${severity} ${code} ${String(args['reason'])}`);
}

for (const major of [10, 14, 15, 18]) {
  describe(`A tablespace that is created during a backup: servers of ${String(major)}`, () => {
    const home = scratchFolder('created');
    const [archive, set, space] = ['archive', 'set', 'space'].map((name) => join(home, name)) as [
      string,
      string,
      string,
    ];
    let view: ProductView;

    const makeSpace = async (): Promise<void> => {
      await mkdir(space);
      giveToServer(space);
    };

    before(async () => {
      giveToServer(home);
      const server = await TestServer.create(major, { archive });
      try {
        await lowLevelBackup(server, set, {
          label: 'created',
          beforeStop: async () => {
            await makeSpace();
            await server.sql(`CREATE TABLESPACE apart LOCATION '${space}'`);
            await server.sql('CREATE TABLE kept TABLESPACE apart AS SELECT generate_series(1, 1000)');
          },
        });
      } finally {
        await server.crash();
      }
      await rm(space, { recursive: true });
      await giveTreeToServer(set);
      view = await ProductView.of(set, [archive]);
    });
    after(() => rm(home, { recursive: true, force: true }));
    afterEach(() => rm(space, { recursive: true, force: true }));

    it('needs its directory, which a server does not make', async () => {
      assert.deepEqual(
        [view.set.verdict, told(view.findings)],
        ['restorable', ['warning missing-tablespace created-by-wal']],
      );
      const without = await recover(set, archive, major, { check: ROWS });
      assert.equal(without.outcome, 'refused', without.log.join('\n'));
      assert.match(without.log.join('\n'), /directory ".*space" does not exist/);
      await makeSpace();
      const { outcome, rows } = await recover(set, archive, major, { check: ROWS });
      assert.deepEqual([outcome, rows[0]?.['rows']], ['recovered', 1000]);
    });

    it('is made by the restore steps', async () => {
      const { data } = placeForRestore();
      const { outcome, log } = await runSteps(await view.script(data), data, major);
      assert.equal(outcome, 'opened', log);
    });

    it('stops the restore steps if its directory is in use', async () => {
      await makeSpace();
      const used = join(space, 'of another server');
      await writeFile(used, 'as it was');
      const { data } = placeForRestore();
      const { outcome, log } = await runSteps(await view.script(data), data, major);
      assert.equal(outcome, 'refused', log);
      assert.match(log, /space is not empty/);
      assert.equal(await readFile(used, 'utf8'), 'as it was');
    });
  });
}
