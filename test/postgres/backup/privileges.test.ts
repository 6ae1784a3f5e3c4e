import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResolvedConnection } from '../../../src/postgres/connection/connectionSpec';
import { postgres } from '../../../src/postgres/entry';
import { connectionTo, isReason, noSignal } from '../support/connections';
import type { SharedServer } from '../support/sharedServer';
import { sharedServer } from '../support/sharedServer';
import { availableMajors } from '../support/versions';

const options = { mode: 'non-exclusive', label: 'by little', fast: true } as const;
const plan = { ...options, waitForArchive: true, walFrom: 'server' } as const;

for (const major of availableMajors()) {
  describe(`A role of PostgreSQL ${String(major)}`, () => {
    let shared: SharedServer;
    let little: ResolvedConnection;

    before(async () => {
      shared = await sharedServer(major);
      await shared.server.sql('CREATE ROLE little LOGIN');
      little = await connectionTo(shared.server, { user: 'little' });
    });
    after(async () => {
      await shared.server.sql('DROP OWNED BY little');
      await shared.server.sql('DROP ROLE little');
    });

    it('without rights sees what it may, and what is missing', async () => {
      const facts = await postgres.readServerFacts(little, noSignal());
      assert.equal(facts.version.series, String(major));
      assert.equal(facts.currentLsn.known, true);
      assert.equal(facts.timeline.known, true);
      assert.equal(facts.dataDirectory.known, false);
      assert.equal(facts.waitingForArchive.known, false);
      const codes = postgres.checkBeforeStart(facts, plan).map(({ code }) => code);
      assert.ok(codes.includes('no-start-privilege') && codes.includes('no-read-privilege'), codes.join());
      await assert.rejects(postgres.startBackup(little, options, noSignal()), isReason('privilege'));
      await assert.rejects(postgres.openServerFiles(little, noSignal()), isReason('privilege'));
    });

    it('can do all after the GRANTs that the checks name', async () => {
      const before = await postgres.readServerFacts(little, noSignal());
      for (const { code, remedy } of postgres.checkBeforeStart(before, plan)) {
        if (!code.startsWith('no-')) continue;
        for (const statement of remedy.split(/As a superuser: |(?<=;) /)) {
          if (statement.startsWith('GRANT')) await shared.server.sql(statement);
        }
      }
      const running = await postgres.startBackup(little, options, noSignal());
      const result = await running.stop({ waitForArchive: true }, () => undefined, noSignal());
      assert.equal(result.archive, 'archived');
      assert.ok(result.labelFile !== undefined);
      if (major < 11) return;
      const { privileges } = await postgres.readServerFacts(little, noSignal());
      assert.deepEqual([privileges.readFiles, privileges.listWal], [true, true]);
    });

    it('that may read files gets WAL over the connection', async () => {
      const connection = await connectionTo(shared.server);
      const lsn = await shared.server.switchWal();
      const name = await shared.server.value(`SELECT pg_walfile_name('${lsn}')`);
      const files = await postgres.openServerFiles(connection, noSignal());
      const listed = (await files.listWal(noSignal())).find((entry) => entry.name === name);
      assert.equal(listed?.size, shared.server.geometry.segmentSize);
      const chunks: Uint8Array[] = [];
      for await (const chunk of files.stream(`${files.walFolder}/${name}`, noSignal())) chunks.push(chunk);
      const real = await readFile(join(shared.server.dataDirectory, 'pg_wal', name));
      assert.ok(Buffer.concat(chunks).equals(real));
      assert.equal(await files.read('pg_wal/none', 0, 10, noSignal()), undefined);
      assert.equal((await files.read('PG_VERSION', 100, 10, noSignal()))?.length, 0);
      await files.close();
    });
  });
}
