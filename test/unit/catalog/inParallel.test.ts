import assert from 'node:assert/strict';
import { inParallel } from '../../../src/core/ground/inParallel';

describe('doing the same with many', () => {
  it('gives the results in the order of the items, whichever ends first', async () => {
    const waiting: (() => void)[] = [];
    const done = inParallel([1, 2, 3], 3, undefined, async (item) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return item * 10;
    });
    for (const end of [...waiting].reverse()) end();
    assert.deepEqual(await done, [10, 20, 30]);
  });

  it('never does more at once than it may, and all of it', async () => {
    let running = 0;
    let most = 0;
    const items = Array.from({ length: 50 }, (_, i) => i);
    const results = await inParallel(items, 4, undefined, async (item) => {
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
      return item;
    });
    assert.deepEqual(results, items);
    assert.equal(most, 4);
  });

  it('begins nothing more once it is canceled', async () => {
    const abort = new AbortController();
    const { signal } = abort;
    const results = await inParallel([1, 2, 3, 4], 1, signal, (item) => {
      if (item === 2) abort.abort();
      return Promise.resolve(item);
    });
    assert.deepEqual(results, [1, 2]);
  });

  it('fails with the first failure', async () => {
    await assert.rejects(
      inParallel([1, 2], 2, undefined, (item) =>
        item === 2 ? Promise.reject(new Error('two')) : Promise.resolve(item),
      ),
      /two/,
    );
  });
});
