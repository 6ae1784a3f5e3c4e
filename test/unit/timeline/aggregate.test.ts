import assert from 'node:assert/strict';
import fc from 'fast-check';
import { WAL_STATES } from '../../../src/core/timeline/picture';
import { flatten, stack } from '../../../src/core/timeline/stack';
import { columnsOf } from '../../../webview/timeline/data/aggregate';

const aRun = fc.record({
  first: fc.nat(1_000_000),
  length: fc.integer({ min: 1, max: 100_000 }),
  state: fc.constantFrom(...WAL_STATES),
});
const someRuns = fc
  .array(aRun, { maxLength: 40 })
  .map((runs) => stack(runs.map(({ first, length, state }) => ({ first, last: first + length - 1, state }))));
const aView = fc
  .record({ from: fc.nat(1_000_000), span: fc.integer({ min: 1, max: 1_200_000 }) })
  .map(({ from, span }) => ({ from, to: from + span }));
const aWidth = fc.integer({ min: 1, max: 3000 });

describe('WAL by columns of pixels', () => {
  it('shows every run that is in sight in at least one column, at every zoom', () => {
    fc.assert(
      fc.property(someRuns, aView, aWidth, (runs, view, width) => {
        const toX = (at: number): number => ((at - view.from) / (view.to - view.from)) * width;
        const columns = columnsOf(flatten(runs), width, view, toX);
        for (const { first, last, state } of runs) {
          if (last + 1 <= view.from || first >= view.to) continue;
          const column = Math.min(Math.max(0, Math.floor(toX(first))), width - 1);
          const bit = 1 << WAL_STATES.indexOf(state);
          const near = columns.some(
            ({ from, to, mask }) => (mask & bit) !== 0 && from <= column + 1 && to >= column,
          );
          assert.ok(near, `${state} ${String(first)} is lost at ${String(column)}`);
        }
      }),
    );
  });

  it('shows no state that is not there', () => {
    fc.assert(
      fc.property(someRuns, aView, aWidth, (runs, view, width) => {
        const toX = (at: number): number => ((at - view.from) / (view.to - view.from)) * width;
        for (const { from, to, mask } of columnsOf(flatten(runs), width, view, toX)) {
          for (const [index, state] of WAL_STATES.entries()) {
            if ((mask & (1 << index)) === 0) continue;
            const there = runs.some(
              (run) => run.state === state && toX(run.first) <= to + 1 && toX(run.last + 1) >= from - 1,
            );
            assert.ok(there, `${state} is shown at ${String(from)}`);
          }
        }
      }),
    );
  });

  it('gives columns that ascend, differ from their neighbours and stay inside', () => {
    fc.assert(
      fc.property(someRuns, aView, aWidth, (runs, view, width) => {
        const toX = (at: number): number => ((at - view.from) / (view.to - view.from)) * width;
        let behind = 0;
        for (const { from, to, mask } of columnsOf(flatten(runs), width, view, toX)) {
          assert.ok(from >= behind && to > from && to <= width && mask !== 0);
          behind = to;
        }
      }),
    );
  });

  it('shows one missing segment among a million', () => {
    const runs = [0, 499_999, 0, 500_000, 500_000, 5, 500_001, 999_999, 0];
    const columns = columnsOf(runs, 800, { from: 0, to: 1_000_000 }, (at) => (at / 1_000_000) * 800);
    assert.deepEqual(
      columns.filter(({ mask }) => (mask & (1 << 5)) !== 0).map(({ from, to }) => to - from),
      [1],
    );
  });
});
