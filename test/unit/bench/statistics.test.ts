import assert from 'node:assert/strict';
import { compare, median } from '../../bench/statistics';

describe('the statistics of the bench', () => {
  it('take the number in the middle, whatever the order', () => {
    assert.equal(median([9, 1, 5]), 5);
    assert.equal(median([10, 9, 2, 1]), 5.5);
    assert.equal(median([7]), 7);
    assert.ok(Number.isNaN(median([])));
  });

  it('compare round by round, so that a slow round says nothing', () => {
    const { ours, theirs, ratio, lowest, highest } = compare([1, 20, 3], [2, 40, 5]);
    assert.deepEqual([ours, theirs, ratio], [3, 5, 0.5]);
    assert.deepEqual([lowest, highest], [0.5, 0.6]);
  });
});
