import assert from 'node:assert/strict';
import type { BackupSet } from '../../../src/core/model/backupSet';
import { scan } from '../../../src/core/catalog/scan';
import { segmentEndLsn } from '../../../src/core/wal/geometry';
import { FakeCluster, MEGABYTE, SYSTEM } from './fakeCluster';
import { codes, looseSet, scanAll } from './looseSet';
import { MemoryTree } from './memoryTree';

async function only(tree: MemoryTree): Promise<BackupSet> {
  const { sets } = await scanAll(tree);
  assert.equal(sets.length, 1);
  assert.ok(sets[0]);
  return sets[0];
}

describe('scan', () => {
  it('pairs a label with its history file and finds its WAL', async () => {
    const { tree } = looseSet();
    const set = await only(tree);
    assert.equal(set.verdict, 'complete');
    assert.equal(set.stop?.source, 'backup-history-file');
    assert.deepEqual(set.required?.ranges, [{ timeline: 1, first: 5, last: 7 }]);
    assert.equal(set.required.count, 3);
    assert.equal(set.required.bytes, 3 * MEGABYTE);
    assert.deepEqual(set.evidence, { wal: 'headers', data: 'not-checked', files: 'no-manifest' });
    // Nothing but the label was seen, and nothing more is claimed.
    assert.deepEqual(
      set.findings.map(({ code, severity }) => [code, severity]),
      [['base-files-not-seen', 'info']],
    );
  });

  it('does not need the segment after a stop on a boundary, whatever the history file names', async () => {
    const { tree, cluster } = looseSet();
    const stop = segmentEndLsn(6, cluster.geometry);
    const text = cluster.history(5, stop).replace(`(file ${cluster.name(6)})`, `(file ${cluster.name(7)})`);
    tree.file(`/b/one/archive/${cluster.historyName(5)}`, text);
    const set = await only(tree);
    assert.deepEqual(set.required?.ranges, [{ timeline: 1, first: 5, last: 6 }]);
    assert.deepEqual(codes(set), []);
  });

  it('says so when the file text of the stop fits neither rule', async () => {
    const { tree, cluster } = looseSet();
    const text = cluster.history(5, 0x700100n).replace(cluster.name(7), cluster.name(9));
    tree.file(`/b/one/archive/${cluster.historyName(5)}`, text);
    const set = await only(tree);
    assert.deepEqual(codes(set), ['stop-file-mismatch']);
    assert.equal(set.findings.find(({ code }) => code === 'stop-file-mismatch')?.line, 2);
    assert.equal(set.verdict, 'complete');
  });

  const faults: [string, (cluster: FakeCluster, tree: MemoryTree) => void, string, string][] = [
    [
      'recycled',
      (c) => c.segment('/b/one/archive', 6, { pageAddress: 0x100000n }),
      'recycled-segment',
      'damaged',
    ],
    [
      'misnamed',
      (c) => c.segment('/b/one/archive', 6, { pageAddress: 0x900000n }),
      'misnamed-segment',
      'damaged',
    ],
    [
      'foreign',
      (c) => c.segment('/b/one/archive', 6, { systemIdentifier: 1n }),
      'foreign-segment',
      'damaged',
    ],
    [
      'other version',
      (c) => c.segment('/b/one/archive', 6, { magic: 0xd10d }),
      'wrong-version-segment',
      'damaged',
    ],
    [
      'other timeline',
      (c) => c.segment('/b/one/archive', 6, { timeline: 4 }, 1),
      'wrong-timeline',
      'damaged',
    ],
    [
      'zeroed',
      (c, tree) => tree.file(`/b/one/archive/${c.name(6)}`, new Uint8Array(8192), MEGABYTE),
      'zeroed-segment',
      'damaged',
    ],
    ['empty', (c, tree) => tree.file(`/b/one/archive/${c.name(6)}`, ''), 'empty-segment', 'damaged'],
    [
      'cut',
      (c, tree) => tree.file(`/b/one/archive/${c.name(6)}`, new Uint8Array(9), 500_000),
      'truncated-segment',
      'damaged',
    ],
    [
      'too long',
      (c, tree) => tree.file(`/b/one/archive/${c.name(6)}`, new Uint8Array(9), MEGABYTE + 1),
      'wrong-size-segment',
      'damaged',
    ],
    [
      'not WAL',
      (c, tree) => tree.file(`/b/one/archive/${c.name(6)}`, 'x'.repeat(8192), MEGABYTE),
      'invalid-page-header',
      'damaged',
    ],
    ['locked', (c, tree) => tree.locked(`/b/one/archive/${c.name(6)}`), 'unreadable-segment', 'undetermined'],
  ];
  for (const [what, damage, code, verdict] of faults) {
    it(`finds a segment that is ${what}`, async () => {
      const { tree, cluster } = looseSet();
      damage(cluster, tree);
      const set = await only(tree);
      // A locked file has some size, and that is wrong before its content matters.
      const expected = what === 'locked' ? ['truncated-segment'] : [code];
      assert.deepEqual(codes(set), expected);
      assert.equal(set.verdict, what === 'locked' ? 'damaged' : verdict);
      const fault = set.findings.find(({ severity }) => severity === 'error');
      assert.equal(fault?.segment, cluster.name(6));
      assert.equal(fault.set, set.id);
      const states = set.required?.runs.map(({ first, last, state }) => [first, last, state]);
      assert.deepEqual(states, [
        [5, 5, 'present'],
        [6, 6, 'wrong'],
        [7, 7, 'present'],
      ]);
    });
  }

  it('at level names opens no segment of the set and says that it did not', async () => {
    const { tree, cluster } = looseSet();
    cluster.segment('/b/one/archive', 6, { pageAddress: 0x100000n });
    const { sets } = await scan(tree, { roots: ['/b'], archiveDirectories: [], level: 'names' });
    assert.equal(sets[0]?.verdict, 'complete');
    assert.equal(sets[0].evidence.wal, 'names');
    assert.ok(!tree.opened.includes(`/b/one/archive/${cluster.name(7)}`));
  });

  it('never lends a missing segment from the archive beside another copy, but tells where one lies', async () => {
    const { tree, cluster } = looseSet();
    tree.file('/b/two/backup_label', cluster.label(5, { label: 'other' }));
    tree.file(`/b/two/archive/${cluster.historyName(5)}`, cluster.history(5, 0x700100n, { label: 'other' }));
    cluster.segments('/b/two/archive', 5, 5).segments('/b/two/archive', 7, 7);
    const { sets } = await scanAll(tree);
    const [one, two] = ['/b/one', '/b/two'].map((path) => sets.find((set) => set.path.startsWith(path)));
    assert.ok(one && two);
    assert.equal(one.verdict, 'complete');
    assert.equal(two.verdict, 'incomplete');
    assert.deepEqual(
      two.missing,
      [{ timeline: 1, first: 6, last: 6 }].map((r) => ({ ...two.missing[0], ...r })),
    );
    assert.deepEqual(codes(two), ['missing-segment', 'wal-elsewhere']);
    assert.equal(
      two.findings.find(({ code }) => code === 'wal-elsewhere')?.args['directory'],
      '/b/one/archive',
    );
  });

  it('takes WAL from a directory that the settings name, and lists no set in it', async () => {
    const { tree, cluster } = looseSet();
    tree.file('/far/backup_label', cluster.label(90));
    tree.file('/c/backup_label', cluster.label(40));
    tree.file(`/far/${cluster.historyName(40)}`, cluster.history(40, 0x2a00100n));
    cluster.segments('/far', 40, 42);
    const { sets } = await scanAll(tree, ['/c'], ['/far']);
    assert.deepEqual(
      sets.map(({ path, verdict }) => [path, verdict]),
      [['/c/backup_label', 'complete']],
    );
  });

  it('makes a set of a history file whose other files were not seen', async () => {
    const { tree, cluster } = looseSet();
    tree.file(`/b/one/archive/${cluster.historyName(4)}`, cluster.history(4, 0x400900n, { label: 'lost' }));
    const { sets } = await scanAll(tree);
    const lost = sets.find(({ label }) => label === 'lost');
    assert.equal(lost?.layout, 'backup-history-file');
    assert.equal(lost.verdict, 'complete');
    assert.deepEqual(codes(lost), ['base-files-not-seen']);
    assert.equal(lost.systemIdentifier, SYSTEM);
  });

  it('concludes nothing from a history file that contradicts the label', async () => {
    const { tree, cluster } = looseSet();
    const text = cluster.history(5, 0x700100n, { time: '2026-11-19 02:00:00 UTC' });
    tree.file(`/b/one/archive/${cluster.historyName(5)}`, text);
    const set = await only(tree);
    assert.equal(set.stop, undefined);
    assert.equal(set.verdict, 'undetermined');
    assert.deepEqual(codes(set), ['label-history-mismatch', 'never-stopped']);
  });

  it('shows a set without a stop up to the end of what is there, and leaves the end open', async () => {
    const tree = new MemoryTree();
    const cluster = new FakeCluster(tree);
    tree.file('/b/backup_label', cluster.label(5));
    cluster.segments('/b/archive', 5, 9);
    const set = await only(tree);
    assert.equal(set.verdict, 'undetermined');
    assert.equal(set.required?.openEnd, true);
    assert.deepEqual(set.required.ranges, [{ timeline: 1, first: 5, last: 9 }]);
    assert.deepEqual(codes(set), ['never-stopped']);
  });

  it('knows that a missing first segment is needed even where the stop is unknown', async () => {
    const tree = new MemoryTree();
    const cluster = new FakeCluster(tree);
    tree.file('/b/backup_label', cluster.label(5));
    cluster.segments('/b/archive', 6, 9);
    const set = await only(tree);
    assert.equal(set.verdict, 'incomplete');
    assert.ok(codes(set).includes('missing-segment'));
  });

  it('tells the segment size from the label alone where there is no WAL', async () => {
    const tree = new MemoryTree();
    tree.file('/b/backup_label', new FakeCluster(tree).label(5));
    const set = await only(tree);
    assert.equal(set.geometry?.segmentSize, MEGABYTE);
    assert.equal(set.verdict, 'incomplete');
  });

  it('calls a data directory without its label incomplete, whatever WAL is there', async () => {
    const { tree, cluster } = looseSet();
    cluster.dataDirectory('/b/copy', undefined);
    const { sets } = await scanAll(tree);
    const copy = sets.find(({ path }) => path === '/b/copy');
    assert.equal(copy?.verdict, 'incomplete');
    assert.ok(codes(copy).includes('missing-label'));
  });

  it('tells a renamed label from a missing one', async () => {
    const tree = new MemoryTree();
    const cluster = new FakeCluster(tree);
    cluster.dataDirectory('/b/copy', undefined);
    tree.file('/b/copy/backup_label.old', cluster.label(5));
    const set = await only(tree);
    assert.ok(codes(set).includes('renamed-label'));
    assert.ok(!codes(set).includes('missing-label'));
    assert.equal(set.files.labelOld, '/b/copy/backup_label.old');
  });

  it('marks a directory with postmaster.pid', async () => {
    const tree = new MemoryTree();
    const cluster = new FakeCluster(tree);
    cluster.dataDirectory('/b/copy', cluster.label(5));
    tree.file('/b/copy/postmaster.pid', '1\n');
    assert.ok(codes(await only(tree)).includes('live-data-directory'));
  });

  it('leaves the history file of a primary’s backup to it, where one of a standby starts at the same checkpoint', async () => {
    const tree = new MemoryTree();
    const cluster = new FakeCluster(tree);
    tree.file('/b/standby/backup_label', cluster.label(5, { from: 'standby', label: 'of the standby' }));
    tree.file(`/b/wal/${cluster.historyName(5)}`, cluster.history(5, 0x5ff000n));
    cluster.segments('/b/wal', 5, 6);
    const { sets } = await scanAll(tree);
    assert.deepEqual(
      sets.map(({ label, files, findings }) => [
        label,
        files.history === undefined,
        findings.some(({ code }) => code === 'label-history-mismatch'),
      ]),
      [
        ['of the standby', true, false],
        ['nightly', false, false],
      ],
    );
  });

  it('follows the timelines of a backup whose standby changed to a new one', async () => {
    const tree = new MemoryTree();
    const cluster = new FakeCluster(tree);
    tree.file('/b/backup_label', cluster.label(5));
    tree.file('/b/archive/00000002.history', '1\t0/680000\tno recovery target specified\n');
    const history = cluster
      .history(5, 0x800100n)
      .replace('STOP TIMELINE: 1', 'STOP TIMELINE: 2')
      .replace(cluster.name(8), cluster.name(8, 2));
    tree.file(`/b/archive/${cluster.historyName(5)}`, history);
    cluster.segments('/b/archive', 5, 6).segment('/b/archive', 6, { timeline: 1 }, 2);
    cluster.segments('/b/archive', 7, 8, 2);
    const set = await only(tree);
    assert.deepEqual(set.required?.ranges, [
      { timeline: 1, first: 5, last: 5 },
      { timeline: 2, first: 6, last: 8 },
    ]);
    assert.equal(set.verdict, 'complete');
  });

  it('finds the end of a backup in the file of a timeline that left when it had ended', async () => {
    const tree = new MemoryTree();
    const cluster = new FakeCluster(tree);
    tree.file('/b/backup_label', cluster.label(5));
    tree.file(`/b/archive/${cluster.historyName(5)}`, cluster.history(5, 0x700100n));
    tree.file('/b/archive/00000002.history', '1\t0/780000\tno recovery target specified\n');
    cluster.segments('/b/archive', 5, 6).segment('/b/archive', 7, { timeline: 1 }, 2);
    tree.file(`/b/archive/${cluster.name(7)}.partial`, new Uint8Array(40), MEGABYTE);
    const set = await only(tree);
    assert.equal(set.verdict, 'complete');
    assert.equal(set.recoveryTimeline, 2);
    assert.deepEqual(codes(set), ['needs-newer-timeline']);
    assert.deepEqual(set.required?.ranges, [
      { timeline: 1, first: 5, last: 6 },
      { timeline: 2, first: 7, last: 7 },
    ]);
    // A timeline that left before the backup had ended has other WAL.
    tree.file('/b/archive/00000002.history', '1\t0/700080\tno recovery target specified\n');
    const other = await only(tree);
    assert.equal(other.verdict, 'incomplete');
    assert.equal(other.recoveryTimeline, undefined);
    assert.ok(codes(other).includes('partial-segment-only'));
  });

  it('mixes no WAL of two clusters for a label that does not tell its own', async () => {
    const tree = new MemoryTree();
    const cluster = new FakeCluster(tree);
    tree.file('/b/labels/backup_label', cluster.label(5));
    tree.file(`/b/two/${cluster.historyName(5)}`, cluster.history(5, 0x700100n));
    cluster.segments('/b/two', 5, 6);
    for (const segment of [4, 5, 6, 7]) cluster.segment('/b/one', segment, { systemIdentifier: 1n });
    const { sets } = await scanAll(tree);
    const set = sets.find(({ layout }) => layout === 'label-file');
    assert.equal(set?.verdict, 'incomplete');
    assert.deepEqual(set.archives, ['/b/two']);
  });

  it('takes a single label or history file as path', async () => {
    const { tree, cluster } = looseSet();
    const label = await scanAll(tree, ['/b/one/backup_label'], ['/b/one/archive']);
    assert.deepEqual(
      label.sets.map(({ verdict }) => verdict),
      ['complete'],
    );
    const history = await scanAll(tree, [`/b/one/archive/${cluster.historyName(5)}`]);
    assert.deepEqual(
      history.sets.map(({ layout, verdict }) => [layout, verdict]),
      [['backup-history-file', 'complete']],
    );
  });
});
