import assert from 'node:assert/strict';
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { allWithParents } from '../../src/core/proofs/withParents';
import { scratchFolder } from '../support/scratch';
import { takeTarBackup } from './support/baseBackup';
import { lowLevelBackup } from './support/lowLevelBackup';
import { runProgram } from './support/runProgram';
import { giveToServer } from './support/serverUser';
import { seenIn, setsIn, troubles } from './support/tarBackups';
import { TestServer } from './support/testServer';
import { availableMajors } from './support/versions';
import { PATIENCE_MS } from '../support/patience';

for (const major of availableMajors().filter((available) => available >= 16)) {
  describe(`Tars that a server of PostgreSQL ${String(major)} packs`, () => {
    let home: string;
    let server: TestServer;

    before(async () => {
      home = scratchFolder('compressed-by-server');
      giveToServer(home);
      const space = join(home, 'space');
      await mkdir(space);
      giveToServer(space);
      const settings = major >= 17 ? { settings: { summarize_wal: 'on' } } : {};
      server = await TestServer.create(major, settings);
      await server.sql(`CREATE TABLESPACE far LOCATION '${space}'`);
      await server.sql('CREATE TABLE t AS SELECT g, md5(g::text) FROM generate_series(1, 5000) g');
      await server.sql('CREATE TABLE away TABLESPACE far AS SELECT g FROM generate_series(1, 2000) g');
    });
    after(async () => {
      await server.destroy();
      await rm(home, { recursive: true, force: true });
    });

    it('are whole, with a tablespace and each kind of checksum', async () => {
      for (const checksums of ['CRC32C', 'SHA256', 'NONE'] as const) {
        const folder = join(home, checksums);
        await takeTarBackup(server, folder, { gzip: true, checksums });
        const names = (await readdir(folder)).sort();
        assert.deepEqual(
          names.map((name) => name.replace(/^\d+/, 'OID')),
          ['OID.tar.gz', 'backup_manifest', 'base.tar.gz'],
        );
        const { set, catalog } = await seenIn(folder);
        const evidence = checksums === 'NONE' ? 'sizes-only' : 'checked';
        assert.deepEqual(
          [set.parts.wal.verdict, set.evidence.files, troubles(set)],
          ['restorable', evidence, []],
        );
        assert.deepEqual([set.layout, catalog.findings], ['basebackup-tar', []]);
      }
    });

    if (major >= 17) {
      it('are incremental too', async () => {
        const chain = join(home, 'chain');
        await takeTarBackup(server, join(chain, 'full'), { gzip: true, label: 'full' });
        await server.sql('UPDATE t SET g = -g WHERE g % 100 = 0');
        const incrementalFrom = join(chain, 'full', 'backup_manifest');
        await takeTarBackup(server, join(chain, 'more'), { gzip: true, label: 'more', incrementalFrom });
        const sets = allWithParents(await setsIn(chain));
        assert.deepEqual(
          sets.map(({ label, kind, parts, parentId }) => [
            label,
            kind,
            parts.wal.verdict,
            parentId !== undefined,
          ]),
          [
            ['full', 'full', 'restorable', false],
            ['more', 'incremental', 'restorable', true],
          ],
        );
        assert.deepEqual(sets.flatMap(troubles), []);
      });
    }
  });
}

describe('A copy of a running server with its pg_wal, as a snapshot of its file system', () => {
  let home: string;
  let server: TestServer;

  before(async () => {
    home = scratchFolder('snapshot');
    giveToServer(home);
    server = await TestServer.create(15, { settings: { min_wal_size: '12MB', max_wal_size: '16MB' } });
    await server.sql('CREATE TABLE t AS SELECT g, md5(g::text) FROM generate_series(1, 5000) g');
    // The checkpoint recycles the files of these.
    for (let i = 0; i < 8; i++) await server.switchWal();
    await untilAllIsArchived(server);
    await server.sql('CHECKPOINT');
  });
  after(async () => {
    await server.destroy();
    await rm(home, { recursive: true, force: true });
  });

  it('is not faulted for the files that were kept ready, and is proven with the archive', async () => {
    const folder = join(home, 'copy');
    const { stopWalFile } = await lowLevelBackup(server, folder, {
      label: 'snapshot',
      beforeStop: async () => {
        await rm(join(folder, 'pg_wal'), { recursive: true, force: true });
        await cp(join(server.dataDirectory, 'pg_wal'), join(folder, 'pg_wal'), { recursive: true });
      },
    });
    const ahead = (await readdir(join(folder, 'pg_wal'))).filter(
      (name) => /^[0-9A-F]{24}$/.test(name) && name > stopWalFile,
    );
    assert.ok(ahead.length > 2, ahead.join(' '));
    const alone = await seenIn(folder);
    assert.notEqual(alone.set.parts.wal.verdict, 'restorable');
    for (const code of ['recycled-segment', 'zeroed-segment', 'archive-gap']) {
      assert.ok(!troubles(alone.set).includes(code), code);
      const found = alone.catalog.archives
        .flatMap(({ findings }) => findings)
        .filter((finding) => finding.code === code);
      assert.deepEqual(
        found.filter(({ severity }) => severity === 'error'),
        [],
      );
    }
    const { set } = await seenIn(folder, [server.archive]);
    assert.deepEqual([set.parts.wal.verdict, troubles(set)], ['restorable', []]);
  });

  it('is judged the same when one `cp -a` takes all of it, running server and links as they are', async () => {
    const folder = join(home, 'whole');
    const { stopWalFile } = await lowLevelBackup(server, folder, {
      label: 'whole',
      beforeStop: async () => {
        await rm(folder, { recursive: true, force: true });
        // Runs as the server's user, who owns the files; they may change and vanish meanwhile.
        await runProgram('sh', [
          '-c',
          'cp -a "$1" "$2" || test -f "$2/PG_VERSION"',
          'sh',
          server.dataDirectory,
          folder,
        ]);
      },
    });
    const names = await readdir(folder);
    assert.ok(names.includes('postmaster.pid') && names.includes('backup_label'), names.join(' '));
    const ahead = (await readdir(join(folder, 'pg_wal'))).filter(
      (name) => /^[0-9A-F]{24}$/.test(name) && name > stopWalFile,
    );
    assert.ok(ahead.length > 2, ahead.join(' '));
    const { set } = await seenIn(folder, [server.archive]);
    assert.deepEqual([set.parts.wal.verdict, troubles(set)], ['restorable', ['live-data-directory']]);
    // The inspector reports this file, which is not that of this server.
    await rm(join(folder, 'postmaster.pid'));
    const started = await TestServer.restore(server, folder, {
      recovery_target: 'immediate',
      recovery_target_action: 'promote',
    });
    try {
      assert.equal(await started.value('SELECT count(*) FROM t'), '5000');
    } finally {
      await started.destroy();
    }
  });
});

/** Only then a checkpoint recycles them. */
async function untilAllIsArchived({ dataDirectory }: TestServer): Promise<void> {
  const status = join(dataDirectory, 'pg_wal/archive_status');
  const end = Date.now() + PATIENCE_MS;
  while ((await readdir(status)).some((name) => name.endsWith('.ready'))) {
    if (Date.now() > end) throw new Error('WAL was not archived');
    await delay(10);
  }
}
