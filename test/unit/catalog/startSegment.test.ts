import assert from 'node:assert/strict';
import type { BackupSet } from '../../../src/core/model/backupSet';
import { setJobOf } from '../../../src/core/proofs/setJob';
import { messageOf } from '../../../src/core/report/messages';
import { walGeometry } from '../../../src/core/wal/geometry';
import { FakeCluster, MEGABYTE, pageHeader, SYSTEM } from './fakeCluster';
import { codes, scanAll } from './looseSet';
import { MemoryTree } from './memoryTree';

const OTHER = SYSTEM + 1n;
const ARCHIVE = '/b/archive';

/**
 * An archive of one cluster with some segments of another one, and the history file of a backup from 0x20 to `stop`.
 */
async function shared(minority: readonly number[], stop: bigint): Promise<BackupSet | undefined> {
  const tree = new MemoryTree();
  const cluster = new FakeCluster(tree).segments(ARCHIVE, 1, 0x50);
  for (const segment of minority) cluster.segment(ARCHIVE, segment, { systemIdentifier: OTHER });
  tree.file(`${ARCHIVE}/${cluster.historyName(0x20)}`, cluster.history(0x20, stop));
  return (await scanAll(tree)).sets[0];
}

describe('the segment in which a backup starts', () => {
  it('tells its cluster, where most of a shared archive is of another', async () => {
    const set = await shared([0x20, 0x21, 0x22], 0x2200100n);
    assert.deepEqual(
      [set?.systemIdentifier, set?.verdict, set && codes(set)],
      [OTHER, 'complete', ['base-files-not-seen']],
    );
  });

  it('does not by itself make itself right', async () => {
    for (const [minority, stop] of [
      [[0x20], 0x2000100n],
      [[0x20], 0x2200100n],
      [[0x20, 0x21], 0x2200100n],
    ] as const) {
      const set = await shared(minority, stop);
      assert.equal(set?.systemIdentifier, SYSTEM);
      assert.equal(set.verdict, 'damaged');
    }
  });

  it('counts what is of another cluster once, with how many there are', async () => {
    const set = await shared([0x20, 0x21], 0x2200100n);
    const foreign = set?.findings.filter(({ code }) => code === 'foreign-segment') ?? [];
    assert.deepEqual(
      foreign.map(({ segment, args }) => [segment, args['count']]),
      [['000000010000000000000020', 2]],
    );
    const [first] = foreign;
    assert.ok(first);
    assert.match(messageOf(first).message, /0000000020 and 1 more of the needed segments belong/);
  });
});

describe('segments of several sizes in one folder', () => {
  const small = walGeometry(MEGABYTE, 150000);

  /**
   * A directory with mostly 16 MB segments, and 3 to 5 of 1 MB that contain the backup; its locations are above 4 GB.
   */
  function mixed(change: (tree: MemoryTree, history: string) => string = (_, text) => text): MemoryTree {
    const tree = new MemoryTree();
    for (let low = 0x10; low < 0x90; low++) {
      const size = 16 * MEGABYTE;
      const header = pageHeader({ segmentSize: size, pageAddress: (2n << 32n) + BigInt(low * size) });
      const name = `0000000100000002000000${low.toString(16).toUpperCase()}`;
      tree.file(`${ARCHIVE}/${name}`, header, size);
    }
    for (let low = 3; low <= 5; low++) {
      const header = pageHeader({ pageAddress: (1n << 32n) + BigInt(low * MEGABYTE) });
      tree.file(`${ARCHIVE}/00000001000000010000000${low}`, header, MEGABYTE);
    }
    const history = [
      'START WAL LOCATION: 1/300028 (file 000000010000000100000003)',
      'STOP WAL LOCATION: 1/500100 (file 000000010000000100000005)',
      'CHECKPOINT LOCATION: 1/300060',
      'BACKUP METHOD: streamed',
      'BACKUP FROM: primary',
      'START TIME: 2026-11-20 02:00:00 UTC',
      'LABEL: small',
      'START TIMELINE: 1',
      'STOP TIME: 2026-11-20 02:05:00 UTC',
      'STOP TIMELINE: 1',
      '',
    ].join('\n');
    tree.file(`${ARCHIVE}/000000010000000100000003.00000028.backup`, change(tree, history));
    return tree;
  }

  it('are told apart by the history file and its first segment, in the verification too', async () => {
    const catalog = await scanAll(mixed());
    const [set] = catalog.sets;
    assert.ok(set);
    assert.deepEqual([set.geometry, set.verdict], [small, 'complete']);
    const first = 4096 + 3;
    assert.deepEqual(setJobOf(set, catalog)?.places[0]?.runs, [
      { timeline: 1, first, last: first + 2, suffix: '' },
    ]);
  });

  it('are told once of an archive, as no damage', async () => {
    const tree = mixed();
    for (const low of [6, 7]) tree.file(`${ARCHIVE}/00000001000000010000000${low}`, 'cut', MEGABYTE);
    const [archive] = (await scanAll(tree)).archives;
    const sizes = (archive?.findings ?? []).filter(({ code }) => /size|truncated/.test(code));
    assert.deepEqual(
      sizes.map(({ code, severity, args }) => [code, severity, args['count']]),
      [
        ['truncated-segment', 'error', 2],
        ['wrong-size-segment', 'warning', 3],
      ],
    );
    const told = sizes.at(-1);
    assert.ok(told);
    assert.match(
      messageOf(told).message,
      /^3 segments in this archive have a valid size that differs from that of most others, beginning with 000000010000000100000003\./,
    );
  });

  it('are told apart by the history file alone, where its first segment is not there', async () => {
    const [set] = (
      await scanAll(
        mixed((tree, text) => {
          tree.remove(`${ARCHIVE}/000000010000000100000003`);
          return text;
        }),
      )
    ).sets;
    assert.deepEqual([set?.geometry, set?.verdict], [small, 'incomplete']);
    assert.equal(set?.missing.length, 1);
  });

  it('are not guessed from a line that contradicts the other one', async () => {
    const edited = (_: MemoryTree, text: string): string =>
      text.replace('(file 000000010000000100000003)', '(file 000000010000000100000001)');
    const [set] = (await scanAll(mixed(edited))).sets;
    assert.equal(set?.geometry?.segmentSize, 16 * MEGABYTE);
  });
});
