import assert from 'node:assert/strict';
import { setJobOf } from '../../../src/core/proofs/setJob';
import { messageOf } from '../../../src/core/report/messages';
import { segmentStartLsn } from '../../../src/core/wal/geometry';
import { isSizeFault } from '../../../src/core/model/recovery/windowEnd';
import { FakeCluster, pageHeader } from './fakeCluster';
import { codes, scanAll } from './looseSet';
import { MemoryTree } from './memoryTree';

describe('A snapshot of a data directory with its pg_wal', () => {
  let tree: MemoryTree;
  let cluster: FakeCluster;
  const wal = '/b/snap/pg_wal';

  beforeEach(() => {
    tree = new MemoryTree();
    cluster = new FakeCluster(tree);
    // Written: 3 to 7. Preallocated: 8 to 12 with old pages, 13 filled with zeros.
    cluster.segments(wal, 3, 7);
    for (let segment = 8; segment <= 12; segment++) recycled(segment);
    tree.file(`${wal}/${cluster.name(13)}`, new Uint8Array(8192), 1024 * 1024);
  });

  function recycled(segment: number, folder = wal): void {
    cluster.segment(folder, segment, { pageAddress: segmentStartLsn(segment - 3, cluster.geometry) });
  }

  async function snapshot() {
    const catalog = await scanAll(tree);
    const set = catalog.sets.find(({ path }) => path === '/b/snap');
    assert.ok(set);
    const alarming = [...set.findings, ...catalog.archives.flatMap(({ findings }) => findings)].filter(
      ({ severity }) => severity !== 'info',
    );
    // The copy has no pg_control, which these tests do not cover.
    const told = alarming.map(({ code }) => code).filter((code) => code !== 'unreadable-control-file');
    return { catalog, set, told };
  }

  it('with a label ends where its WAL ends: what the server kept ready is no fault', async () => {
    cluster.dataDirectory('/b/snap', cluster.label(5));
    const { catalog, set, told } = await snapshot();
    assert.deepEqual(told, ['never-stopped']);
    assert.deepEqual(
      set.required?.ranges.map(({ first, last }) => [first, last]),
      [[5, 7]],
    );
    assert.deepEqual(
      set.required.runs.map(({ first, last, state }) => [first, last, state]),
      [[5, 7, 'present']],
    );
    assert.equal(setJobOf(set, catalog)?.lastSegment, 7);
  });

  for (const [what, size] of [
    ['empty', 0],
    ['cut', 300_000],
    ['too long', 1024 * 1024 + 8192],
  ] as const)
    it(`ends where its WAL ends, too, if the next file is ${what}`, async () => {
      const header = pageHeader({ pageAddress: segmentStartLsn(8, cluster.geometry) });
      tree.file(`${wal}/${cluster.name(8)}`, size === 0 ? new Uint8Array(0) : header, size);
      cluster.dataDirectory('/b/snap', cluster.label(5));
      const { catalog, set, told } = await snapshot();
      assert.deepEqual(told, ['never-stopped']);
      assert.deepEqual(
        set.required?.ranges.map(({ first, last }) => [first, last]),
        [[5, 7]],
      );
      const [noted] = catalog.archives.flatMap(({ findings }) =>
        findings.filter(({ code }) => isSizeFault(code)),
      );
      assert.ok(noted?.severity === 'info');
      assert.match(messageOf(noted).message, /this is normal: recovery treats it as the end of the WAL/);
    });

  it('is damaged where a needed segment was cut', async () => {
    tree.file(
      `${wal}/${cluster.name(6)}`,
      pageHeader({ pageAddress: segmentStartLsn(6, cluster.geometry) }),
      300_000,
    );
    cluster.dataDirectory('/b/snap', cluster.label(5));
    const { set, told } = await snapshot();
    assert.ok(told.includes('truncated-segment'));
    assert.equal(set.verdict, 'damaged');
  });

  it('with a label and the rest in an archive needs nothing of what was kept ready', async () => {
    cluster.dataDirectory('/b/snap', cluster.label(5));
    cluster.segments('/b/archive', 5, 9);
    tree.file(`/b/archive/${cluster.historyName(5)}`, cluster.history(5, 0x900000n));
    const { set, told } = await snapshot();
    assert.deepEqual([told, set.missing], [[], []]);
    assert.deepEqual(
      set.required?.runs.map(({ archive, state }) => [archive, state]),
      [['/b/archive', 'present']],
    );
  });

  it('is damaged where a needed segment is an old one', async () => {
    cluster.dataDirectory('/b/snap', cluster.label(5));
    recycled(6);
    assert.deepEqual((await snapshot()).told, [
      'never-stopped',
      'recycled-segment',
      'recycled-segment',
      'zeroed-segment',
    ]);
    recycled(5);
    recycled(7);
    const { set, told } = await snapshot();
    assert.ok(told.includes('recycled-segment'));
    assert.equal(set.verdict, 'damaged');
  });

  it('in an archive such files are faults: nobody keeps files ready there', async () => {
    tree.file('/b/one/backup_label', cluster.label(5));
    cluster.segments('/b/one/archive', 5, 6);
    recycled(7, '/b/one/archive');
    const { sets } = await scanAll(tree);
    const set = sets.find(({ path }) => path === '/b/one/backup_label');
    assert.ok(set && codes(set).includes('recycled-segment'));
  });

  it('without a label is no backup to rely on, and is told when it needs none', async () => {
    cluster.dataDirectory('/b/snap', undefined);
    const { set, told } = await snapshot();
    assert.deepEqual([told, set.verdict], [['missing-label'], 'incomplete']);
    const finding = set.findings.find(({ code }) => code === 'missing-label');
    assert.ok(finding);
    const { message } = messageOf(finding);
    assert.match(message, /atomic snapshot of data and WAL directory needs no label/);
    assert.match(message, /a server performs crash recovery on it/);
    assert.match(message, /files alone cannot prove/);
    const down = messageOf({ ...finding, args: { ...finding.args, state: 'shut down' } });
    assert.match(down.message, /pg_control says “shut down”/);
  });
});
