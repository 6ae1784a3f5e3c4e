import assert from 'node:assert/strict';
import { postgres } from '../../../src/postgres/entry';
import { resolveConnection } from '../../../src/postgres/connection/resolve';
import type { ResolvedConnection } from '../../../src/postgres/connection/connectionSpec';
import { PostgresError } from '../../../src/postgres/postgresError';
import type { StopProgress } from '../../../src/postgres/session/backupTypes';
import { startInSession } from '../../../src/postgres/session/startBackup';
import { TIMINGS } from '../../../src/postgres/session/timings';
import type { OldServerOptions } from './support/oldServer';
import { LABEL_96, OldServer } from './support/oldServer';
import { ScriptedServer } from './support/scriptedServer';

const OLD = [90124, 90224, 90325, 90426, 90525];
const quick = { ...TIMINGS, archivePoll: 10, exclusiveEnd: 10 };
const options = { mode: 'exclusive', label: 'nightly', fast: true } as const;
const never = new AbortController().signal;

for (const version of OLD) {
  const series = `9.${String(Math.floor(version / 100) % 100)}`;

  describe(`A scripted server of PostgreSQL ${series}`, () => {
    let server: ScriptedServer;
    let old: OldServer;
    let connection: ResolvedConnection;

    afterEach(() => server.stop());

    async function listen(more: Omit<OldServerOptions, 'version'> = {}): Promise<void> {
      old = new OldServer({ version, ...more });
      server = await ScriptedServer.start(old.script, { onCancel: old.cancel });
      const spec = { name: 'old', host: '127.0.0.1', port: server.port, user: 'dba', database: 'postgres' };
      connection = await resolveConnection(spec, {}, () => Promise.resolve(undefined));
    }

    it('shows its facts by statements that it knows', async () => {
      await listen();
      const facts = await postgres.readServerFacts(connection, never);
      assert.equal(facts.version.series, series);
      assert.deepEqual(facts.modes, ['exclusive']);
      assert.equal(facts.segmentSize, 16 * 1024 * 1024);
      assert.equal(facts.walKeepBytes, 4 * 16 * 1024 * 1024);
      assert.equal(facts.walFolder, 'pg_xlog');
      assert.deepEqual(facts.systemIdentifier, { known: true, value: '6123456789012345678' });
      assert.deepEqual(facts.timeline, { known: true, value: 1 });
      assert.deepEqual(facts.currentSegment, { known: true, value: '0000000100000001000000FE' });
      assert.deepEqual(facts.waitingForArchive, { known: true, value: 1 });
      assert.equal(facts.archiver.known, version >= 90400);
      assert.deepEqual(facts.backups, []);
    });

    it('tells a role without rights what it may not see', async () => {
      await listen({ role: 'nobody' });
      const facts = await postgres.readServerFacts(connection, never);
      assert.equal(facts.systemIdentifier.known, false);
      assert.equal(facts.privileges.startBackup, false);
      const plan = { ...options, waitForArchive: true, walFrom: 'archive' } as const;
      const codes = postgres.checkBeforeStart(facts, plan).map(({ code }) => code);
      assert.ok(codes.includes('no-start-privilege'));
      await assert.rejects(postgres.startBackup(connection, options, never), isReason('privilege'));
    });

    it('starts and stops an exclusive backup, also for a replication role', async () => {
      await listen({ role: 'replication' });
      const running = await postgres.startBackup(connection, options, never);
      assert.equal(old.label, 'nightly');
      assert.equal(running.started.startSegment, '0000000100000001000000FE');
      assert.equal(running.started.timeline, 1);
      const result = await running.stop({ waitForArchive: true }, () => undefined, never);
      assert.equal(result.stopLsn, '2/20');
      // Up to 9.2 the segment FF does not exist.
      const count = version < 90300 ? 2 : 3;
      assert.deepEqual(result.required, [
        { timeline: 1, first: '0000000100000001000000FE', last: '000000010000000200000000', count },
      ]);
      assert.equal(result.historyFile, '0000000100000001000000FE.00000020.backup');
      assert.equal(result.labelFile, undefined);
      assert.equal(old.inBackup, false);
    });

    it('keeps the label that a superuser reads before the stop', async () => {
      await listen();
      const running = await postgres.startBackup(connection, options, never);
      const result = await running.stop({ waitForArchive: false }, () => undefined, never);
      assert.match(Buffer.from(result.labelFile ?? []).toString(), /^START WAL LOCATION: 1\/FE000020/);
    });

    it('goes on waiting for its archive when the stop is cancelled, and the next stop joins it', async () => {
      let archive: () => void = () => undefined;
      await listen({ archived: new Promise((resolve) => (archive = resolve)) });
      const running = await startInSession(connection, options, never, quick);
      const abort = new AbortController();
      const seen: StopProgress[] = [];
      const first = running.stop(
        { waitForArchive: true },
        (progress) => {
          seen.push(progress);
          if (progress.kind === 'waiting') abort.abort();
        },
        abort.signal,
      );
      await assert.rejects(first, isReason('canceled'));
      assert.equal(running.state, 'stopping');
      const waiting = seen.find((one) => one.kind === 'waiting');
      assert.deepEqual(waiting?.waiting.missing, ['0000000100000001000000FE']);
      assert.ok(seen.some((one) => one.kind === 'server-message' && one.message.text.includes('waiting')));
      const second = running.stop({ waitForArchive: false }, () => undefined, never);
      archive();
      assert.equal((await second).archive, 'archived');
      assert.equal(running.state, 'stopped');
    });

    it('is left in no backup by an abort, though its archive does not come', async () => {
      await listen({ archived: new Promise(() => undefined) });
      const running = await startInSession(connection, options, never, quick);
      assert.equal((await running.abort()).ended, 'by-stop');
      assert.equal(old.inBackup, false);
      assert.equal(running.state, 'aborted');
    });

    it('refuses a second backup, and nobody is told to end the first', async () => {
      await listen({ inBackup: true });
      await assert.rejects(postgres.startBackup(connection, options, never), (error) => {
        assert.ok(error instanceof PostgresError);
        assert.equal(error.reason, 'server');
        assert.match(error.message, /an exclusive backup is already running/);
        assert.match(error.remedy, /Do not call pg_stop_backup\(\)/);
        assert.match(error.serverText ?? '', /a backup is already in progress/);
        return true;
      });
      const facts = await postgres.readServerFacts(connection, never);
      assert.equal(facts.backups[0]?.kind, 'exclusive');
      const ended = await postgres.endExclusiveBackup(connection, never);
      assert.deepEqual([ended.wasRunning, ended.stopLsn], [true, '2/20']);
      assert.equal((await postgres.endExclusiveBackup(connection, never)).wasRunning, false);
    });

    it('reports what it says to a start that cannot be', async () => {
      await listen({ settings: { wal_level: ['minimal', ''] } });
      await assert.rejects(postgres.startBackup(connection, options, never), /WAL level not sufficient/);
      const wrong = { ...options, mode: 'non-exclusive' } as const;
      await assert.rejects(postgres.startBackup(connection, wrong, never), isReason('configuration'));
    });

    it('takes no backup as a standby', async () => {
      await listen({ standby: true });
      const facts = await postgres.readServerFacts(connection, never);
      assert.equal(facts.role, 'standby');
      assert.equal(facts.timeline.known, false);
      const plan = { ...options, waitForArchive: true, walFrom: 'archive' } as const;
      const codes = postgres.checkBeforeStart(facts, plan).map(({ code }) => code);
      assert.ok(codes.includes('standby-too-old'));
      await assert.rejects(postgres.startBackup(connection, options, never), /recovery is in progress/);
    });

    it('reads files through pg_read_binary_file', async () => {
      await listen();
      const files = await postgres.openServerFiles(connection, never);
      assert.equal((await files.read('global/pg_control', 0, 12, never))?.length, 12);
      assert.equal(await files.read('pg_xlog/nothing', 0, 12, never), undefined);
      assert.deepEqual(
        (await files.listWal(never)).map(({ name }) => name),
        ['0000000100000001000000FD.done', '0000000100000001000000FE.ready'],
      );
      await assert.rejects(files.read('../secret', 0, 12, never), isReason('configuration'));
      await files.close();
    });
  });
}

describe('A scripted server of PostgreSQL 9.6', () => {
  let server: ScriptedServer;
  let old: OldServer;
  let connection: ResolvedConnection;
  let archive: () => void = () => undefined;
  const spread = { mode: 'non-exclusive', label: 'nightly', fast: false } as const;

  beforeEach(async () => {
    old = new OldServer({ version: 90624, archived: new Promise((resolve) => (archive = resolve)) });
    server = await ScriptedServer.start(old.script, { onCancel: old.cancel });
    const spec = { name: 'old', host: '127.0.0.1', port: server.port, user: 'dba', database: 'postgres' };
    connection = await resolveConnection(spec, {}, () => Promise.resolve(undefined));
  });
  afterEach(() => server.stop());

  it('shows its facts, and has both modes', async () => {
    const facts = await postgres.readServerFacts(connection, never);
    assert.deepEqual(facts.modes, ['non-exclusive', 'exclusive']);
    assert.deepEqual([facts.systemIdentifier, facts.timeline], [known('7'), known(1)]);
    assert.equal(facts.walFolder, 'pg_xlog');
  });

  it('gives label and map as bytes once it has waited, also to a second stop', async () => {
    const running = await startInSession(connection, spread, never, quick);
    const abort = new AbortController();
    const first = running.stop(
      { waitForArchive: true },
      ({ kind }) => {
        if (kind === 'waiting') abort.abort();
      },
      abort.signal,
    );
    await assert.rejects(first, isReason('canceled'));
    // Canceling the statement would remove the label for good.
    assert.equal(running.state, 'stopping');
    const second = running.stop({ waitForArchive: true }, () => undefined, never);
    archive();
    const { labelFile, tablespaceMap } = await second;
    assert.deepEqual(Buffer.from(labelFile ?? []), LABEL_96);
    assert.equal(Buffer.from(tablespaceMap ?? []).toString(), '16384 /srv/a b\n');
    assert.ok(server.statements.includes("SET client_encoding TO 'SQL_ASCII'"));
  });
});

function known<T>(value: T): { readonly known: true; readonly value: T } {
  return { known: true, value };
}

function isReason(reason: string): (error: unknown) => boolean {
  return (error) => error instanceof PostgresError && error.reason === reason;
}
