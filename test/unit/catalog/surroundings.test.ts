import assert from 'node:assert/strict';
import { scan } from '../../../src/core/catalog/scan';
import { FakeCluster, SYSTEM } from './fakeCluster';
import { scanAll } from './looseSet';
import { MemoryTree } from './memoryTree';

describe('scan among other things', () => {
  it('reports a root that is not there, and still lists the others', async () => {
    const tree = new MemoryTree();
    const cluster = new FakeCluster(tree);
    tree.file('/b/backup_label', cluster.label(5));
    const { sets, findings } = await scanAll(tree, ['/nowhere', '/b']);
    assert.equal(sets.length, 1);
    assert.deepEqual(
      findings.map(({ code, severity, file }) => [code, severity, file]),
      [['unreadable-directory', 'error', '/nowhere']],
    );
  });

  it('reports a folder without permission, and still lists the rest', async () => {
    const tree = new MemoryTree();
    const cluster = new FakeCluster(tree);
    tree.folder('/b/locked', 'EACCES').file('/b/open/backup_label', cluster.label(5));
    const { sets, findings } = await scanAll(tree);
    assert.equal(sets.length, 1);
    assert.deepEqual(
      findings.map(({ code, severity, file }) => [code, severity, file]),
      [['unreadable-directory', 'warning', '/b/locked']],
    );
  });

  it('reads each folder once, however many links lead there, and ends in a loop of links', async () => {
    const tree = new MemoryTree();
    const cluster = new FakeCluster(tree);
    tree
      .file('/b/real/backup_label', cluster.label(5))
      .link('/b/real/loop', '/b')
      .link('/b/again', '/b/real');
    cluster.segments('/b/wal', 5, 6);
    tree.link('/b/wal-link', '/b/wal');
    const { sets, archives } = await scanAll(tree);
    assert.equal(sets.length, 1);
    assert.equal(archives.length, 1);
  });

  it('finds the WAL of a set in an archive that belongs mostly to another cluster', async () => {
    const other = { systemIdentifier: SYSTEM + 1n };
    const tree = new MemoryTree();
    const cluster = new FakeCluster(tree);
    cluster.segments('/wal', 5, 9).segment('/wal', 20, other).segment('/wal', 21, other);
    tree.file(`/wal/${cluster.historyName(20)}`, cluster.history(20, 0x140ff00n));
    tree.file(`/wal/${cluster.historyName(6)}`, cluster.history(6, 0x60ff00n));
    cluster.dataDirectory('/b/data', cluster.label(20));
    const head = `{ "PostgreSQL-Backup-Manifest-Version": 2,\n"System-Identifier": ${other.systemIdentifier},\n`;
    const tail = `"Files": [\n],\n"WAL-Ranges": [\n],\n"Manifest-Checksum": "${'0'.repeat(64)}"}\n`;
    tree.file('/b/data/backup_manifest', head + tail);
    const { sets } = await scan(tree, { roots: ['/b', '/wal'], archiveDirectories: [], level: 'headers' });
    assert.deepEqual(
      sets.map(({ id, missing, findings }) => [
        id,
        missing.length,
        findings.filter(({ code }) => code === 'foreign-segment').length,
      ]),
      [
        ['/b/data', 0, 0],
        [`/wal/${cluster.historyName(6)}`, 0, 0],
      ],
    );
  });

  it('follows no link to what holds the searched folder, nor to the root of everything', async () => {
    const tree = new MemoryTree();
    const cluster = new FakeCluster(tree);
    tree.file('/srv/b/one/backup_label', cluster.label(5));
    cluster.segments('/elsewhere/volume/wal', 5, 6);
    tree
      .file('/srv/private/backup_label', cluster.label(5))
      .link('/srv/b/up', '/srv')
      .link('/srv/b/everything', '/')
      .link('/srv/b/same', '/srv/b')
      .link('/srv/b/wal', '/elsewhere/volume/wal')
      .link('/elsewhere/volume/wal/above', '/elsewhere');
    const { sets, archives, findings } = await scanAll(tree, ['/srv/b']);
    assert.deepEqual(
      [sets.map(({ path }) => path), archives.map(({ path }) => path)],
      [['/srv/b/one/backup_label'], ['/srv/b/wal']],
    );
    assert.deepEqual(findings.map(({ code, file }) => [code, file]).sort(), [
      ['link-not-followed', '/srv/b/everything'],
      ['link-not-followed', '/srv/b/up'],
      ['link-not-followed', '/srv/b/wal/above'],
    ]);
    assert.ok(!tree.opened.some((path) => path.includes('private')));
  });

  it('gives up in a folder that never ends, with a finding', async () => {
    const tree = new MemoryTree();
    tree.folder(`/b${'/deeper'.repeat(40)}`);
    const { findings } = await scanAll(tree);
    assert.deepEqual(
      findings.map(({ code }) => code),
      ['too-deep'],
    );
  });

  it('passes over thousands of unrelated files', async () => {
    const tree = new MemoryTree();
    const cluster = new FakeCluster(tree);
    for (let i = 0; i < 5000; i++) tree.file(`/b/src/file${i}.txt`, '');
    tree.file('/b/backup_label', cluster.label(5));
    const { sets, archives, findings } = await scanAll(tree);
    assert.equal(sets.length, 1);
    assert.deepEqual([archives.length, findings.length], [0, 0]);
    assert.ok(!tree.opened.some((path) => path.startsWith('/b/src')));
  });

  it('survives a label that cannot be read', async () => {
    const tree = new MemoryTree();
    tree.locked('/b/one/backup_label').file('/b/two/backup_label', new FakeCluster(tree).label(5));
    const { sets } = await scanAll(tree);
    const locked = sets.find(({ path }) => path === '/b/one/backup_label');
    assert.equal(locked?.verdict, 'undetermined');
    assert.deepEqual(
      locked.findings.map(({ code, file }) => [code, file]),
      [
        ['unreadable-file', '/b/one/backup_label'],
        ['base-files-not-seen', undefined],
      ],
    );
    assert.equal(sets.length, 2);
  });

  it('stops early when it is canceled', async () => {
    const tree = new MemoryTree();
    tree.file('/b/one/backup_label', new FakeCluster(tree).label(5));
    const options = { roots: ['/b'], archiveDirectories: [], level: 'headers' } as const;
    const { sets } = await scan(tree, { ...options, signal: AbortSignal.abort() });
    assert.deepEqual(sets, []);
  });

  it('finds gaps, forks and missing histories of an archive', async () => {
    const tree = new MemoryTree();
    const cluster = new FakeCluster(tree);
    tree.file('/b/archive/00000002.history', '1\t0/680000\tno recovery target specified\n');
    cluster.segments('/b/archive', 2, 4).segments('/b/archive', 6, 8).segments('/b/archive', 7, 9, 2);
    cluster.segments('/b/archive', 9, 9, 3);
    const [archive] = (await scanAll(tree)).archives;
    assert.ok(archive);
    assert.equal(archive.segmentCount, 10);
    assert.deepEqual(
      archive.timelines.map(({ timeline, parent, gaps }) => [
        timeline,
        parent,
        gaps.map(({ first, last }) => [first, last]),
      ]),
      [
        [1, undefined, [[5, 5]]],
        [2, 1, [[6, 6]]],
        [3, undefined, []],
      ],
    );
    const found = archive.findings.map(({ code, severity }) => [code, severity]);
    assert.deepEqual(found, [
      ['missing-timeline-history', 'error'],
      ['archive-gap', 'warning'],
      ['archive-gap', 'error'],
    ]);
  });

  it('leads astray at a fork only if the old timeline has a file of that number', async () => {
    const severities = async (oldEnd: number): Promise<unknown[]> => {
      const tree = new MemoryTree();
      const cluster = new FakeCluster(tree);
      tree.file('/b/archive/00000002.history', '1\t0/680000\tno recovery target specified\n');
      cluster.segments('/b/archive', 2, oldEnd).segments('/b/archive', 8, 9, 2);
      const [archive] = (await scanAll(tree)).archives;
      return (archive?.findings ?? []).map(({ code, severity, args }) => [code, severity, args['reason']]);
    };
    assert.deepEqual(await severities(6), [['archive-gap', 'error', 'fork']]);
    assert.deepEqual(await severities(5), [['archive-gap', 'warning', 'between']]);
  });

  it('lets one foreign file not decide to whom an archive belongs', async () => {
    const tree = new MemoryTree();
    const cluster = new FakeCluster(tree);
    cluster.segments('/b/archive', 2, 40).segment('/b/archive', 2, { systemIdentifier: 1n });
    const [archive] = (await scanAll(tree)).archives;
    assert.notEqual(archive?.systemIdentifier, 1n);
  });
});
