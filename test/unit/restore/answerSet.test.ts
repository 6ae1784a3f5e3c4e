import assert from 'node:assert/strict';
import { answerSet } from '../../../src/core/restore/words';
import { looseSet, scanAll } from '../catalog/looseSet';

describe('the facts of a set in an answer', () => {
  it('are null if unknown, as a location too', async () => {
    const { tree, cluster } = looseSet();
    tree.remove(`/b/one/archive/${cluster.historyName(5)}`);
    const [set] = (await scanAll(tree)).sets;
    assert.ok(set);
    const { startLsn, stopLsn, stopTime } = answerSet(set);
    assert.deepEqual([startLsn, stopLsn, stopTime], ['0/500028', null, null]);
    assert.equal(answerSet({ ...set, start: undefined }).startLsn, null);
  });
});
