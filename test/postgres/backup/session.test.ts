import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseBackupLabel } from '../../../src/core/formats/label/backupLabel';
import { parseTablespaceMap } from '../../../src/core/formats/tablespaceMap';
import type { ResolvedConnection } from '../../../src/postgres/connection/connectionSpec';
import { postgres } from '../../../src/postgres/entry';
import type { LostSession, StopProgress } from '../../../src/postgres/session/backupTypes';
import { connectionTo, isReason, noSignal } from '../support/connections';
import { giveToServer } from '../support/serverUser';
import type { SharedServer } from '../support/sharedServer';
import { sharedServer } from '../support/sharedServer';
import { availableMajors } from '../support/versions';

const plain = { mode: 'non-exclusive', label: 'nightly', fast: true } as const;
const quiet = (): void => undefined;

for (const major of availableMajors()) {
  describe(`A backup held on PostgreSQL ${String(major)}`, () => {
    let shared: SharedServer;
    let connection: ResolvedConnection;

    before(async () => {
      shared = await sharedServer(major);
      connection = await connectionTo(shared.server);
    });

    it('is started and stopped, with label, segments and the archive', async () => {
      const label = `O'Reilly \\ "quoted" äöü 日本 $1`;
      const running = await postgres.startBackup(connection, { ...plain, label }, noSignal());
      assert.equal(running.started.startSegment, running.started.serverStartSegment);
      const facts = await postgres.readServerFacts(connection, noSignal());
      const { backupId } = running.started;
      assert.ok(facts.backups.some((seen) => seen.kind === 'ours' && seen.backupId === backupId));
      const progress: StopProgress[] = [];
      const result = await running.stop({ waitForArchive: true }, (one) => progress.push(one), noSignal());
      assert.deepEqual([result.archive, running.state], ['archived', 'stopped']);
      const parsed = parseBackupLabel(result.labelFile ?? new Uint8Array());
      assert.deepEqual(parsed.problems, []);
      assert.equal(parsed.value?.label, label);
      assert.equal(parsed.value.start?.file, running.started.startSegment);
      assert.equal(result.tablespaceMap, undefined);
      assert.equal(result.required[0]?.first, running.started.startSegment);
      assert.equal(result.required.at(-1)?.last, result.stopSegment);
      assert.deepEqual(
        progress.map(({ kind }) => kind).filter((kind) => kind === 'stopping' || kind === 'stopped'),
        ['stopping', 'stopped'],
      );
      assert.equal((await running.abort()).ended, 'was-over');
    });

    it('is refused a label with a line break before the server hears of it', async () => {
      const nowhere = await connectionTo({ port: 1 });
      const start = postgres.startBackup(nowhere, { ...plain, label: 'a\nSTART TIMELINE: 9' }, noSignal());
      await assert.rejects(start, isReason('configuration'));
    });

    it('is lost when its process is ended, and says so at once', async () => {
      const running = await postgres.startBackup(connection, plain, noSignal());
      const lost = new Promise<LostSession>((resolve) => running.onLost(resolve));
      await shared.server.sql('SELECT pg_terminate_backend($1)', [running.started.backendPid]);
      const { cause, message } = await lost;
      assert.equal(cause, 'terminated');
      assert.match(message, /nightly.*cannot be used/);
      assert.equal(running.state, 'lost');
      await assert.rejects(
        running.stop({ waitForArchive: false }, quiet, noSignal()),
        isReason('session-lost'),
      );
      assert.equal((await running.abort()).ended, 'was-over');
    });

    it('ends with its session when it is aborted', async () => {
      const running = await postgres.startBackup(connection, plain, noSignal());
      assert.equal((await running.abort()).ended, 'by-session-end');
      await untilGone(`pid = ${String(running.started.backendPid)}`);
      await assert.rejects(running.stop({ waitForArchive: false }, quiet, noSignal()), isReason('server'));
    });

    it('can run beside another one', async () => {
      const one = await postgres.startBackup(connection, plain, noSignal());
      const two = await postgres.startBackup(connection, { ...plain, label: 'other' }, noSignal());
      assert.notEqual(one.started.backupId, two.started.backupId);
      const second = await two.stop({ waitForArchive: false }, quiet, noSignal());
      const first = await one.stop({ waitForArchive: false }, quiet, noSignal());
      assert.equal(parseBackupLabel(first.labelFile ?? new Uint8Array()).value?.label, 'nightly');
      assert.equal(parseBackupLabel(second.labelFile ?? new Uint8Array()).value?.label, 'other');
    });

    it('is not begun when the checkpoint is cancelled', async () => {
      await shared.server.sql('CREATE TABLE IF NOT EXISTS notes (i int)');
      await shared.server.sql('INSERT INTO notes SELECT generate_series(1, 50000)');
      const abort = new AbortController();
      const start = postgres.startBackup(
        connection,
        {
          ...plain,
          fast: false,
          onProgress: ({ kind }) => {
            if (kind === 'checkpoint')
              setImmediate(() => {
                abort.abort();
              });
          },
        },
        abort.signal,
      );
      await assert.rejects(start, isReason('canceled'));
      await untilGone("application_name LIKE 'pg-backup-inspector backup%'");
    });

    it('tells what its archive lacks, and is whole though the waiting is cancelled', async () => {
      const mend = await shared.breakArchiving();
      const running = await postgres.startBackup(connection, plain, noSignal());
      const abort = new AbortController();
      const result = await running.stop(
        { waitForArchive: true },
        (progress) => {
          const failing = progress.kind === 'waiting' && progress.waiting.failure !== undefined;
          if (failing && progress.waiting.missing?.includes(running.started.startSegment) === true)
            abort.abort();
        },
        abort.signal,
      );
      assert.equal(result.archive, 'canceled');
      assert.ok(result.labelFile !== undefined && result.labelFile.length > 100);
      const facts = await postgres.readServerFacts(connection, noSignal());
      const plan = { ...plain, waitForArchive: true, walFrom: 'archive' } as const;
      const codes = postgres.checkBeforeStart(facts, plan).map(({ code }) => code);
      assert.ok(codes.includes('archiver-failing'), codes.join());
      await mend();
      // The archiver sleeps for a minute after three failures; a signal of finished WAL wakes it.
      await shared.server.switchWal();
      assert.equal(await postgres.waitForArchive(connection, result, quiet, noSignal()), 'archived');
    });

    it('brings the map of its tablespaces, byte for byte', async () => {
      const spaces = ['plain', 'a space', 'back\\slash'];
      for (const [i, name] of spaces.entries()) {
        const folder = join(shared.home, name);
        await mkdir(folder, { recursive: true });
        giveToServer(folder);
        await shared.server.sql(
          `CREATE TABLESPACE space${String(i)} LOCATION '${folder.replaceAll("'", "''")}'`,
        );
      }
      const running = await postgres.startBackup(connection, plain, noSignal());
      const result = await running.stop({ waitForArchive: false }, quiet, noSignal());
      const map = parseTablespaceMap(
        result.tablespaceMap ?? new Uint8Array(),
        running.started.version.number,
      );
      assert.deepEqual(map.problems, []);
      const paths = map.value?.entries.map(({ path }) => path).sort();
      assert.deepEqual(paths, spaces.map((name) => join(shared.home, name)).sort());
      const facts = await postgres.readServerFacts(connection, noSignal());
      const seen = facts.tablespaces.known ? facts.tablespaces.value.map(({ location }) => location) : [];
      assert.ok(paths.every((path) => seen.includes(path)));
      for (const i of spaces.keys()) await shared.server.sql(`DROP TABLESPACE space${String(i)}`);
    });

    it('comes back as the bytes that databases of other encodings hold', async () => {
      for (const encoding of ['SQL_ASCII', 'LATIN1']) {
        const name = `in_${encoding.toLowerCase()}`;
        await shared.server.sql(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING '${encoding}'`);
        const there = await connectionTo(shared.server, { database: name });
        const running = await postgres.startBackup(there, { ...plain, label: 'Müller' }, noSignal());
        const result = await running.stop({ waitForArchive: false }, quiet, noSignal());
        const wanted = Buffer.from('LABEL: Müller\n', encoding === 'LATIN1' ? 'latin1' : 'utf8');
        assert.ok(Buffer.from(result.labelFile ?? []).includes(wanted), encoding);
        await shared.server.sql(`DROP DATABASE ${name}`);
      }
    });

    it('outlives the timeouts of its role', async () => {
      await shared.server.sql('CREATE ROLE hasty LOGIN SUPERUSER');
      await shared.server.sql(`ALTER ROLE hasty SET statement_timeout = '3s'`);
      if (major >= 14) await shared.server.sql(`ALTER ROLE hasty SET idle_session_timeout = '500ms'`);
      const hasty = await connectionTo(shared.server, { user: 'hasty' });
      const running = await postgres.startBackup(hasty, plain, noSignal());
      // Longer than the session could live idle; only time can show that.
      await shared.server.sql('SELECT pg_sleep(1.2)');
      const result = await running.stop({ waitForArchive: false }, quiet, noSignal());
      assert.ok(result.labelFile !== undefined);
      await shared.server.sql('DROP ROLE hasty');
    });

    /** A process ends some time after its connection. */
    async function untilGone(which: string): Promise<void> {
      const sql = `SELECT count(*) FROM pg_stat_activity WHERE ${which}`;
      for (let tries = 0; tries < 200; tries++) {
        if ((await shared.server.value(sql)) === '0') return;
        await shared.server.sql('SELECT pg_sleep(0.02)');
      }
      assert.fail('the session is still there');
    }
  });
}
