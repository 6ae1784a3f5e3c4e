import assert from 'node:assert/strict';
import { Slices } from '../../../webview/timeline/data/slices';

/** Slices whose tasks begin when the test says so. */
function sliced(): { slices: Slices; next: () => void; waiting: () => number } {
  const tasks: (() => void)[] = [];
  const slices = new Slices((act) => {
    tasks.push(act);
  });
  return { slices, next: () => tasks.shift()?.(), waiting: () => tasks.length };
}

describe('work in slices', () => {
  it('is done in order, a task each, with what a step inserts before what is left', () => {
    const { slices, next, waiting } = sliced();
    const done: string[] = [];
    const step = (name: string) => () => {
      done.push(name);
    };
    slices.run([
      () => {
        done.push('first');
        slices.insert([step('between')]);
      },
      step('last'),
    ]);
    assert.deepEqual([done, waiting(), slices.idle], [[], 1, false]);
    for (const expected of ['first', 'between', 'last']) {
      next();
      assert.equal(done.at(-1), expected);
    }
    assert.deepEqual([waiting(), slices.idle], [0, true]);
  });

  it('is forgotten when something else comes, and never in two tasks at once', () => {
    const { slices, next, waiting } = sliced();
    const done: string[] = [];
    slices.run([() => done.push('old'), () => done.push('older')]);
    slices.run([() => done.push('new')]);
    assert.equal(waiting(), 1);
    next();
    assert.deepEqual([done, slices.idle, waiting()], [['new'], true, 0]);
  });

  it('goes on behind a step that fails', () => {
    const { slices, next } = sliced();
    const done: string[] = [];
    slices.run([
      () => {
        throw new Error('no');
      },
      () => done.push('behind'),
    ]);
    assert.throws(next, /no/);
    next();
    assert.deepEqual([done, slices.idle], [['behind'], true]);
  });
});
