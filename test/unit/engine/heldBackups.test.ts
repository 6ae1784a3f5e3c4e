import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HeldBackups } from '../../../src/engine/backup/heldBackups';
import type { BackupRecord } from '../../../src/engine/backup/record';
import { RecordStore } from '../../../src/engine/backup/recordStore';
import type { HeldBackup } from '../../../src/engine/backup/heldBackup';
import { PlayedBackup, startedOf } from '../servers/support/facts';

describe('the backups that a window holds', () => {
  let folder: string;
  let held: HeldBackups;
  let unrecorded = 0;
  const reported: HeldBackup[] = [];
  let seen: Promise<void> = Promise.resolve();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pgbi-'));
    reported.length = 0;
    unrecorded = 0;
    seen = Promise.resolve();
    const records = new RecordStore({ folder, owner: { machine: 'here', pid: 1, session: 'one' } });
    held = new HeldBackups(records, {
      changed: () => undefined,
      lost: (backup) => {
        reported.push(backup);
        return seen;
      },
      unrecorded: () => {
        unrecorded++;
      },
    });
  });

  afterEach(async () => {
    held.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  /** What a window that starts after this one has ended would report. */
  const next = (): Promise<readonly BackupRecord[]> =>
    new RecordStore({
      folder,
      owner: { machine: 'here', pid: 2, session: 'two' },
      isAlive: () => false,
    }).takeLost();

  it('are on disk as soon as they are held, and gone when they are forgotten', async () => {
    await held.add(new PlayedBackup().held({ folder: '/copy' }));
    const [record] = await next();
    assert.deepEqual(
      [record?.state, record?.label, record?.folder, record?.endSql],
      ['running', 'nightly', '/copy', ''],
    );
    await held.forget('deadbeef');
    assert.deepEqual([held.all, await readdir(folder)], [[], []]);
  });

  it('that are exclusive keep the SQL that ends them', async () => {
    await held.add(new PlayedBackup(startedOf({ mode: 'exclusive' })).held());
    assert.equal((await next())[0]?.endSql, 'SELECT pg_backup_stop()');
  });

  it('that are lost are told of at once, and forgotten only when that was seen', async () => {
    let see: () => void = () => undefined;
    seen = new Promise((resolve) => {
      see = resolve;
    });
    const backup = new PlayedBackup();
    await held.add(backup.held());
    backup.lose();
    assert.equal(reported.length, 1);
    assert.equal(held.all.length, 1);
    assert.equal((await readdir(folder)).length, 1);
    see();
    await seen;
    await held.forget('deadbeef');
    assert.deepEqual(await readdir(folder), []);
  });

  it('may be lost before anybody held them', async () => {
    const backup = new PlayedBackup();
    backup.lose();
    await held.add(backup.held());
    assert.equal(reported.length, 1);
  });

  it('are all ended when the window closes, and the next window knows that', async () => {
    const one = new PlayedBackup();
    const two = new PlayedBackup(startedOf({ backupId: '00000002', mode: 'exclusive' }));
    await held.add(one.held());
    await held.add(two.held());
    await held.abortAll();
    assert.deepEqual([one.aborted, two.aborted], [1, 1]);
    assert.deepEqual(
      (await next()).map(({ state }) => state),
      ['aborted', 'aborted'],
    );
  });

  it('do not come back by what was still being written when they were forgotten', async () => {
    const backup = new PlayedBackup().held();
    await held.add(backup);
    const writing = [held.update(backup, { state: 'stopped', labelFile: 'eA==' }), held.update(backup)];
    await held.forget('deadbeef');
    await Promise.all(writing);
    assert.deepEqual(await readdir(folder), []);
  });

  it('run on where no record can be written, and that is said', async () => {
    await rm(folder, { recursive: true });
    await writeFile(folder, '');
    await held.add(new PlayedBackup().held());
    assert.deepEqual([unrecorded, held.all.length], [1, 1]);
  });
});
