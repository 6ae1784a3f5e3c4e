import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { parseBackupLabel } from '../../../src/core/formats/label/backupLabel';
import { postgres } from '../../../src/postgres/entry';
import type { LostSession, SessionTrouble } from '../../../src/postgres/session/backupTypes';
import { startInSession } from '../../../src/postgres/session/startBackup';
import { TIMINGS } from '../../../src/postgres/session/timings';
import { connectionTo, isReason, noSignal } from '../support/connections';
import { lowLevelBackup } from '../support/lowLevelBackup';
import { Relay } from '../support/relay';
import { TestServer } from '../support/testServer';
import { availableMajors, newestMajor } from '../support/versions';

const options = { mode: 'non-exclusive', label: 'broken', fast: true } as const;
const quiet = (): void => undefined;

for (const major of new Set([Math.min(...availableMajors()), newestMajor()])) {
  describe(`A server of PostgreSQL ${String(major)} during a backup`, () => {
    let server: TestServer;

    before(async () => {
      server = await TestServer.create(major);
    });
    after(() => server.destroy());

    it('that is stopped loses the backup at once', async () => {
      for (const how of ['stop', 'crash'] as const) {
        const running = await postgres.startBackup(await connectionTo(server), options, noSignal());
        const lost = new Promise<LostSession>((resolve) => running.onLost(resolve));
        await server[how]();
        assert.match((await lost).message, /“broken” on test.*cannot be used/);
        const stop = running.stop({ waitForArchive: true }, quiet, noSignal());
        await assert.rejects(stop, isReason('session-lost'));
        await server.start();
      }
    });

    it('behind a network that is cut is in trouble, comes back, or is lost', async () => {
      const relay = await Relay.to(server.port);
      const timings = { ...TIMINGS, ping: 20, trouble: 60, dead: 1500 };
      const running = await startInSession(await connectionTo(relay), options, noSignal(), timings);
      const troubles: (SessionTrouble | undefined)[] = [];
      const next = (): Promise<void> =>
        new Promise((resolve) => {
          const forget = running.onTrouble((trouble) => {
            troubles.push(trouble);
            forget();
            resolve();
          });
        });
      relay.freeze();
      await next();
      const recovered = next();
      relay.thaw();
      await recovered;
      assert.deepEqual(
        troubles.map((trouble) => trouble !== undefined),
        [true, false],
      );
      assert.equal(running.state, 'running');
      relay.freeze();
      const lost = await new Promise<LostSession>((resolve) => running.onLost(resolve));
      assert.equal(lost.cause, 'connection-broken');
      await relay.close();
    });

    it('behind a connection that breaks loses the backup', async () => {
      const relay = await Relay.to(server.port);
      const running = await postgres.startBackup(await connectionTo(relay), options, noSignal());
      const lost = new Promise<LostSession>((resolve) => running.onLost(resolve));
      await relay.close();
      assert.equal((await lost).cause, 'connection-broken');
    });

    it('of which it is a standby gives a label of its own, and does not wait', async () => {
      const home = dirname(server.dataDirectory);
      const seed = await lowLevelBackup(server, join(home, 'seed'), { label: 'seed' });
      const standby = await TestServer.standby(server, seed.directory);
      const connection = await connectionTo(standby);
      const facts = await postgres.readServerFacts(connection, noSignal());
      assert.deepEqual([facts.role, facts.fullPageWrites], ['standby', true]);
      const plan = { ...options, walFrom: 'archive' } as const;
      const codes = postgres.checkBeforeStart(facts, plan).map(({ code }) => code);
      assert.deepEqual(codes, ['standby-not-archiving']);
      const running = await postgres.startBackup(connection, options, noSignal());
      assert.deepEqual(
        [running.started.takenFrom, running.started.serverStartSegment],
        ['standby', undefined],
      );
      const result = await running.stop({ waitForArchive: true }, quiet, noSignal());
      assert.equal(result.archive, 'not-archiving');
      assert.equal(result.historyFile, undefined);
      const label = parseBackupLabel(result.labelFile ?? new Uint8Array()).value;
      assert.deepEqual([label?.from, label?.start?.file], ['standby', running.started.startSegment]);
      await standby.destroy();
    });
  });
}
