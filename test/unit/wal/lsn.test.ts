import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  isSegmentBoundary,
  offsetInSegment,
  segmentEndLsn,
  segmentOfEnd,
  segmentOfStart,
  segmentsPerLog,
  segmentStartLsn,
  walGeometry,
} from '../../../src/core/wal/geometry';
import { formatLsn, parseLsn } from '../../../src/core/ground/lsn';
import { segmentName } from '../../../src/core/wal/segmentName';
import { anyGeometry, anyLsn } from './arbitraries';
import { geometryOf, segmentCases } from './segmentCases';

const lsn = (text: string): bigint => parseLsn(text) ?? assert.fail(text);
const old = walGeometry(2 ** 24, 90200);
const modern = walGeometry(2 ** 24, 90300);

describe('WAL locations', () => {
  for (const one of segmentCases().lsn) {
    it(`${one.lsn ?? ''} ${one.segment ?? one.value ?? ''} ${String(one.wal_segment_size ?? '')}`, () => {
      const geometry = geometryOf(one);
      if (one.last_segment_number !== undefined) {
        assert.equal(segmentsPerLog(geometry) - 1, one.last_segment_number);
      }
      if (one.lsn === undefined) return;
      if (one.value !== undefined) {
        assert.equal(lsn(one.lsn), BigInt(one.value));
        assert.equal(formatLsn(BigInt(one.value)), one.lsn);
      }
      if (one.segment === undefined) return;
      // Cases with a note are stop locations on a boundary.
      const number =
        one.note === undefined
          ? segmentOfStart(lsn(one.lsn), geometry)
          : segmentOfEnd(lsn(one.lsn), geometry);
      assert.equal(segmentName(one.timeline ?? 1, number, geometry), one.segment);
      if (one.offset !== undefined) assert.equal(offsetInSegment(lsn(one.lsn), geometry), one.offset);
    });
  }

  it('come back from their text, padded or not', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (value) => {
        const text = formatLsn(value);
        assert.equal(parseLsn(text), value);
        const [high = '', low = ''] = text.split('/');
        assert.equal(parseLsn(`${high}/${low.padStart(8, '0')}`.toLowerCase()), value);
      }),
    );
  });

  it('are refused in any other form', () => {
    for (const text of [
      '',
      '/',
      '0/',
      '/0',
      '0',
      '0/G',
      '123456789/0',
      '0/123456789',
      ' 0/0',
      '0/0\n',
      '0x1/0',
      '-1/0',
      '0/0/0',
    ]) {
      assert.equal(parseLsn(text), undefined, JSON.stringify(text));
    }
  });

  it('lie in the segment that starts at or before them and ends behind them', () => {
    fc.assert(
      fc.property(anyGeometry, anyLsn, (geometry, at) => {
        const number = segmentOfStart(at, geometry);
        const skipped =
          geometry.skipsLastSegment && (at & 0xffffffffn) >= 2n ** 32n - BigInt(geometry.segmentSize);
        if (skipped) assert.equal(segmentStartLsn(number, geometry), ((at >> 32n) + 1n) << 32n);
        else assert.ok(segmentStartLsn(number, geometry) <= at && at < segmentEndLsn(number, geometry));
      }),
    );
  });

  it('map to segments without ever going back', () => {
    fc.assert(
      fc.property(anyGeometry, anyLsn, anyLsn, (geometry, a, b) => {
        const [low, high] = a <= b ? [a, b] : [b, a];
        assert.ok(segmentOfStart(low, geometry) <= segmentOfStart(high, geometry));
        assert.ok(segmentOfEnd(low, geometry) <= segmentOfEnd(high, geometry));
        assert.ok(segmentOfEnd(low, geometry) <= segmentOfStart(low, geometry));
      }),
    );
  });

  it('on a boundary start the next segment and end the one before', () => {
    fc.assert(
      fc.property(anyGeometry, fc.integer({ min: 1, max: 2 ** 40 }), (geometry, number) => {
        const start = segmentStartLsn(number, geometry);
        assert.ok(isSegmentBoundary(start, geometry));
        assert.equal(segmentOfStart(start, geometry), number);
        assert.equal(segmentOfEnd(start, geometry), number - 1);
        assert.equal(segmentOfEnd(segmentEndLsn(number, geometry), geometry), number);
        assert.equal(segmentOfEnd(start + 1n, geometry), number);
      }),
    );
  });

  it('of 9.2 never lie in FF: what ends there, or at the next log file, ends in FE', () => {
    const name = (number: number): string => segmentName(1, number, old);
    assert.equal(name(segmentOfEnd(lsn('2/FF000000'), old)), '0000000100000002000000FE');
    assert.equal(name(segmentOfEnd(lsn('3/0'), old)), '0000000100000002000000FE');
    assert.equal(name(segmentOfStart(lsn('2/FF000000'), old)), '000000010000000300000000');
    assert.equal(name(segmentOfEnd(lsn('3/1'), old)), '000000010000000300000000');
    assert.equal(segmentName(1, segmentOfEnd(lsn('3/0'), modern), modern), '0000000100000002000000FF');
  });

  it('zero has no byte before it', () => {
    assert.equal(segmentOfEnd(0n, modern), 0);
    assert.equal(segmentOfEnd(0n, old), 0);
  });
});
