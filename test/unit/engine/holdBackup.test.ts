import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HeldBackups } from '../../../src/engine/backup/heldBackups';
import {
  abortHeld,
  archiveWaitOf,
  type BackupServer,
  checksBeforeStart,
  hold,
  settleStopped,
  stopHeld,
} from '../../../src/engine/backup/holdBackup';
import { RecordStore } from '../../../src/engine/backup/recordStore';
import type { PostgresLayer } from '../../../src/postgres/api';
import type { PreflightCheck } from '../../../src/postgres/checks/preflight';
import type { ResolvedConnection } from '../../../src/postgres/connection/connectionSpec';
import { factsOf, PlayedBackup, startedOf } from '../servers/support/facts';
import { LABEL, stopResultOf } from '../servers/support/stopResult';

const WISH = { mode: 'non-exclusive', label: 'nightly', fast: true, folder: '/copy' } as const;

function check(code: PreflightCheck['code'], severity: PreflightCheck['severity']): PreflightCheck {
  return { code, severity, args: {}, message: code, remedy: '' };
}

describe('holding a backup', () => {
  let folder: string;
  let backups: HeldBackups;
  let records: RecordStore;
  const run = new AbortController();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pgbi-'));
    records = new RecordStore({ folder, owner: { machine: 'here', pid: 1, session: 'one' } });
    backups = new HeldBackups(records, {
      changed: () => undefined,
      lost: () => Promise.resolve(),
      unrecorded: (_, error) => {
        throw error;
      },
    });
  });

  afterEach(async () => {
    backups.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  const onDisk = async () =>
    (
      await new RecordStore({
        folder,
        owner: { machine: 'here', pid: 2, session: 'two' },
        isAlive: () => false,
      }).takeLost()
    )[0];

  /** A server that plays only the calls that these tests make. */
  function serverWith(
    checks: readonly PreflightCheck[],
    facts = factsOf(),
  ): BackupServer & { asked: unknown[] } {
    const asked: unknown[] = [];
    const layer: Partial<PostgresLayer> = {
      checkBeforeStart: (_, plan) => {
        asked.push(plan);
        return checks;
      },
      backupSql: () => ({ start: [], stop: ['SELECT pg_backup_stop()'], abort: [] }),
    };
    const target = { hosts: [{ host: 'db.example' }] };
    return {
      asked,
      name: 'shop',
      facts,
      layer: layer as PostgresLayer,
      connection: { target } as unknown as ResolvedConnection,
    };
  }

  it('is not begun with an error among the checks', () => {
    const errors = [check('label-empty', 'error')];
    const checks = [...errors, check('wal-keep-low', 'warning')];
    const used = new Map([['nightly', '/b/nightly']]);
    const server = serverWith(checks, factsOf({ archiveMode: 'off' }));
    assert.deepEqual(checksBeforeStart(server, WISH, used), { checks, errors });
    assert.deepEqual(server.asked, [
      {
        mode: 'non-exclusive',
        label: 'nightly',
        fast: true,
        walFrom: 'server',
        usedLabels: used,
      },
    ]);
  });

  it('has a record on disk from the start, and what the server says of archiving', async () => {
    const backup = new PlayedBackup();
    const server = serverWith([], factsOf({ archiveMode: 'on', role: 'standby' }));
    const held = await hold(backups, server, WISH, backup, undefined);
    assert.deepEqual([held.archives, held.folder, held.connection], [false, '/copy', 'shop']);
    assert.equal(archiveWaitOf(held), 'nothing');
    assert.equal((await onDisk())?.label, 'nightly');
  });

  it('leaves it to old servers to wait for the archive', () => {
    const version = { ...startedOf().version, number: 90600 };
    const old = new PlayedBackup(startedOf({ version }));
    assert.equal(archiveWaitOf(old.held({ archives: true })), 'server');
    assert.equal(archiveWaitOf(new PlayedBackup().held({ archives: true })), 'asked');
    assert.equal(archiveWaitOf(old.held({ archives: false })), 'nothing');
  });

  it('keeps what the stop returned until the copy has it', async () => {
    const backup = new PlayedBackup();
    backup.result = stopResultOf();
    await backups.add(backup.held());
    const ended = await stopHeld(backups, backup.held(), true, () => undefined, run.signal);
    assert.deepEqual(backup.waited, [true]);
    await settleStopped(backups, ended, ended.stopped, false);
    const record = await onDisk();
    assert.equal(record?.state, 'stopped');
    assert.equal(Buffer.from(record.labelFile ?? '', 'base64').toString(), LABEL);
    assert.equal(backups.all.length, 1);
    await settleStopped(backups, ended, ended.stopped, true);
    assert.deepEqual([backups.all, await readdir(folder)], [[], []]);
  });

  it('holds a backup on whose stop the server refused', async () => {
    const backup = new PlayedBackup();
    await backups.add(backup.held());
    await assert.rejects(
      stopHeld(backups, backup.held(), false, () => undefined, run.signal),
      /not played/,
    );
    assert.equal((await onDisk())?.state, 'running');
  });

  it('ends with an abort, and nothing of it stays', async () => {
    const backup = new PlayedBackup();
    await backups.add(backup.held());
    assert.equal(await abortHeld(backups, backup.held()), 'Ended with the session.');
    assert.deepEqual([backup.aborted, backups.all, await readdir(folder)], [1, [], []]);
  });
});
