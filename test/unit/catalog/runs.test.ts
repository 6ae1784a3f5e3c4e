import assert from 'node:assert/strict';
import fc from 'fast-check';
import { gapsBetween, mergeRanges, SegmentCollector } from '../../../src/core/catalog/find/inventory';
import { divide, locateSegments } from '../../../src/core/catalog/assess/locateSegments';
import { walGeometry } from '../../../src/core/wal/geometry';
import { parseSegmentName, segmentName } from '../../../src/core/wal/segmentName';

const geometry = walGeometry(16 * 1024 * 1024, 150000);
const numbers = fc.uniqueArray(fc.integer({ min: 0, max: 300 }), { maxLength: 120 });

function collect(segments: readonly number[], suffix = ''): SegmentCollector {
  const collector = new SegmentCollector();
  for (const segment of segments) {
    const parts = parseSegmentName(segmentName(1, segment, geometry));
    assert.ok(parts);
    collector.add(parts, suffix);
  }
  return collector;
}

function expand(runs: readonly { first: number; last: number }[]): number[] {
  return runs.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
}

describe('runs of segments', () => {
  it('hold exactly the collected segments, whatever the order of the listing', () => {
    fc.assert(
      fc.property(numbers, (segments) => {
        const { runs } = collect(segments).runs(geometry);
        assert.deepEqual(
          expand(runs),
          [...segments].sort((a, b) => a - b),
        );
        for (let i = 1; i < runs.length; i++) assert.ok((runs[i]?.first ?? 0) > (runs[i - 1]?.last ?? 0) + 1);
      }),
    );
  });

  it('and gaps between them make up everything from first to last', () => {
    fc.assert(
      fc.property(numbers, (segments) => {
        const ranges = mergeRanges(collect(segments).runs(geometry).runs);
        const all = [...expand(ranges), ...expand(gapsBetween(ranges))].sort((a, b) => a - b);
        const first = ranges[0]?.first ?? 0;
        assert.deepEqual(
          all,
          all.map((_, i) => first + i),
        );
      }),
    );
  });

  it('do not count …FF up to 9.2 as a segment', () => {
    const old = walGeometry(16 * 1024 * 1024, 90200);
    const collector = new SegmentCollector();
    for (const low of [0xfd, 0xfe, 0xff]) collector.add({ timeline: 1, log: 2, low }, '');
    collector.add({ timeline: 1, log: 3, low: 0 }, '');
    const { runs, impossible } = collector.runs(old);
    assert.equal(runs.length, 1);
    assert.equal(expand(runs).length, 3);
    assert.deepEqual(impossible, [{ timeline: 1, log: 2, low: 0xff, suffix: '' }]);
  });

  it('refuse low parts that no segment size has', () => {
    assert.equal(new SegmentCollector().add({ timeline: 1, log: 0, low: 4096 }, ''), false);
  });

  it('divide ranges like sets of numbers', () => {
    fc.assert(
      fc.property(numbers, numbers, (wanted, there) => {
        const ranges = collect(wanted).runs(geometry).runs;
        const runs = collect(there).runs(geometry).runs;
        const { inside, outside } = divide(ranges, runs);
        const has = new Set(there);
        const sorted = [...wanted].sort((a, b) => a - b);
        assert.deepEqual(
          expand(inside),
          sorted.filter((segment) => has.has(segment)),
        );
        assert.deepEqual(
          expand(outside),
          sorted.filter((segment) => !has.has(segment)),
        );
      }),
    );
  });

  it('place each segment in the first place that has it, plain before packed', () => {
    fc.assert(
      fc.property(numbers, numbers, numbers, (plain, compressed, other) => {
        const first = [
          ...collect(compressed, '.gz').runs(geometry).runs,
          ...collect(plain).runs(geometry).runs,
        ];
        const places = [
          { path: '/a', runs: first },
          { path: '/b', runs: collect(other).runs(geometry).runs },
        ];
        const placed = locateSegments([{ timeline: 1, first: 0, last: 300 }], places);
        const where = placed.flatMap(({ first: a, last, archive, suffix }) =>
          Array.from({ length: last - a + 1 }, () => `${archive ?? 'missing'}${suffix}`),
        );
        const expected = Array.from({ length: 301 }, (_, segment) => {
          if (plain.includes(segment)) return '/a';
          if (compressed.includes(segment)) return '/a.gz';
          return other.includes(segment) ? '/b' : 'missing';
        });
        assert.deepEqual(where, expected);
      }),
    );
  });
});
