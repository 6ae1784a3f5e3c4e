import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Catalog } from '../../../../src/core/model/catalog';
import type { BackupSet } from '../../../../src/core/model/backupSet';
import { scan } from '../../../../src/core/catalog/scan';
import { isSegmentFailure } from '../../../../src/core/wal/segmentSource';
import { messageOf } from '../../../../src/core/report/messages';
import { LocatedTree } from '../../../../src/io/location/locatedTree';
import { withPhysicalFiles } from '../../../../src/io/location/physicalFiles';
import { openSegment } from '../../../../src/io/segments/segmentStream';
import { NodeFileTree } from '../../../../src/io/nodeFileTree';
import { FakeCluster, MEGABYTE } from '../../catalog/fakeCluster';
import { MemoryTree } from '../../catalog/memoryTree';
import { temporaryFolder } from '../temporary';
import { type Member, tarOf } from './tars';

describe('Sets in tars', () => {
  const folder = temporaryFolder();
  const cluster = new FakeCluster(new MemoryTree());

  async function segment(number: number, where = ''): Promise<Member> {
    const name = cluster.name(number);
    cluster.segment('/m', number);
    const page = await cluster.tree.read(`/m/${name}`, 0, 8192);
    assert.ok(!('failed' in page));
    const content = Buffer.alloc(MEGABYTE);
    content.set(page);
    return { name: `${where}${name}`, content };
  }

  function base(where = ''): Member[] {
    return [
      { name: `${where}backup_label`, content: cluster.label(5) },
      { name: `${where}base/`, type: 'directory' },
      { name: `${where}global/`, type: 'directory' },
      { name: `${where}PG_VERSION`, content: '15\n' },
    ];
  }

  async function put(name: string, members: readonly Member[], end = 0): Promise<void> {
    const bytes = await tarOf(members);
    const cut = end === 0 ? bytes : bytes.subarray(0, end);
    writeFileSync(`${folder.path}/${name}`, name.endsWith('.gz') ? gzipSync(cut, { level: 1 }) : cut);
  }

  async function scanned(root = folder.path, wholeTars: 'all' | readonly string[] = []): Promise<Catalog> {
    const options = { roots: [root], archiveDirectories: [], level: 'headers', wholeTars } as const;
    const catalog = withPhysicalFiles(await scan(new LocatedTree(new NodeFileTree()), options));
    const all = [...catalog.sets, ...catalog.archives].flatMap(({ findings }) => findings);
    for (const { file } of [...all, ...catalog.findings])
      assert.ok(file === undefined || existsSync(file), file);
    return catalog;
  }

  function told({ sets, findings }: Catalog): string[] {
    const own = sets.flatMap((set: BackupSet) => set.findings);
    return [...own, ...findings].map(({ code, severity, args }) =>
      [severity, code, args['reason']].filter((part) => part !== undefined).join(' '),
    );
  }

  for (const compressed of ['', '.gz']) {
    it(`are those of pg_basebackup, with their WAL (${compressed === '' ? 'plain' : 'gzip'})`, async () => {
      await put(`base.tar${compressed}`, base());
      await put(`pg_wal.tar${compressed}`, [await segment(5), await segment(6)]);
      const catalog = await scanned();
      const [set, ...others] = catalog.sets;
      assert.deepEqual(others, []);
      assert.equal(set?.layout, 'basebackup-tar');
      assert.equal(set.path, `${folder.path}/base.tar${compressed}`);
      assert.deepEqual(
        set.required?.runs.map(({ state, level }) => `${state} ${level}`),
        ['present headers'],
      );
      assert.deepEqual(
        catalog.archives.map(({ path, layout, segmentCount }) => [path, layout, segmentCount]),
        [[`${folder.path}/pg_wal.tar${compressed}`, 'pg-wal', 2]],
      );
      assert.deepEqual(catalog.findings, []);
    });
  }

  it('may hold their WAL in the same tar, and be named directly', async () => {
    await put('base.tar', [...base(), await segment(5, './pg_wal/')]);
    await put('other.tar', [{ name: 'readme', content: 'nothing of a backup' }]);
    const { sets, archives } = await scanned(`${folder.path}/base.tar`);
    assert.deepEqual(
      [sets.length, archives.map(({ path }) => path)],
      [1, [`${folder.path}/base.tar/pg_wal`]],
    );
  });

  it('are refused for a recovery.conf, in a tar as in a directory', async () => {
    await put('base.tar', [...base(), { name: 'recovery.conf', content: '' }]);
    assert.ok(told(await scanned()).includes('error refused-configuration recovery-conf'));
  });

  it('are those of the manual: the data directory, and the archive appended to it', async () => {
    await put('backup.tar', [
      ...base('var/lib/pgsql/data/'),
      await segment(5, 'var/lib/pgsql/archive/'),
      { name: `var/lib/pgsql/archive/${cluster.historyName(5)}`, content: cluster.history(5, 0x700000n) },
      await segment(6, 'var/lib/pgsql/archive/'),
    ]);
    const { sets, archives } = await scanned();
    assert.deepEqual(
      sets.map(({ layout, path, stop, missing }) => [layout, path, stop?.lsn, missing.length]),
      [['standalone-tar', `${folder.path}/backup.tar`, 0x700000n, 0]],
    );
    assert.deepEqual(
      archives.map(({ path, layout }) => [path, layout]),
      [[`${folder.path}/backup.tar/var/lib/pgsql/archive`, 'wal-directory']],
    );
  });

  for (const compressed of ['', '.gz']) {
    it(`find WAL that is parted into folders in a tar as outside of one (${compressed === '' ? 'plain' : 'gzip'})`, async () => {
      const where = (number: number): string => `repo/wal/${cluster.name(number).slice(0, 16)}/`;
      const withSum = (member: Member): Member => ({ ...member, name: `${member.name}-${'a'.repeat(40)}` });
      await put(`repository.tar${compressed}`, [
        ...base('repo/data/'),
        await segment(5, where(5)),
        withSum(await segment(6, where(6))),
      ]);
      const { sets, archives } = await scanned(`${folder.path}/repository.tar${compressed}`);
      const wal = `${folder.path}/repository.tar${compressed}/repo/wal`;
      assert.deepEqual(
        archives.map(({ path, segmentCount, runs }) => [path, segmentCount, runs.map(({ last }) => last)]),
        [[wal, 2, [6]]],
      );
      assert.deepEqual(
        sets[0]?.required?.runs.map(({ state, level, archive }) => [state, level, archive]),
        [['present', 'headers', wal]],
      );
      const reader = await openSegment(`${wal}/${cluster.name(6)}`);
      assert.ok(!isSegmentFailure(reader));
      assert.equal(reader.size, MEGABYTE);
      await reader.close();
    });
  }

  it('may be an archive only', async () => {
    await put('wal.tar.gz', [await segment(5, 'archive/'), await segment(7, 'archive/')]);
    const { sets, archives } = await scanned();
    assert.deepEqual(
      [sets.length, archives[0]?.segmentCount, archives[0]?.timelines[0]?.gaps.length],
      [0, 2, 1],
    );
  });

  it('say nothing of other files that lie beside them', async () => {
    await put('base.tar', [...base(), await segment(5, 'pg_wal/')]);
    const before = told(await scanned());
    await put('notes.tar', [{ name: 'notes.txt', content: 'taken before the upgrade' }]);
    for (const name of ['SHA256SUMS', 'base.tar.sha256', 'pg_basebackup.log', 'globals.sql'])
      writeFileSync(`${folder.path}/${name}`, 'x');
    const catalog = await scanned();
    assert.deepEqual([told(catalog), catalog.sets.length], [before, 1]);
  });

  it('have a tablespace for each line of their map', async () => {
    const map = { name: 'tablespace_map', content: '16384 /srv/far\n16385 /srv/near\n' };
    await put('base.tar', [map, ...base(), await segment(5, 'pg_wal/')]);
    await put('16384.tar', [{ name: 'PG_15_202209061/', type: 'directory' }]);
    const catalog = await scanned();
    assert.ok(told(catalog).includes('error missing-tablespace no-tar'));
    const lost = catalog.sets[0]?.findings.filter(({ code }) => code === 'missing-tablespace');
    assert.deepEqual(
      lost?.map(({ args }) => args['oid']),
      [16385],
    );
  });

  it('are damaged when a tar is cut or broken, and say where', async () => {
    await put('base.tar', [...base(), await segment(5, 'pg_wal/')], 600_000);
    const catalog = await scanned();
    assert.equal(catalog.sets[0]?.verdict, 'damaged');
    const finding = catalog.sets[0].findings.find(({ code }) => code === 'truncated-tar');
    assert.ok(finding !== undefined);
    assert.match(messageOf(finding).message, /ends within pg_wal\/000000010000000000000005 at byte 600000/);
    assert.ok(told(catalog).includes('error truncated-segment'));
  });

  it('are open where a packed tar was not read to its end, until it is', async () => {
    // Incompressible bytes: the tar is larger than a scan reads.
    const noise = Buffer.alloc(70 * MEGABYTE);
    let state = 1;
    for (let i = 0; i + 4 <= noise.length; i += 4) {
      state = Math.imul(state, 1_664_525) + 1_013_904_223;
      noise.writeInt32LE(state ^ (state >>> 15), i);
    }
    await put('base.tar.gz', [...base(), { name: 'base/1/1', content: noise }, await segment(5, 'pg_wal/')]);
    const open = await scanned();
    assert.equal(open.sets[0]?.label, 'nightly');
    assert.equal(open.sets[0].verdict, 'undetermined');
    assert.ok(told(open).includes('error tar-not-read'));
    assert.ok(!told(open).some((text) => text.includes('missing')));
    const read = await scanned(folder.path, [`${folder.path}/base.tar.gz`]);
    assert.ok(!told(read).some((text) => text.includes('tar-not-read')));
    assert.equal(read.archives[0]?.segmentCount, 1);
  });

  it('are seen where they cannot be opened', async () => {
    writeFileSync(`${folder.path}/base.tar.gpg`, 'Salted__ and more');
    const catalog = await scanned();
    assert.deepEqual([catalog.sets[0]?.layout, catalog.sets[0]?.verdict], ['basebackup-tar', 'undetermined']);
    assert.ok(told(catalog).includes('error unreadable-tar encrypted'));
  });

  it('make nothing of tars without a backup', async () => {
    await put('sources.tar', [{ name: 'src/main.c', content: 'int main' }], 700);
    writeFileSync(`${folder.path}/odd.tar`, 'no tar');
    await put('base.tar', [{ name: 'src/main.c', content: 'int main' }]);
    const { sets, archives, findings } = await scanned();
    assert.deepEqual([sets, archives, findings], [[], [], []]);
  });
});
