import assert from 'node:assert/strict';
import type { FindingCode } from '../../../src/core/ground/finding';
import { type ReadableFiles, windowEndOf } from '../../../src/core/model/recovery/windowEnd';
import { walGeometry } from '../../../src/core/wal/geometry';
import { timelinePath } from '../../../src/core/wal/timelinePath';

const GEOMETRY = walGeometry(1024 * 1024, 150000);
const history = {
  timeline: 2,
  switches: [
    { timeline: 1, switchLsn: BigInt(8 * 1024 * 1024 + 100), switchSegment: undefined, reason: '', line: 1 },
  ],
};

/** Along timeline 2, which left timeline 1 in segment 8; the files up to 11 are there but for one. */
function files(more: Partial<ReadableFiles> = {}): ReadableFiles {
  return {
    path: timelinePath(2, history, GEOMETRY),
    firstSegment: 3,
    lastSegment: 11,
    isThere: (timeline) => timeline === 1,
    isServersOwn: false,
    ...more,
  };
}

const endAt = (code: FindingCode, segment: number, more: Partial<ReadableFiles> = {}): string =>
  windowEndOf({ timeline: segment < 8 ? 1 : 2, segment, code }, files(more)).kind;

describe('what a server does where it finds no more WAL', () => {
  it('opens without an error at a gap, and on the wrong branch at the first segment of a timeline', () => {
    assert.equal(endAt('missing-segment', 6), 'gap');
    assert.equal(endAt('missing-segment', 8), 'wrong-branch');
    assert.equal(endAt('missing-segment', 8, { isThere: () => false }), 'gap');
    // It never goes back to an older timeline.
    assert.equal(endAt('missing-segment', 9), 'gap');
    assert.equal(endAt('missing-segment', 12), 'end');
  });

  it('ends with an error at a file of the wrong size in an archive, and never in its own directory', () => {
    for (const code of ['empty-segment', 'truncated-segment', 'wrong-size-segment'] as const) {
      assert.equal(endAt(code, 9), 'refused');
      assert.equal(endAt(code, 9, { isServersOwn: true }), 'fault');
    }
  });

  it('takes old and unfinished files in its own directory for the end', () => {
    for (const code of ['recycled-segment', 'zeroed-segment', 'incomplete-segment'] as const) {
      assert.equal(endAt(code, 9), 'fault');
      assert.equal(endAt(code, 9, { isServersOwn: true }), 'end');
    }
    assert.equal(endAt('incomplete-segment', 11), 'end');
  });
});
