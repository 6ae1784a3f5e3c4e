import assert from 'node:assert/strict';
import { readFile, writeFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResolvedConnection } from '../../../src/postgres/connection/connectionSpec';
import { postgres } from '../../../src/postgres/entry';
import type { LostSession } from '../../../src/postgres/session/backupTypes';
import { connectionTo, isReason, noSignal } from '../support/connections';
import type { SharedServer } from '../support/sharedServer';
import { sharedServer } from '../support/sharedServer';
import { giveToServer } from '../support/serverUser';
import { availableMajors } from '../support/versions';

const options = { mode: 'exclusive', label: 'exclusive “one”', fast: true } as const;
const plan = { ...options, waitForArchive: true, walFrom: 'archive' } as const;
const quiet = (): void => undefined;

/** 15 removed the exclusive mode. */
for (const major of availableMajors().filter((one) => one <= 14)) {
  describe(`An exclusive backup of PostgreSQL ${String(major)}`, () => {
    let shared: SharedServer;
    let connection: ResolvedConnection;

    before(async () => {
      shared = await sharedServer(major);
      connection = await connectionTo(shared.server);
    });

    it('has the label that lies in the data directory', async () => {
      const running = await postgres.startBackup(connection, options, noSignal());
      const label = await readFile(join(shared.server.dataDirectory, 'backup_label'));
      const facts = await postgres.readServerFacts(connection, noSignal());
      const [seen] = facts.backups.filter(({ kind }) => kind === 'exclusive');
      assert.equal(seen?.kind === 'exclusive' ? seen.label : '', options.label);
      const checks = postgres.checkBeforeStart(facts, plan);
      assert.equal(checks.find(({ code }) => code === 'exclusive-running')?.severity, 'error');
      const second = postgres.startBackup(connection, options, noSignal());
      await assert.rejects(second, /an exclusive backup is already running/);
      const result = await running.stop({ waitForArchive: true }, quiet, noSignal());
      assert.deepEqual(Buffer.from(result.labelFile ?? []), label);
      assert.equal(result.archive, 'archived');
    });

    it('stays on when its session is lost, and can be ended from any other', async () => {
      const running = await postgres.startBackup(connection, options, noSignal());
      const lost = new Promise<LostSession>((resolve) => running.onLost(resolve));
      await shared.server.sql('SELECT pg_terminate_backend($1)', [running.started.backendPid]);
      assert.match((await lost).message, /stays in backup mode/);
      assert.equal(running.lost?.endStatement, postgres.endExclusiveSql(running.started.version));
      assert.equal(await shared.server.value('SELECT pg_is_in_backup()'), 'true');
      assert.equal((await postgres.endExclusiveBackup(connection, noSignal())).wasRunning, true);
      assert.equal(await shared.server.value('SELECT pg_is_in_backup()'), 'false');
      assert.equal((await postgres.endExclusiveBackup(connection, noSignal())).wasRunning, false);
    });

    it('is ended by pg_stop_backup when it is aborted', async () => {
      const running = await postgres.startBackup(connection, options, noSignal());
      assert.equal((await running.abort()).ended, 'by-stop');
      assert.equal(await shared.server.value('SELECT pg_is_in_backup()'), 'false');
      await assert.rejects(running.stop({ waitForArchive: false }, quiet, noSignal()), isReason('server'));
    });

    it('is not to be confused with a label that was left behind', async () => {
      const path = join(shared.server.dataDirectory, 'backup_label');
      await writeFile(path, 'START TIME: 2020-01-01 00:00:00 UTC\nSTART WAL LOCATION: 0/28 (file 0)\n');
      giveToServer(path);
      const facts = await postgres.readServerFacts(connection, noSignal());
      await rm(path);
      // A server cannot read its time, so it may be a running one.
      const seen = facts.backups.some(({ kind }) => kind === 'exclusive');
      assert.ok(seen || (facts.leftoverLabel.known && facts.leftoverLabel.value));
    });
  });
}
