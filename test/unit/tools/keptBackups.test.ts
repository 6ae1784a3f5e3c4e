import assert from 'node:assert/strict';
import type { Tool } from '../../../src/core/formats/tools/backupTools';
import { expiryOf } from '../../../src/core/catalog/tools/expiredWal';
import type { BackupSet } from '../../../src/core/model/backupSet';
import { FakeCluster, SYSTEM } from '../catalog/fakeCluster';
import { scanAll } from '../catalog/looseSet';
import { MemoryTree } from '../catalog/memoryTree';
import { aSet } from '../report/fabricated';

const range = (first: number, last: number) => ({ timeline: 1, first, last });

function spanning(layout: Tool, first: number, last: number, keep?: BackupSet['retained']): BackupSet {
  const required = {
    ranges: [range(first, last)],
    runs: [],
    count: last - first + 1,
    bytes: 0,
    openEnd: false,
  };
  return aSet({ layout, required, ...(keep === undefined ? {} : { retained: keep }) });
}

/** How a gap between two backups is explained. */
function gapBehind(layout: Tool, keep?: BackupSet['retained']): string | undefined {
  const sets = [spanning(layout, 5, 6, keep), spanning(layout, 20, 21)];
  const gap = range(layout === 'barman' ? 8 : 7, 19);
  return expiryOf(layout, gap, sets, [range(5, gap.first - 1), range(20, 30)])?.reason;
}

describe('a gap behind a backup that retention spares', () => {
  const ownWal = { word: 'kept', ownWalOnly: true } as const;
  const allWal = { word: 'kept', ownWalOnly: false } as const;

  it('is what retention leaves where the tool keeps only its own WAL, and else a loss', () => {
    assert.equal(gapBehind('barman', ownWal), 'between');
    assert.equal(gapBehind('barman', allWal), undefined);
    assert.equal(gapBehind('barman'), undefined);
    assert.equal(gapBehind('wal-g', { word: 'permanent', ownWalOnly: true }), 'between');
    assert.equal(gapBehind('wal-g'), undefined);
    // pgmoneta removes no WAL while its oldest backup is kept.
    assert.equal(gapBehind('pgmoneta', allWal), undefined);
  });

  it('may come from archive retention with pgBackRest and pg_probackup, pinned or not', () => {
    for (const tool of ['pgbackrest', 'pg_probackup'] as const) {
      assert.equal(gapBehind(tool), 'between');
      assert.equal(gapBehind(tool, { word: 'pinned', ownWalOnly: false }), 'between');
    }
  });

  it('of Barman is judged by the annotation beside the backup', async () => {
    const said = async (target: string | undefined): Promise<unknown> => {
      const c = new FakeCluster(new MemoryTree()).segments('/b/srv/wals', 5, 7);
      const folder = '/b/srv/base/20261120T020000';
      c.dataDirectory(`${folder}/data`, c.label(5));
      c.tree.file(`${folder}/backup.info`, `begin_wal=None\nstatus=DONE\nsystemid=${SYSTEM}\n`);
      if (target !== undefined) c.tree.file(`${folder}/annotations/keep`, target);
      return (await scanAll(c.tree)).sets[0]?.retained;
    };
    assert.deepEqual(await said('standalone'), ownWal);
    assert.deepEqual(await said('full\n'), allWal);
    assert.equal(await said(undefined), undefined);
  });
});
