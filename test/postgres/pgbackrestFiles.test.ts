import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { comparableFiles } from '../../src/core/proofs/filesJob';
import type { BackupSet } from '../../src/core/model/backupSet';
import { scan } from '../../src/core/catalog/scan';
import { withFiles } from '../../src/core/proofs/withFiles';
import { messageOf } from '../../src/core/report/messages';
import type { FilesVerification } from '../../src/core/verify/files/filesVerification';
import { verifyFiles } from '../../src/core/verify/files/verifyFiles';
import { NodeFileHasher } from '../../src/io/hashing/fileHasher';
import { LocatedTree } from '../../src/io/location/locatedTree';
import { NodeFileTree } from '../../src/io/nodeFileTree';
import { SyncFileTree } from '../../src/io/syncFileTree';
import { scratchFolder } from '../support/scratch';
import { copyTree } from './support/copyTree';
import { giveToServer } from './support/serverUser';
import { TestServer } from './support/testServer';
import { ArchiveScript } from './support/tools/archiveScript';
import { setsOf } from './support/tools/ourRepository';
import { type CompressType, PgbackrestRepository } from './support/tools/pgbackrestRepository';

/** Full backups in each format, as files and in bundles; others build on two of them. */
const FULL: readonly (readonly [CompressType, 'y' | 'n', boolean])[] = [
  ['gz', 'n', true],
  ['zst', 'y', true],
  ['none', 'y', false],
  ['lz4', 'n', false],
  ['bz2', 'y', false],
];

describe('The files of backups that pgBackRest wrote, against its manifests', () => {
  let home: string;
  let server: TestServer;
  let repository: PgbackrestRepository;
  let folder: string;
  /** Results of the last comparison. */
  const hashed: FilesVerification[] = [];

  before(async () => {
    home = scratchFolder('pgbackrest-files');
    giveToServer(home);
    const space = join(home, 'space');
    await mkdir(space);
    giveToServer(space);
    const script = new ArchiveScript(home);
    await script.sendNowhere();
    server = await TestServer.create(15, { settings: script.settings });
    repository = await PgbackrestRepository.create(home);
    await repository.configure(server, 'none');
    await repository.createStanza();
    await script.sendTo([repository.push]);
    await server.sql(`CREATE TABLESPACE far LOCATION '${space}'`);
    await server.sql('CREATE TABLE away TABLESPACE far AS SELECT g FROM generate_series(1, 2000) g');
    await server.sql('CREATE TABLE near AS SELECT g, md5(g::text) FROM generate_series(1, 5000) g');
    for (const [compression, bundle, withOthers] of FULL) {
      await repository.configure(server, compression, [`repo1-bundle=${bundle}`]);
      await repository.backup('full');
      if (!withOthers) continue;
      for (const type of ['diff', 'incr'] as const) {
        await server.sql('INSERT INTO near SELECT g, md5(g::text) FROM generate_series(1, 100) g');
        await repository.backup(type);
      }
    }
  });
  after(async () => {
    await server.destroy();
    await rm(home, { recursive: true, force: true });
  });
  beforeEach(async () => {
    folder = join(home, 'copy');
    await copyTree(repository.path, folder);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** The sets with these names, in their order. */
  async function compared(names?: readonly string[]): Promise<BackupSet[]> {
    const options = { roots: [folder], archiveDirectories: [], level: 'headers' } as const;
    const catalog = await scan(new LocatedTree(new NodeFileTree()), options);
    const tree = new SyncFileTree();
    const sets: BackupSet[] = [];
    hashed.length = 0;
    for (const set of setsOf(catalog, 'pgbackrest')) {
      if (names?.includes(set.label ?? '') === false) continue;
      const files = comparableFiles(set);
      assert.ok(files !== undefined);
      const result = await verifyFiles({ tree, hasher: new NodeFileHasher(), ...files });
      hashed.push(result);
      sets.push(withFiles(set, result));
    }
    return sets;
  }

  /** The codes of the findings about the files of each set. */
  function told(sets: readonly BackupSet[]): string[] {
    return sets.map(({ findings }) =>
      findings
        .filter(({ code }) => code.startsWith('manifest') || code === 'base-files-not-seen')
        .map(({ code, args }) => [code, args['reason']].filter((part) => part !== undefined).join(' '))
        .join(', '),
    );
  }

  const backups = async (): Promise<string[]> =>
    (await readdir(join(folder, 'backup/main'))).filter((name) => /^\d{8}-/.test(name)).sort();

  it('are what they were, in each form and wherever they lie', async () => {
    const sets = await compared();
    assert.equal(sets.length, 9);
    assert.deepEqual([...new Set(told(sets))], ['']);
    assert.deepEqual([...new Set(sets.map(({ evidence }) => evidence.files))], ['checked']);
    // The first one covers all files of a server.
    assert.ok((hashed[0]?.hashedFiles ?? 0) > 800 && (hashed[0]?.hashedBytes ?? 0) > 15_000_000);
    assert.equal(hashed[0]?.manifest?.systemIdentifier, sets[0]?.systemIdentifier);
  });

  it('are found wrong by one bit, in their own backup and in those that refer to it', async () => {
    const names = (await backups()).slice(0, 3);
    const [full = ''] = names;
    const file = join(folder, 'backup/main', full, 'pg_data/PG_VERSION.gz');
    const bytes = await readFile(file);
    // The last byte of the content's length, which gzip itself writes.
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    await writeFile(file, bytes);
    const sets = await compared(names);
    const broken = 'manifest-file-checksum-mismatch compressed-broken';
    assert.deepEqual(told(sets), [broken, broken, broken]);
    assert.deepEqual(
      sets.map(({ verdict }) => verdict),
      ['damaged', 'damaged', 'damaged'],
    );
    const finding = sets[2]?.findings.find(({ code }) => code === 'manifest-file-checksum-mismatch');
    assert.deepEqual([finding?.file, finding?.args['reference']], [file, full]);
  });

  it('are found wrong where the content was changed but can be unpacked', async () => {
    const [full = ''] = await backups();
    const data = join(folder, 'backup/main', full, 'pg_data');
    await writeFile(join(data, 'PG_VERSION.gz'), gzipSync('16\n'));
    await writeFile(join(data, 'postgresql.conf.gz'), gzipSync('# gone\n'));
    assert.deepEqual(told(await compared([full])), [
      'manifest-size-mismatch, manifest-file-checksum-mismatch',
    ]);
  });

  it('are found wrong in a bundle, and where it was cut', async () => {
    const names = await backups();
    const bundled = names.filter((name) => existsSync(join(folder, 'backup/main', name, 'bundle/1')));
    const [zst = '', , , none = ''] = bundled;
    const first = join(folder, 'backup/main', none, 'bundle/1');
    const bytes = await readFile(first);
    bytes.writeUInt8(bytes.readUInt8(1000) ^ 0x40, 1000);
    await writeFile(first, bytes);
    const cut = join(folder, 'backup/main', zst, 'bundle/1');
    await truncate(cut, Math.floor((await readFile(cut)).length / 2));
    const [set, other] = await compared([zst, none]);
    assert.deepEqual(other && told([other]), ['manifest-file-checksum-mismatch']);
    const reasons = new Set(
      set?.findings.filter(({ code }) => code.startsWith('manifest')).map(({ args }) => args['reason']),
    );
    assert.deepEqual([...reasons], ['compressed-cut']);
  });

  it('are missed where one is gone, or all of an earlier backup', async () => {
    const names = (await backups()).slice(0, 3);
    const [full = '', diff = ''] = names;
    await rm(join(folder, 'backup/main', diff, 'pg_data/global/pg_control.gz'));
    const one = await compared(names);
    assert.deepEqual(told(one), ['', 'manifest-missing-file', '']);
    assert.equal(one[1]?.verdict, 'incomplete');
    await rm(join(folder, 'backup/main', full, 'pg_data/base'), { recursive: true });
    const [, , incr] = await compared(names);
    const missing = incr?.findings.filter(({ code }) => code === 'manifest-missing-file') ?? [];
    assert.ok(missing.length > 800);
    assert.ok(missing[0] && messageOf(missing[0]).message.includes(full));
  });

  it('are compared by the copy of the manifest where that is whole, and not at all by a forged one', async () => {
    const [full = '', diff = ''] = await backups();
    const manifest = join(folder, 'backup/main', full, 'backup.manifest');
    const text = await readFile(manifest, 'utf8');
    await writeFile(manifest, text.slice(0, text.length / 2));
    assert.deepEqual(told(await compared([full])), ['']);
    const other = join(folder, 'backup/main', diff, 'backup.manifest');
    const forged = (await readFile(other, 'utf8')).replace(
      /pg_data\/PG_VERSION=/,
      'pg_data/../../../../../etc/passwd=',
    );
    await writeFile(other, forged);
    await writeFile(`${other}.copy`, forged);
    assert.deepEqual(told(await compared([diff])), [
      'manifest-checksum-mismatch, manifest-missing-file outside',
    ]);
  });

  it('are not compared where the repository is encrypted, which is said', async () => {
    const home2 = join(home, 'encrypted');
    await mkdir(home2);
    giveToServer(home2);
    const encrypted = await PgbackrestRepository.create(home2);
    const cipher = [
      'repo1-cipher-type=aes-256-cbc',
      'repo1-cipher-pass=secret',
      'archive-check=n',
      'archive-mode-check=n',
    ];
    await encrypted.configure(server, 'gz', cipher);
    await encrypted.createStanza();
    await encrypted.backup('full');
    const options = { roots: [encrypted.path], archiveDirectories: [], level: 'headers' } as const;
    const { sets } = await scan(new LocatedTree(new NodeFileTree()), options);
    const [set] = sets;
    const files = set && comparableFiles(set);
    assert.ok(set !== undefined && files !== undefined);
    const result = await verifyFiles({ tree: new SyncFileTree(), hasher: new NodeFileHasher(), ...files });
    assert.deepEqual([withFiles(set, result).evidence.files, result.hashedFiles], ['not-checked', 0]);
    assert.deepEqual(told([withFiles(set, result)]), ['base-files-not-seen encrypted']);
  });
});
