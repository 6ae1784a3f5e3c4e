import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isSound } from '../../src/core/model/verdict';
import { scratchFolder } from '../support/scratch';
import { debianServer } from './support/clientPrograms';
import { giveToServer } from './support/serverUser';
import { baseBackup, findBaseBackup, seenIn, troubles } from './support/tarBackups';
import { TestServer } from './support/testServer';

/** The names for `--compress`, and the resulting names of the tars. */
const FORMS = [
  ['server-gzip', '.gz'],
  ['server-lz4', '.lz4'],
  ['server-lz4:level=9', '.lz4'],
  ['server-zstd', '.zst'],
  ['server-zstd:level=7,workers=2', '.zst'],
  ['client-gzip', '.gz'],
  ['client-lz4', '.lz4'],
  ['client-zstd', '.zst'],
] as const;

describe('Tars that a server packs with gzip, LZ4 and zstd', () => {
  let server: TestServer;
  let home: string;
  let program: string;

  before(async () => {
    program = await findBaseBackup();
    home = scratchFolder('tars-by-server');
    giveToServer(home);
    const space = join(home, 'space');
    await mkdir(space);
    giveToServer(space);
    server = await TestServer.create(15, { programs: await debianServer() });
    await server.sql(`CREATE TABLESPACE far LOCATION '${space}'`);
    await server.sql('CREATE TABLE near AS SELECT g, md5(g::text) FROM generate_series(1, 5000) g');
    await server.sql('CREATE TABLE away TABLESPACE far AS SELECT g FROM generate_series(1, 2000) g');
  });
  after(async () => {
    await server.destroy();
    await rm(home, { recursive: true, force: true });
  });

  for (const [form, suffix] of FORMS) {
    it(`are whole, with a tablespace, their WAL and their manifest: ${form}`, async () => {
      const folder = join(home, form.replace(/\W/g, '-'));
      // Fetched WAL is in the compressed tar; streamed WAL has a tar of its own, which only the client compresses.
      for (const wal of ['fetch', 'stream']) {
        await baseBackup(program, server, join(folder, wal), ['-Ft', `--compress=${form}`, '-X', wal]);
        const names = (await readdir(join(folder, wal))).sort();
        assert.deepEqual(
          names.filter((name) => !name.startsWith('pg_wal')).map((name) => name.replace(/^\d+/, 'OID')),
          [`OID.tar${suffix}`, 'backup_manifest', `base.tar${suffix}`],
        );
        const { set, catalog } = await seenIn(join(folder, wal));
        assert.deepEqual(
          [set.parts.wal.verdict, set.evidence.files, troubles(set)],
          ['restorable', 'checked', []],
        );
        assert.deepEqual([set.layout, catalog.findings], ['basebackup-tar', []]);
      }
    });
  }

  for (const form of ['server-lz4', 'server-zstd']) {
    it(`are told to be cut or changed: ${form}`, async () => {
      const folder = join(home, `damaged-${form}`);
      await baseBackup(program, server, folder, ['-Ft', `--compress=${form}`, '-X', 'fetch']);
      const tar = join(folder, (await readdir(folder)).find((name) => name.startsWith('base.tar')) ?? '');
      const whole = await readFile(tar);
      await truncate(tar, Math.floor(whole.length / 2));
      const cut = await seenIn(folder);
      assert.ok(troubles(cut.set).includes('truncated-tar'), troubles(cut.set).join());
      assert.equal(isSound(cut.set.verdict), false);
      whole[Math.floor(whole.length / 2)] = (whole[Math.floor(whole.length / 2)] ?? 0) ^ 0x55;
      await writeFile(tar, whole);
      const changed = await seenIn(folder);
      assert.equal(isSound(changed.set.verdict), false);
      assert.ok(troubles(changed.set).length > 0);
    });
  }
});
