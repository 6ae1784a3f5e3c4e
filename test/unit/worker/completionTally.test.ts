import assert from 'node:assert/strict';
import { CompletionTally } from '../../../src/io/write/completionTally';

describe('What came of copying files into a set', () => {
  it('names every segment that nobody had, as the server is asked for these, and some of the refused copies', () => {
    const tally = new CompletionTally();
    const refusal = { kind: 'refused', path: '/wal/1', code: 'foreign-segment', args: {} } as const;
    for (let i = 0; i < 1500; i++) {
      tally.refused(String(i), refusal.path, refusal);
      tally.failed(String(i));
    }
    tally.wrote();
    const { written, refused, failed, companions, problem } = tally.result(undefined);
    assert.deepEqual([written, refused.length, failed.length], [1, 1000, 1500]);
    assert.deepEqual([companions, problem], [[], undefined]);
    assert.deepEqual(tally.result({ kind: 'canceled' }).problem, { kind: 'canceled' });
  });
});
