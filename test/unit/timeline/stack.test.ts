import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { WalRun } from '../../../src/core/timeline/picture';
import { WAL_STATES } from '../../../src/core/timeline/picture';
import { firstRunBehind, flatten, runAt, stack } from '../../../src/core/timeline/stack';

const MOST = 60;
const aRun = fc
  .record({
    first: fc.nat(MOST),
    length: fc.integer({ min: 1, max: 20 }),
    state: fc.constantFrom(...WAL_STATES),
  })
  .map(({ first, length, state }): WalRun => ({ first, last: first + length - 1, state }));
const someRuns = fc.array(aRun, { maxLength: 12 });

/** What is known of one segment: the state that comes last in the list. */
function worstOf(runs: readonly WalRun[], segment: number): string | undefined {
  const states = runs
    .filter(({ first, last }) => first <= segment && segment <= last)
    .map(({ state }) => state);
  return WAL_STATES.findLast((state) => states.includes(state));
}

describe('runs laid over each other', () => {
  it('show of every segment the worst that is known, and nothing else', () => {
    fc.assert(
      fc.property(someRuns, (runs) => {
        const stacked = stack(runs);
        for (let segment = 0; segment <= MOST + 21; segment++)
          assert.equal(worstOf(stacked, segment), worstOf(runs, segment), String(segment));
      }),
    );
  });

  it('ascend without overlap, and neighbours differ', () => {
    fc.assert(
      fc.property(someRuns, (runs) => {
        stack(runs).reduce<WalRun | undefined>((before, run) => {
          assert.ok(run.first <= run.last);
          if (before !== undefined) {
            assert.ok(before.last < run.first);
            assert.ok(before.last + 1 < run.first || before.state !== run.state);
          }
          return run;
        }, undefined);
      }),
    );
  });

  it('are found again in the form in which they travel', () => {
    fc.assert(
      fc.property(someRuns, fc.nat(MOST), (runs, segment) => {
        const stacked = stack(runs);
        const flat = flatten(stacked);
        assert.deepEqual(
          stacked,
          stacked.map((_, index) => runAt(flat, index)),
        );
        assert.deepEqual(
          runAt(flat, firstRunBehind(flat, segment)),
          stacked.find(({ last }) => last >= segment),
        );
      }),
    );
  });
});
