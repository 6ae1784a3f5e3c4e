import assert from 'node:assert/strict';
import { cp, mkdir, readFile, rm, truncate, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { scratchFolder } from '../support/scratch';
import { lowLevelBackup } from './support/lowLevelBackup';
import { recover } from './support/recover';
import { runProgram } from './support/runProgram';
import { giveToServer, giveTreeToServer } from './support/serverUser';
import {
  baseBackup,
  baseBackupInto,
  contentOf,
  fileOf,
  findBaseBackup,
  seenIn,
  troubles,
} from './support/tarBackups';
import { TestServer } from './support/testServer';

const FORMS = ['none', 'client-gzip', 'server-gzip', 'client-lz4', 'client-zstd'];

describe('Backups in tars and in plain files, as pg_basebackup writes them', () => {
  let server: TestServer;
  let home: string;
  let program: string;

  before(async () => {
    program = await findBaseBackup();
    home = scratchFolder('tars');
    giveToServer(home);
    const space = join(home, 'space');
    await mkdir(space);
    giveToServer(space);
    server = await TestServer.create(15);
    await server.sql(`CREATE TABLESPACE far LOCATION '${space}'`);
    await server.sql('CREATE TABLE near AS SELECT g, md5(g::text) FROM generate_series(1, 5000) g');
    await server.sql('CREATE TABLE away TABLESPACE far AS SELECT g FROM generate_series(1, 2000) g');
  });
  after(async () => {
    await server.destroy();
    await rm(home, { recursive: true, force: true });
  });

  for (const form of FORMS) {
    for (const wal of ['stream', 'fetch', 'none']) {
      it(`${form}, WAL ${wal}`, async () => {
        const folder = join(home, `${form}-${wal}`);
        await baseBackup(program, server, folder, ['-Ft', `--compress=${form}`, '-X', wal]);
        const { set, catalog } = await seenIn(folder);
        assert.deepEqual(
          [set.layout, set.versionNum, set.evidence.files],
          ['basebackup-tar', 150000, 'checked'],
        );
        assert.deepEqual(catalog.findings, []);
        if (wal !== 'none') {
          assert.deepEqual([set.parts.wal.verdict, troubles(set)], ['restorable', []]);
          return;
        }
        assert.deepEqual([set.verdict, troubles(set)], ['incomplete', ['missing-segment']]);
        await server.switchWal();
        const withArchive = await seenIn(folder, [server.archive]);
        assert.equal(withArchive.set.parts.wal.verdict, 'restorable');
      });
    }
  }

  it('without a manifest they are judged by their WAL', async () => {
    const folder = join(home, 'no-manifest');
    await baseBackup(program, server, folder, ['-Ft', '-X', 'stream', '--no-manifest']);
    const { set } = await seenIn(folder);
    assert.deepEqual(
      [set.parts.wal.verdict, set.evidence.files, troubles(set)],
      ['restorable', 'no-manifest', []],
    );
  });

  for (const form of ['none', 'server-gzip']) {
    for (const wal of ['stream', 'fetch', 'none']) {
      it(`plain files, sent with ${form}, WAL ${wal}`, async () => {
        // The server's user creates the tablespace's directory in `home`, which he owns.
        const folder = join(home, `plain-${form}-${wal}`);
        const mapped = ['-T', `${join(home, 'space')}=${folder}-space`];
        await baseBackup(program, server, folder, ['-Fp', `--compress=${form}`, '-X', wal, ...mapped]);
        const { set, catalog } = await seenIn(folder);
        assert.deepEqual([set.layout, set.evidence.files], ['data-directory', 'checked']);
        assert.deepEqual(catalog.findings, []);
        if (wal !== 'none') {
          assert.deepEqual([set.parts.wal.verdict, troubles(set)], ['restorable', []]);
          return;
        }
        assert.deepEqual([set.verdict, troubles(set)], ['incomplete', ['missing-segment']]);
        await server.switchWal();
        assert.equal((await seenIn(folder, [server.archive])).set.parts.wal.verdict, 'restorable');
      });
    }
  }

  it('plain files without a manifest', async () => {
    const folder = join(home, 'plain-no-manifest');
    const mapped = ['-T', `${join(home, 'space')}=${folder}-space`];
    await baseBackup(program, server, folder, ['-Fp', '-X', 'stream', '--no-manifest', ...mapped]);
    const { set } = await seenIn(folder);
    assert.deepEqual(
      [set.parts.wal.verdict, set.evidence.files, troubles(set)],
      ['restorable', 'no-manifest', []],
    );
  });

  describe('damaged', () => {
    let whole: string;
    let folder: string;

    before(async () => {
      whole = join(home, 'whole');
      await baseBackup(program, server, whole, ['-Ft', '-X', 'stream']);
    });
    beforeEach(async () => {
      folder = join(home, 'damaged');
      await cp(whole, folder, { recursive: true });
    });
    afterEach(async () => {
      await rm(folder, { recursive: true, force: true });
    });

    async function spoil(tar: string, member: string, change: (content: Buffer) => void): Promise<void> {
      const bytes = await readFile(join(folder, tar));
      const { start, size } = contentOf(bytes, member);
      change(bytes.subarray(start, start + size));
      await writeFile(join(folder, tar), bytes);
    }

    it('in one byte of a table', async () => {
      const table = await fileOf(server, 'near');
      await spoil('base.tar', table, (content) => content.writeUInt8(content.readUInt8(4000) ^ 1, 4000));
      const { set } = await seenIn(folder);
      assert.deepEqual([set.verdict, troubles(set)], ['damaged', ['manifest-file-checksum-mismatch']]);
      assert.equal(set.findings.at(-1)?.args['path'], table);
    });

    it('in one byte of a tablespace', async () => {
      const table = await fileOf(server, 'away');
      const [, oid = '', ...rest] = table.split('/');
      await spoil(`${oid}.tar`, rest.join('/'), (content) => content.fill(0xff, 100, 101));
      const { set } = await seenIn(folder);
      assert.deepEqual(troubles(set), ['manifest-file-checksum-mismatch']);
      assert.equal(set.findings.at(-1)?.args['path'], table);
    });

    it('in a record of its WAL', async () => {
      const { set: good } = await seenIn(whole);
      const [range] = good.required?.ranges ?? [];
      assert.ok(range !== undefined);
      const { catalog } = await seenIn(whole);
      const name = catalog.archives[0]?.path;
      assert.equal(name, join(whole, 'pg_wal.tar'));
      const segment = `00000001${'0'.repeat(8)}${range.first.toString(16).toUpperCase().padStart(8, '0')}`;
      await spoil('pg_wal.tar', segment, (content) => content.fill(0x55, 0x60, 0x64));
      const { set } = await seenIn(folder);
      assert.equal(set.verdict, 'damaged');
      assert.ok(set.findings.some(({ segment: named }) => named === segment));
    });

    it('by a tablespace that is not there', async () => {
      const oid = (await fileOf(server, 'away')).split('/')[1] ?? '';
      await unlink(join(folder, `${oid}.tar`));
      const { set } = await seenIn(folder);
      assert.equal(set.verdict, 'incomplete');
      assert.ok(troubles(set).includes('missing-tablespace'));
    });

    it('by being cut, in data or in WAL', async () => {
      const { length } = await readFile(join(folder, 'base.tar'));
      await truncate(join(folder, 'base.tar'), Math.floor(length / 2));
      await truncate(join(folder, 'pg_wal.tar'), 512 + 70_000);
      const { set } = await seenIn(folder);
      assert.equal(set.verdict, 'damaged');
      assert.deepEqual(
        set.findings
          .filter(({ code }) => code === 'truncated-tar')
          .map(({ file }) => file)
          .sort(),
        [join(folder, 'base.tar'), join(folder, 'pg_wal.tar')],
      );
      assert.ok(troubles(set).includes('manifest-missing-file'));
    });
  });

  it('the hot backup of the manual: data directory and archive in one tar', async () => {
    const data = join(home, 'hot', 'data');
    await mkdir(join(home, 'hot'));
    const backup = await lowLevelBackup(server, data, { label: 'by hand' });
    const tar = join(home, 'hot', 'backup.tar');
    // Its tablespace is elsewhere, as a link: tar keeps links, and recovery needs the directory itself.
    await runProgram('tar', ['-cf', tar, '-C', join(home, 'hot'), '--exclude=data/pg_wal/*', 'data']);
    await cp(server.archive, join(home, 'hot', 'archive'), { recursive: true });
    await runProgram('tar', ['-rf', tar, '-C', join(home, 'hot'), 'archive']);
    await rm(data, { recursive: true });
    await rm(join(home, 'hot', 'archive'), { recursive: true });
    const { set, catalog } = await seenIn(join(home, 'hot'));
    assert.deepEqual([set.layout, set.label, set.path], ['standalone-tar', 'by hand', tar]);
    assert.deepEqual([set.parts.wal.verdict, troubles(set)], ['restorable', []]);
    assert.ok(catalog.archives.some(({ path }) => path === `${tar}/archive`));
    assert.equal(set.required?.runs[0]?.archive, `${tar}/archive`);
    assert.ok(backup.startWalFile.length === 24);
    const decompressed = join(home, 'unpacked');
    await mkdir(decompressed);
    await runProgram('tar', ['-xf', tar, '-C', decompressed]);
    await giveTreeToServer(decompressed);
    const check = 'SELECT count(*)::int AS n FROM near';
    const result = await recover(join(decompressed, 'data'), join(decompressed, 'archive'), 15, { check });
    assert.deepEqual([result.outcome, result.rows], ['recovered', [{ n: 5000 }]]);
  });
});

describe('One tar on standard output, as pg_basebackup -D - writes it', () => {
  let server: TestServer;
  let home: string;
  let program: string;

  before(async () => {
    program = await findBaseBackup();
    home = scratchFolder('stdout-tars');
    giveToServer(home);
    // With a tablespace there would be two tars, which pg_basebackup refuses to write to one output.
    server = await TestServer.create(15);
    await server.sql('CREATE TABLE near AS SELECT g, md5(g::text) FROM generate_series(1, 5000) g');
  });
  after(async () => {
    await server.destroy();
    await rm(home, { recursive: true, force: true });
  });

  for (const [name, wal, compress] of [
    ['base.tar', 'fetch', 'none'],
    ['base.tar.gz', 'fetch', 'client-gzip'],
    ['base.tar.zst', 'fetch', 'client-zstd'],
    ['base.tar', 'none', 'none'],
    ['nightly 2026-11-25.tar', 'fetch', 'none'],
    ['nightly.tgz', 'fetch', 'client-gzip'],
  ] as const) {
    it(`${name}, compression ${compress}, WAL ${wal}`, async () => {
      const folder = join(home, `${name}-${wal}`);
      const tar = join(folder, name);
      await baseBackupInto(program, server, tar, ['-X', wal, `--compress=${compress}`]);
      const { set, catalog } = await seenIn(folder);
      assert.deepEqual(
        [set.layout, set.path, set.files.manifest],
        [name.startsWith('base') ? 'basebackup-tar' : 'standalone-tar', tar, `${tar}/backup_manifest`],
      );
      assert.deepEqual([set.evidence.files, catalog.findings], ['checked', []]);
      if (wal === 'fetch') {
        assert.deepEqual([set.parts.wal.verdict, troubles(set)], ['restorable', []]);
        return;
      }
      assert.deepEqual([set.verdict, troubles(set)], ['incomplete', ['missing-segment']]);
      await server.switchWal();
      assert.equal((await seenIn(folder, [server.archive])).set.parts.wal.verdict, 'restorable');
    });
  }

  it('is damaged by one wrong byte, and by being cut before its manifest', async () => {
    const folder = join(home, 'spoilt');
    const tar = join(folder, 'base.tar');
    await baseBackupInto(program, server, tar, ['-X', 'fetch']);
    const bytes = await readFile(tar);
    const table = await fileOf(server, 'near');
    const at = contentOf(bytes, table).start + 4000;
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    await writeFile(tar, bytes);
    const { set } = await seenIn(folder);
    assert.deepEqual([set.verdict, troubles(set)], ['damaged', ['manifest-file-checksum-mismatch']]);
    await truncate(tar, contentOf(bytes, 'backup_manifest').start - 512);
    const cut = (await seenIn(folder)).set;
    // The tar ends with a whole member, so only the missing end mark shows the fault; without a manifest nothing is
    // compared.
    assert.deepEqual([cut.evidence.files, troubles(cut)], ['no-manifest', ['unusual-tar']]);
  });
});
