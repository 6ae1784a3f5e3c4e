import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isSegmentSize, segmentsPerLog, walGeometry } from '../../../src/core/wal/geometry';
import {
  parseSegmentName,
  rangeCount,
  rangeNames,
  segmentName,
  segmentNumber,
} from '../../../src/core/wal/segmentName';
import { requiredRanges } from '../../../src/core/wal/timelinePath';
import { parseLsn } from '../../../src/core/ground/lsn';
import { anyGeometry, SEGMENT_SIZES } from './arbitraries';
import type { RangeCase } from './segmentCases';
import { geometryOf, segmentCases, segmentOf } from './segmentCases';

const cases = segmentCases();

describe('segment names', () => {
  for (const step of cases.segment_steps) {
    it(`${step.op} of ${step.segment} is ${step.expected ?? 'refused'}`, () => {
      const geometry = geometryOf(step);
      const parts = parseSegmentName(step.segment);
      const number = parts === undefined ? undefined : segmentNumber(parts, geometry);
      if (step.expected === null) {
        assert.equal(number, undefined);
        return;
      }
      assert.ok(parts !== undefined && number !== undefined);
      const stepped = number + (step.op === 'next' ? 1 : -1);
      assert.equal(segmentName(parts.timeline, stepped, geometry), step.expected);
    });
  }

  for (const parts of cases.name_parts.filter((one) => one.segment !== null)) {
    it(`${parts.name} has its three parts`, () => {
      const { timeline, log, segment } = parts;
      assert.deepEqual(parseSegmentName(parts.name), { timeline, log, low: segment });
    });
  }

  for (const { name, expected } of cases.hash_dirs) {
    it(`${name} lies in log file ${expected ?? '(none)'}`, () => {
      const parts = parseSegmentName((name.split('/').at(-1) ?? '').replace(/\.[0-9A-F]{8}\.backup$/, ''));
      const folder = parts === undefined ? null : segmentNameOfLog(parts.timeline, parts.log);
      assert.equal(folder, expected);
    });
  }

  it('come back from their number, for every size, with and without the skipped segment', () => {
    fc.assert(
      fc.property(
        anyGeometry,
        fc.nat(0xffffffff),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (geometry, tli, at) => {
          const number = Math.floor(at * (2 ** 32 * segmentsPerLog(geometry) - 1));
          const name = segmentName(tli, number, geometry);
          const parts = parseSegmentName(name);
          assert.ok(parts);
          assert.equal(parts.timeline, tli);
          assert.equal(segmentNumber(parts, geometry), number);
        },
      ),
    );
  });

  it('sort like their numbers within a timeline', () => {
    fc.assert(
      fc.property(anyGeometry, fc.nat(2 ** 31), fc.nat(2 ** 31), (geometry, a, b) => {
        const order = segmentName(1, a, geometry) < segmentName(1, b, geometry);
        assert.equal(order, a < b);
      }),
    );
  });

  it('have low parts up to the last of the log file and no more', () => {
    for (const size of SEGMENT_SIZES) {
      for (const version of [90200, 90300]) {
        const geometry = walGeometry(size, version);
        const last = 2 ** 32 / size - (version === 90200 ? 2 : 1);
        assert.notEqual(segmentNumber({ timeline: 1, log: 7, low: last }, geometry), undefined);
        assert.equal(segmentNumber({ timeline: 1, log: 7, low: last + 1 }, geometry), undefined);
      }
    }
  });

  it('are refused in lower case, too short, too long, with blanks or newlines around', () => {
    const good = '00000001000000000000000A';
    assert.ok(parseSegmentName(good));
    for (const bad of [
      good.toLowerCase(),
      good.slice(1),
      `${good}0`,
      ` ${good}`,
      `${good} `,
      `${good}\n`,
      '',
    ]) {
      assert.equal(parseSegmentName(bad), undefined, JSON.stringify(bad));
    }
  });
});

describe('segment sizes', () => {
  it('are the powers of two from 1 MB to 1 GB', () => {
    for (const size of SEGMENT_SIZES) assert.ok(isSegmentSize(size));
    for (const size of [
      0,
      -1,
      1,
      2 ** 19,
      2 ** 31,
      2 ** 32,
      16777215,
      16777217,
      3 * 2 ** 20,
      1.5,
      Number.NaN,
    ]) {
      assert.equal(isSegmentSize(size), false, String(size));
    }
  });
});

describe('segment ranges', () => {
  for (const range of cases.segment_ranges) {
    it(range.description, () => {
      checkRange(range);
    });
  }

  it('between two locations begin and end as observed', () => {
    const located = cases.segment_ranges.filter((range) => range.start_lsn !== undefined);
    assert.ok(located.length >= 3);
    for (const range of located) {
      const geometry = geometryOf(range);
      const timeline = range.timeline ?? 1;
      const start = parseLsn(range.start_lsn ?? '') ?? -1n;
      const stop = parseLsn(range.stop_lsn ?? '') ?? -1n;
      const ranges = requiredRanges(start, timeline, stop, timeline, undefined, geometry) ?? [];
      assert.deepEqual(
        ranges.flatMap((one) => [...rangeNames(one, geometry)]),
        range.expected,
      );
    }
  });
});

function checkRange(range: RangeCase): void {
  const geometry = geometryOf(range);
  const first = segmentOf(range.start, geometry);
  if (range.expected_error !== undefined) {
    const last = segmentOf(range.stop ?? '', geometry);
    assert.equal(
      requiredRanges(5n << 24n, first.timeline, 8n << 24n, last.timeline, undefined, geometry),
      undefined,
    );
    return;
  }
  const expected = range.expected;
  const stop = range.stop ?? expected?.at(-1) ?? '';
  const whole = { timeline: first.timeline, first: first.segment, last: segmentOf(stop, geometry).segment };
  if (expected !== undefined) assert.deepEqual([...rangeNames(whole, geometry)], expected);
  assert.equal(rangeCount(whole), range.expected_count ?? expected?.length);
}

function segmentNameOfLog(timeline: number, log: number): string {
  return segmentName(timeline, log * 256, walGeometry(2 ** 24, 90300)).slice(0, 16);
}
