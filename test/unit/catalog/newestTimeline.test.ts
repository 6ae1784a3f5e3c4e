import assert from 'node:assert/strict';
import type { BackupSet } from '../../../src/core/model/backupSet';
import { verdictAfterRestoreSteps } from '../../../src/core/model/afterRestoreSteps';
import { looseSet, scanAll } from './looseSet';
import { FakeCluster, MEGABYTE } from './fakeCluster';
import { MemoryTree } from './memoryTree';

const REASON = 'no recovery target specified';
const ARCHIVE = '/b/one/archive';

async function only(tree: MemoryTree): Promise<BackupSet> {
  const [set, ...others] = (await scanAll(tree)).sets;
  assert.ok(set !== undefined && others.length === 0);
  return set;
}

/** What is said about timelines. */
function said({ findings }: BackupSet): unknown[] {
  return findings
    .filter(({ code }) => code.includes('timeline'))
    .map(({ code, severity, args }) => [code, severity, args['timeline']]);
}

describe('the newest timeline of an archive', () => {
  it('that forks off before the backup ended stops a server from 12 on, and the verdict stays', async () => {
    const { tree, cluster } = looseSet();
    tree.file(`${ARCHIVE}/00000002.history`, `1\t0/7000FF\t${REASON}\n`);
    // Without WAL of that branch a server reads on along the old one.
    assert.deepEqual(said(await only(tree)), [['timeline-fork-before-stop', 'info', 2]]);
    cluster.segment(ARCHIVE, 7, { timeline: 1 }, 2);
    const set = await only(tree);
    assert.deepEqual(said(set), [['timeline-fork-before-stop', 'error', 2]]);
    assert.equal(set.verdict, 'complete');
    // One that a server does not come to is only noted.
    tree.file(`${ARCHIVE}/00000003.history`, `1\t0/980000\t${REASON}\n`);
    assert.deepEqual(said(await only(tree)), [['timeline-fork-before-stop', 'info', 2]]);
  });

  it('that is a sibling of the backup’s own is an error, too', async () => {
    const tree = new MemoryTree();
    const cluster = new FakeCluster(tree);
    tree.file('/b/one/backup_label', cluster.label(5, { timeline: 2 }));
    tree.file(`${ARCHIVE}/${cluster.historyName(5, 2)}`, cluster.history(5, 0x700100n, { timeline: 2 }));
    tree.file(`${ARCHIVE}/00000002.history`, `1\t0/480000\t${REASON}\n`);
    cluster.segments(ARCHIVE, 4, 8, 2);
    assert.deepEqual(said(await only(tree)), []);
    tree.file(`${ARCHIVE}/00000003.history`, `1\t0/4C0000\t${REASON}\n`);
    const set = await only(tree);
    assert.deepEqual(said(set), [['unrelated-newest-timeline', 'error', 3]]);
    assert.equal(set.verdict, 'complete');
  });

  it('that forks off later is followed in silence: a warning if other WAL is lost', async () => {
    const { tree, cluster } = looseSet();
    tree.file(`${ARCHIVE}/00000002.history`, `1\t0/980000\t${REASON}\n`);
    assert.deepEqual(said(await only(tree)), []);
    cluster.segments(ARCHIVE, 9, 10, 1).segments(ARCHIVE, 9, 10, 2);
    assert.deepEqual(said(await only(tree)), [['follows-newer-timeline', 'warning', 2]]);
  });

  it('whose file of the last segment is bad refuses the set from 12 on; the steps avoid it', async () => {
    const { tree, cluster } = looseSet();
    tree.file(`${ARCHIVE}/00000002.history`, `1\t0/780000\t${REASON}\n`);
    tree.file(`${ARCHIVE}/${cluster.name(7, 2)}`, new Uint8Array(40), MEGABYTE);
    const set = await only(tree);
    assert.deepEqual(said(set)[0], ['damaged-newer-timeline', 'error', 2]);
    assert.equal(set.recoveryTimeline, undefined);
    assert.deepEqual([set.verdict, verdictAfterRestoreSteps(set)], ['damaged', 'complete']);
    // A bad file of the old timeline does not matter if the new one is good.
    cluster.segment(ARCHIVE, 7, { timeline: 1 }, 2);
    tree.file(`${ARCHIVE}/${cluster.name(7)}`, new Uint8Array(40), MEGABYTE);
    const other = await only(tree);
    assert.deepEqual(said(other)[0], ['needs-newer-timeline', 'warning', 2]);
    assert.deepEqual([other.verdict, other.recoveryTimeline], ['complete', 2]);
    assert.deepEqual(other.required?.ranges.at(-1), { timeline: 2, first: 7, last: 7 });
  });

  it('is verified beside the backup’s own one if both have a good file of the last segment', async () => {
    const { tree, cluster } = looseSet();
    tree.file(`${ARCHIVE}/00000002.history`, `1\t0/780000\t${REASON}\n`);
    cluster.segment(ARCHIVE, 7, { timeline: 1 }, 2);
    const { otherPaths, recoveryTimeline } = await only(tree);
    assert.equal(recoveryTimeline, undefined);
    assert.deepEqual(
      otherPaths?.map(({ timeline, isDefault, required }) => [timeline, isDefault, required.ranges.at(-1)]),
      [[2, true, { timeline: 2, first: 7, last: 7 }]],
    );
  });
});
