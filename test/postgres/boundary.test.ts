import assert from 'node:assert/strict';
import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isSegmentBoundary, segmentOfStart } from '../../src/core/wal/geometry';
import { parseLsn } from '../../src/core/ground/lsn';
import { segmentName } from '../../src/core/wal/segmentName';
import { fillUpToBackupEnd } from './support/boundaryStop';
import type { LowLevelBackup } from './support/lowLevelBackup';
import { lowLevelBackup } from './support/lowLevelBackup';
import { ourVerdict } from './support/ourVerdict';
import { recover } from './support/recover';
import { TestServer } from './support/testServer';
import { availableMajors } from './support/versions';

for (const major of availableMajors()) {
  describe(`A backup of PostgreSQL ${String(major)} that stops exactly at the end of a segment`, () => {
    let server: TestServer;
    let backup: LowLevelBackup;

    before(async () => {
      server = await TestServer.create(major);
      backup = await lowLevelBackup(server, join(dirname(server.dataDirectory), 'backup'), {
        label: 'boundary',
        writesDuring: async () => {
          await server.sql('CREATE TABLE notes AS SELECT generate_series(1, 5000) AS i');
          await server.switchWal();
        },
        beforeStop: (client) => fillUpToBackupEnd(client, server.geometry),
      });
      await server.stop();
    });
    after(() => server.destroy());

    it('names the next file in its history file from 16 on, the last one before', async () => {
      const stop = parseLsn(backup.stopLsn) ?? 0n;
      assert.ok(isSegmentBoundary(stop, server.geometry), backup.stopLsn);
      const name = (await readdir(server.archive)).find((entry) => entry.endsWith('.backup')) ?? '';
      const history = await readFile(join(server.archive, name), 'utf8');
      const next = segmentName(1, segmentOfStart(stop, server.geometry), server.geometry);
      assert.match(history, new RegExp(`STOP.*\\(file ${major >= 16 ? next : backup.stopWalFile}\\)`));
    });

    it('needs no segment after the stop', async () => {
      for (const name of await readdir(server.archive)) {
        if (name.length === 24 && name > backup.stopWalFile) await rm(join(server.archive, name));
      }
      const result = await recover(backup.directory, server.archive, major);
      assert.equal(result.outcome, 'recovered', result.log.join('\n'));
      const { verdict, findings, required } = await ourVerdict(backup.directory, [server.archive]);
      assert.deepEqual([verdict, findings.filter(({ severity }) => severity !== 'info')], ['restorable', []]);
      assert.equal(required?.count, 2);
    });

    it('needs the segment that ends there', async () => {
      await rm(join(server.archive, backup.stopWalFile));
      const result = await recover(backup.directory, server.archive, major);
      assert.equal(result.outcome, 'refused', result.log.join('\n'));
      const { verdict } = await ourVerdict(backup.directory, [server.archive]);
      assert.equal(verdict, 'incomplete');
    });
  });
}
