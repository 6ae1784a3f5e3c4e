import assert from 'node:assert/strict';
import { ScanLoop } from '../../../src/vscode/services/scanLoop';

/** A scan that ends when the test says so. */
function controlled() {
  const runs: { signal: AbortSignal; finish: (value: string) => void; fail: (error: Error) => void }[] = [];
  const published: string[] = [];
  const failures: unknown[] = [];
  const loop = new ScanLoop<string>({
    run: (signal) =>
      new Promise((resolve, reject) => {
        runs.push({ signal, finish: resolve, fail: reject });
      }),
    publish: (value) => published.push(value),
    failed: (error) => failures.push(error),
  });
  return { runs, published, failures, loop };
}

/** Lets everything run that is able to. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('the scan loop', () => {
  it('runs once for one request', async () => {
    const { runs, published, loop } = controlled();
    const done = loop.request();
    assert.equal(loop.running, true);
    runs[0]?.finish('a');
    await done;
    assert.deepEqual(published, ['a']);
    assert.equal(loop.running, false);
    assert.equal(runs.length, 1);
  });

  it('cancels a scan that is overtaken, throws its result away and starts again', async () => {
    const { runs, published, loop } = controlled();
    const first = loop.request();
    const second = loop.request();
    assert.equal(runs[0]?.signal.aborted, true);
    runs[0].finish('old');
    await settle();
    assert.deepEqual(published, []);
    assert.equal(runs.length, 2);
    runs[1]?.finish('new');
    await Promise.all([first, second]);
    assert.deepEqual(published, ['new']);
  });

  it('puts many requests together into one more scan', async () => {
    const { runs, loop } = controlled();
    const all = Array.from({ length: 50 }, () => loop.request());
    runs[0]?.finish('old');
    await settle();
    runs[1]?.finish('new');
    await Promise.all(all);
    assert.equal(runs.length, 2);
  });

  it('lets a scan through that would be overtaken for ever, and goes on after it', async () => {
    const { runs, published, loop } = controlled();
    void loop.request();
    for (let index = 0; published.length === 0; index++) {
      assert.ok(index < 10, 'nothing was ever published');
      void loop.request();
      runs[index]?.finish(String(index));
      await settle();
    }
    assert.equal(loop.running, true);
    runs.at(-1)?.finish('last');
    await loop.idle;
    assert.equal(published.at(-1), 'last');
  });

  it('goes on after a failure', async () => {
    const { runs, published, failures, loop } = controlled();
    const first = loop.request();
    runs[0]?.fail(new Error('disk'));
    await first;
    assert.equal(failures.length, 1);
    const second = loop.request();
    runs[1]?.finish('b');
    await second;
    assert.deepEqual(published, ['b']);
  });

  it('publishes nothing once it is stopped', async () => {
    const { runs, published, loop } = controlled();
    const done = loop.request();
    loop.stop();
    runs[0]?.finish('late');
    await done;
    await loop.request();
    assert.deepEqual(published, []);
    assert.equal(runs.length, 1);
  });
});
