import assert from 'node:assert/strict';
import { Semaphore } from '../../../src/io/semaphore';

describe('Semaphore', () => {
  it('never lets more run than it has permits, and lets all run in order', async () => {
    const semaphore = new Semaphore(3);
    const order: number[] = [];
    let running = 0;
    let most = 0;
    const task = (n: number) => async (): Promise<void> => {
      order.push(n);
      most = Math.max(most, ++running);
      await new Promise(setImmediate);
      running--;
    };
    await Promise.all(Array.from({ length: 20 }, (_, n) => semaphore.run(task(n))));
    assert.equal(most, 3);
    assert.deepEqual(order, [...Array(20).keys()]);
  });

  it('gives the permit back when a task fails', async () => {
    const semaphore = new Semaphore(1);
    await assert.rejects(semaphore.run(() => Promise.reject(new Error('no'))));
    assert.equal(await semaphore.run(() => Promise.resolve('yes')), 'yes');
  });
});
