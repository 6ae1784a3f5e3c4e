import assert from 'node:assert/strict';
import { type BackupSet } from '../../../src/core/model/backupSet';
import { verdictAfterRestoreSteps } from '../../../src/core/model/afterRestoreSteps';
import { FakeCluster } from './fakeCluster';
import { scanAll } from './looseSet';
import { MemoryTree } from './memoryTree';

const FILE = '/b/data/recovery.conf';

describe('configuration that a server refuses', () => {
  const scanned = async (version: string, ...files: string[]): Promise<BackupSet> => {
    const tree = new MemoryTree();
    const cluster = new FakeCluster(tree);
    cluster.dataDirectory('/b/data', cluster.label(5)).segments('/b/data/pg_wal', 5, 6);
    tree.file(`/b/data/pg_wal/${cluster.historyName(5)}`, cluster.history(5, 0x600100n));
    tree.file('/b/data/PG_VERSION', version);
    for (const file of files) tree.file(file, '');
    const [set] = (await scanAll(tree)).sets;
    assert.ok(set);
    return set;
  };
  const refused = async (version: string, ...files: string[]): Promise<unknown[]> =>
    (await scanned(version, ...files)).findings
      .filter(({ code }) => code === 'refused-configuration')
      .map(({ severity, file, args }) => [severity, file, args['name'], args['reason']]);

  it('is a recovery.conf from 12 on, even an empty one', async () => {
    for (const version of ['12', '15', '18'])
      assert.deepEqual(await refused(version, FILE), [['error', FILE, 'recovery.conf', 'recovery-conf']]);
    assert.deepEqual(await refused('11', FILE), []);
    assert.deepEqual(await refused('9.6', FILE), []);
  });

  it('is not a signal file, nor the recovery.done of an earlier recovery', async () => {
    for (const version of ['9.6', '11', '12', '18'])
      for (const name of ['recovery.signal', 'standby.signal', 'recovery.done'])
        assert.deepEqual(await refused(version, `/b/data/${name}`), [], `${version} ${name}`);
  });

  it('leaves the rest of the set as it is, which the restore steps bring back', async () => {
    const [whole, set] = [await scanned('15'), await scanned('15', FILE)];
    const others = set.findings.filter(({ code }) => code !== 'refused-configuration');
    assert.deepEqual(others, whole.findings);
    assert.equal(set.verdict, 'damaged');
    // Without its pg_control the invented set is not whole, with or without the file.
    assert.equal(verdictAfterRestoreSteps(set), whole.verdict);
  });
});
