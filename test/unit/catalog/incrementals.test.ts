import assert from 'node:assert/strict';
import { codes, looseSet, scanAll } from './looseSet';

describe('incremental sets', () => {
  it('are linked with the one that they build on, or miss it', async () => {
    const { tree, cluster } = looseSet();
    const incremental = `${cluster.label(6, { label: 'incr' })}INCREMENTAL FROM LSN: 0/500028\nINCREMENTAL FROM TLI: 1\n`;
    tree.file('/b/one/incr/backup_label', incremental);
    const { sets } = await scanAll(tree);
    const set = sets.find(({ label }) => label === 'incr');
    assert.equal(set?.kind, 'incremental');
    assert.equal(set.parentId, '/b/one/backup_label');
    tree.file('/b/one/incr/backup_label', incremental.replace('0/500028', '0/400028'));
    const again = await scanAll(tree);
    const orphan = again.sets.find(({ label }) => label === 'incr');
    assert.equal(orphan?.parentId, undefined);
    assert.ok(orphan && codes(orphan).includes('incremental-parent-missing'));
    assert.equal(orphan.verdict, 'incomplete');
  });

  it('miss the full backup below a chain, each of them', async () => {
    const { tree, cluster } = looseSet();
    const builtOn = (segment: number, from: string): string =>
      `${cluster.label(segment, { label: `from ${from}` })}INCREMENTAL FROM LSN: ${from}\nINCREMENTAL FROM TLI: 1\n`;
    tree.file('/b/one/second/backup_label', builtOn(6, '0/500028'));
    tree.file('/b/one/third/backup_label', builtOn(7, '0/600028'));
    const broken = async (): Promise<unknown[]> =>
      (await scanAll(tree)).sets.flatMap(({ path, findings }) =>
        findings
          .filter(({ code }) => code === 'incremental-parent-missing')
          .map(({ args }) => [path, args['lsn']]),
      );
    assert.deepEqual(await broken(), []);
    tree.file('/b/one/second/backup_label', builtOn(6, '0/400028'));
    assert.deepEqual(await broken(), [
      ['/b/one/second/backup_label', '0/400028'],
      ['/b/one/third/backup_label', '0/400028'],
    ]);
    // Labels that reference each other in a circle.
    tree.file('/b/one/second/backup_label', builtOn(6, '0/700028'));
    assert.equal((await broken()).length, 2);
  });
});
