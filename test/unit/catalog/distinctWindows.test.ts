import assert from 'node:assert/strict';
import { distinctWindows } from '../../../src/core/proofs/distinctWindows';
import { archiveDetails } from '../../../src/cli/text/archiveLines';
import { archiveToReport } from '../../../src/core/report/toReport';
import type { RecoveryWindow } from '../../../src/core/model/recoveryWindow';
import { textStyleOf } from '../../../src/cli/text/layout';
import { archive, at, backup, history, run, window } from '../restore/world';

const set = backup('base', 2, 3);
const FORK = at(8);

function periods(windows: readonly RecoveryWindow[]): (readonly [readonly number[], bigint])[] {
  const wal = archive([run(1, 1, 9), run(2, 8, 12)], {
    windows,
    histories: new Map([[2, history([1, FORK])]]),
  });
  return distinctWindows(wal).map(({ along, toLsn }) => [along, toLsn]);
}

describe('distinctWindows', () => {
  it('keep one of two that end before the fork, and name both timelines', () => {
    const both = [window(set, at(6)), window(set, at(6), undefined, 2)];
    assert.deepEqual(periods(both), [[[1, 2], at(6)]]);
    assert.deepEqual(periods([...both].reverse()), [[[1, 2], at(6)]]);
  });

  it('leave out what is the beginning of a longer one', () => {
    const both = [window(set, at(7)), window(set, at(12), undefined, 2)];
    assert.deepEqual(periods(both), [[[2], at(12)]]);
  });

  it('keep both where they part', () => {
    const both = [window(set, at(9)), window(set, at(12), undefined, 2)];
    assert.deepEqual(periods(both), [
      [[1], at(9)],
      [[2], at(12)],
    ]);
  });

  it('keep the windows of different sets', () => {
    const other = backup('other', 4, 5);
    assert.equal(periods([window(set, at(6)), window(other, at(6))]).length, 2);
  });

  it('are what the report has, and the command line names the timelines', () => {
    const windows = [window(set, at(6)), window(set, at(6), undefined, 2)];
    const wal = archive([run(1, 1, 9), run(2, 8, 12)], {
      windows,
      histories: new Map([[2, history([1, FORK])]]),
    });
    const timelines = wal.timelines.map((one) =>
      one.timeline === 2 ? { ...one, parent: 1, switchLsn: FORK } : one,
    );
    const whole = { ...wal, timelines };
    assert.equal(archiveToReport(whole).windows.length, 1);
    const lines = [...archiveDetails(whole, textStyleOf({ colored: false, width: undefined }))].filter(
      (line) => line.includes('recoverable'),
    );
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /\(timelines 1 and 2, 0\/300100 – 0\/600100/);
  });
});
