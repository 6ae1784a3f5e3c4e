import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TimelineHistory, TimelineSwitch } from '../../../src/core/wal/timelines';
import { parseTimelineHistory } from '../../../src/core/formats/timelineHistory';
import {
  segmentOfEnd,
  segmentOfStart,
  segmentStartLsn,
  type WalGeometry,
  walGeometry,
} from '../../../src/core/wal/geometry';
import { parseLsn } from '../../../src/core/ground/lsn';
import { rangeNames } from '../../../src/core/wal/segmentName';
import {
  rangesAlongPath,
  requiredRanges,
  timelineOfLsn,
  type TimelinePath,
  timelinePath,
} from '../../../src/core/wal/timelinePath';
import { bytesOf, sample } from '../formats/samples';
import { anyGeometry } from './arbitraries';
import { type GapCase, segmentCases, segmentOf } from './segmentCases';

const modern = walGeometry(2 ** 24, 90300);
const old = walGeometry(2 ** 24, 90200);
const lsn = (text: string): bigint => parseLsn(text) ?? assert.fail(text);

function pathOf(timeline: number, history: string, geometry: WalGeometry = modern): TimelinePath {
  const { value, problems } = parseTimelineHistory(bytesOf(history), timeline);
  assert.deepEqual(problems, []);
  return timelinePath(timeline, value, geometry);
}

/** The names that are needed from `start` on one timeline to `stop` on another. */
function needed(
  start: readonly [string, number],
  stop: readonly [string, number],
  path: TimelinePath | undefined,
  geometry: WalGeometry = modern,
): string[] | undefined {
  const ranges = requiredRanges(lsn(start[0]), start[1], lsn(stop[0]), stop[1], path, geometry);
  return ranges?.flatMap((range) => [...rangeNames(range, geometry)]);
}

describe('the path to a timeline', () => {
  it('without a history is that timeline alone', () => {
    const path = timelinePath(1, undefined, modern);
    assert.deepEqual(path.parts, [{ timeline: 1, beginSegment: 0, beginLsn: 0n, endLsn: undefined }]);
    assert.equal(timelineOfLsn(path, lsn('5/0'), modern), 1);
  });

  it('leads through its ancestors, newest first', () => {
    const path = pathOf(
      3,
      '1\t0/B000000\tno recovery target specified\n\n2\t0/1002F8D0\tno recovery target specified\n',
    );
    assert.deepEqual(
      path.parts.map(({ timeline, beginSegment, endLsn }) => [timeline, beginSegment, endLsn]),
      [
        [3, 0x10, undefined],
        [2, 0x0b, lsn('0/1002F8D0')],
        [1, 0, lsn('0/B000000')],
      ],
    );
    const at = (text: string): number | undefined => timelineOfLsn(path, lsn(text), modern);
    assert.deepEqual(['0/AFFFFFF', '0/B000000', '0/1002F8CF', '0/1002F8D0', '7/0'].map(at), [1, 2, 2, 3, 3]);
  });

  it('of 9.2 knows only the segment of a switch', () => {
    const path = pathOf(2, '1\t000000010000000000000004\tno recovery target specified\n', old);
    const [newest] = path.parts;
    assert.ok(newest);
    assert.equal(newest.beginLsn, undefined);
    assert.equal(newest.beginSegment, 4);
    const at = (text: string): number | undefined => timelineOfLsn(path, lsn(text), old);
    assert.deepEqual(['0/3FFFFFF', '0/4000000', '0/4FFFFFF', '0/5000000'].map(at), [
      1,
      undefined,
      undefined,
      2,
    ]);
  });

  it('of 9.2 puts a switch segment that cannot exist where the nearest one is', () => {
    const path = pathOf(2, '1\t0000000100000001000000FF\tx\n', old);
    assert.equal(path.parts[0]?.beginSegment, segmentOf('0000000100000001000000FE', old).segment);
  });
});

describe('the segments that a backup needs', () => {
  it('on one timeline run from the start location to the last byte before the stop', () => {
    assert.deepEqual(needed(['0/2000028', 1], ['0/4000000', 1], undefined), [
      '000000010000000000000002',
      '000000010000000000000003',
    ]);
    assert.deepEqual(
      needed(['0/2000028', 1], ['0/4000001', 1], undefined)?.at(-1),
      '000000010000000000000004',
    );
  });

  it('in 9.2 leave out FF, and a stop at FF000000 ends in FE', () => {
    assert.deepEqual(needed(['2/FD000020', 1], ['2/FF000000', 1], undefined, old), [
      '0000000100000002000000FD',
      '0000000100000002000000FE',
    ]);
    assert.deepEqual(needed(['2/FE000020', 1], ['3/145D8A8', 1], undefined, old), [
      '0000000100000002000000FE',
      '000000010000000300000000',
      '000000010000000300000001',
    ]);
  });

  it('across a switch take the shared segment from the new timeline', () => {
    const path = pathOf(3, '1\t0/B000000\tx\n2\t0/1002F8D0\tx\n');
    assert.deepEqual(needed(['0/E000028', 2], ['0/1103CB08', 3], path), [
      '00000002000000000000000E',
      '00000002000000000000000F',
      '000000030000000000000010',
      '000000030000000000000011',
    ]);
    assert.deepEqual(needed(['0/10000028', 2], ['0/1003CB08', 3], path), ['000000030000000000000010']);
  });

  it('across a switch exactly on a boundary share no segment', () => {
    const path = pathOf(2, '1\t0/B000000\tx\n');
    assert.deepEqual(needed(['0/A000028', 1], ['0/B000100', 2], path), [
      '00000001000000000000000A',
      '00000002000000000000000B',
    ]);
    assert.deepEqual(needed(['0/A000028', 1], ['0/B000000', 2], path), ['00000001000000000000000A']);
  });

  it('with two switches in one segment take it from the newest', () => {
    const path = pathOf(3, '1\t0/5000100\tx\n2\t0/5000200\tx\n');
    assert.deepEqual(needed(['0/4000028', 1], ['0/6000100', 3], path), [
      '000000010000000000000004',
      '000000030000000000000005',
      '000000030000000000000006',
    ]);
  });

  it('of a standby of 9.2 that follows a promotion are those of the real archive', () => {
    const { value } = parseTimelineHistory(sample('9.2/standby/00000002.history'), 2);
    const path = timelinePath(2, value, old);
    assert.deepEqual(needed(['0/2B75650', 1], ['0/5100000', 2], path, old), [
      '000000010000000000000002',
      '000000010000000000000003',
      '000000020000000000000004',
      '000000020000000000000005',
    ]);
  });

  it('cannot be told where the path does not lead from start to stop', () => {
    const path = pathOf(3, '2\t0/5000100\tx\n');
    assert.equal(needed(['0/4000028', 1], ['0/6000100', 3], path), undefined);
    assert.equal(needed(['0/4000028', 2], ['0/6000100', 4], path), undefined);
    assert.equal(needed(['0/4000028', 1], ['0/6000100', 3], undefined), undefined);
  });

  it('are none where the stop does not lie behind the start', () => {
    assert.deepEqual(needed(['0/4000028', 1], ['0/4000028', 1], undefined), []);
    assert.deepEqual(needed(['0/4000028', 1], ['0/3000000', 1], undefined), []);
  });

  it('are each taken from the newest timeline that begins in the segment or before it', () => {
    fc.assert(
      fc.property(anyGeometry, someSwitches, fc.nat(60), fc.nat(20), (geometry, offsets, from, count) => {
        const path = timelinePath(offsets.length + 1, historyOf(offsets, geometry), geometry);
        const ranges = rangesAlongPath(path, from, from + count);
        let expected = from;
        for (const range of ranges) {
          assert.equal(range.first, expected);
          for (let segment = range.first; segment <= range.last; segment++) {
            const newest = path.parts.find((stretch) => stretch.beginSegment <= segment);
            assert.equal(range.timeline, newest?.timeline);
          }
          expected = range.last + 1;
        }
        assert.equal(expected, from + count + 1);
        const timelines = ranges.map((range) => range.timeline);
        assert.deepEqual(
          timelines,
          [...new Set(timelines)].sort((a, b) => a - b),
        );
      }),
    );
  });

  it('hold the segment of every byte from start to stop, and no other', () => {
    fc.assert(
      fc.property(anyGeometry, fc.nat(1e9), fc.integer({ min: 1, max: 1e9 }), (geometry, at, length) => {
        const start = segmentStartLsn(7, geometry) + BigInt(at);
        const stop = start + BigInt(length);
        const [range, more] = requiredRanges(start, 1, stop, 1, undefined, geometry) ?? [];
        assert.equal(more, undefined);
        assert.equal(range?.first, segmentOfStart(start, geometry));
        assert.equal(range.last, segmentOfEnd(stop, geometry));
      }),
    );
  });
});

describe('timelines of other tools’ tests', () => {
  for (const one of segmentCases().timelines.filter((other) => other.backup_timeline !== undefined)) {
    it(one.error ?? '', () => {
      const [parent, fork] = /(\d+) -> fork at (\S+)/.exec(one.history_line ?? '')?.slice(1) ?? [];
      const history = parent === undefined || fork === undefined ? '' : `${parent}\t${fork}\tx\n`;
      const target = one.target_timeline ?? 0;
      const path = timelinePath(target, parseTimelineHistory(bytesOf(history), target).value, modern);
      // A backup can be recovered to a target only if its location is on its own timeline as the target sees it.
      const seen = timelineOfLsn(path, lsn(one.backup_lsn ?? ''), modern);
      assert.equal(seen === one.backup_timeline, one.ok);
    });
  }

  for (const one of segmentCases().gap_analysis.filter((other) => other.current_segment !== undefined)) {
    it(one.source, () => {
      checkGaps(one);
    });
  }
});

/** The extent of the archive: the path from the first expected segment to the one before the current. */
function checkGaps(one: GapCase): void {
  const geometry = walGeometry(one.wal_segment_size, undefined);
  const current = segmentOf(one.current_segment ?? '', geometry);
  const [text] = Object.values(one.history ?? {});
  const path =
    text === undefined ? timelinePath(current.timeline, undefined, geometry) : pathOf(current.timeline, text);
  const expected = one.expected ?? [];
  const first = segmentOf(expected[0]?.start ?? '', geometry).segment;
  const ranges = rangesAlongPath(path, first, current.segment - 1);
  const present = new Set(one.present);
  const found = ranges
    .flatMap((range) => [...rangeNames(range, geometry)])
    .map((name) => [name, present.has(name)]);
  const wanted = expected.flatMap((range) => {
    const from = segmentOf(range.start, geometry);
    const to = segmentOf(range.stop, geometry).segment;
    const names = rangeNames({ timeline: from.timeline, first: from.segment, last: to }, geometry);
    return [...names].map((name) => [name, present.has(name)]);
  });
  assert.deepEqual(found, wanted);
}

/** Switch locations in rising order, as numbers of half segments. */
const someSwitches = fc.array(fc.nat(80), { maxLength: 6 }).map((halves) => halves.sort((a, b) => a - b));

function historyOf(halves: readonly number[], geometry: WalGeometry): TimelineHistory {
  const switches = halves.map((half, index): TimelineSwitch => ({
    timeline: index + 1,
    switchLsn: segmentStartLsn(Math.floor(half / 2), geometry) + BigInt((half % 2) * 0x100),
    switchSegment: undefined,
    reason: '',
    line: index + 1,
  }));
  return { timeline: halves.length + 1, switches };
}
