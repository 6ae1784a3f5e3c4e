import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lsnAt, picturePositionOf } from '../../../src/core/timeline/position';
import { hasTimes, scaleOf } from '../../../webview/timeline/data/scale';
import { lsnTicks, timeTicks } from '../../../webview/timeline/layout/ticks';
import { fitted, panned, revealing, within, zoomed } from '../../../webview/timeline/data/view';
import { aLane, aPicture, BEGIN_MS, DAY_MS } from '../../support/samplePictures';

const MB = 1024 * 1024;
const limits = { from: 0, to: 1_000_000, least: 1 };
const aView = fc
  .record({
    from: fc.double({ min: -1e6, max: 2e6, noNaN: true }),
    span: fc.double({ min: 0.001, max: 3e6, noNaN: true }),
  })
  .map(({ from, span }) => within({ from, to: from + span }, limits));

describe('places in the WAL', () => {
  it('lead back to the segment and, below 4 PB of WAL, to the byte', () => {
    const anLsn = fc.bigInt({ min: 0n, max: (1n << 52n) - 1n });
    const aSize = fc.constantFrom(1, 16, 64, 1024).map((size) => size * MB);
    fc.assert(
      fc.property(anLsn, aSize, (lsn, segmentSize) => {
        const geometry = { segmentSize, skipsLastSegment: false };
        const back = lsnAt(picturePositionOf(lsn, geometry), geometry);
        assert.equal(back, lsn);
      }),
    );
  });

  it('take the segment that 9.2 skips for the beginning of the next', () => {
    const geometry = { segmentSize: 16 * MB, skipsLastSegment: true };
    assert.equal(picturePositionOf(0x2_ff00_0000n, geometry), picturePositionOf(0x3_0000_0000n, geometry));
    assert.equal(picturePositionOf(0x2_ff80_0000n, geometry), 3 * 255);
  });
});

describe('the view', () => {
  it('never leaves what is there, and never shows less than the least', () => {
    fc.assert(
      fc.property(
        aView,
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.double({ min: -5, max: 5, noNaN: true }),
        (view, factor, share) => {
          const all = fitted(limits);
          for (const next of [
            zoomed(view, factor, view.from + (view.to - view.from) / 3, limits),
            panned(view, share, limits),
            revealing(view, 500, 510, limits),
          ]) {
            assert.ok(next.from >= all.from - 1e-6 && next.to <= all.to + 1e-6);
            assert.ok(next.to - next.from >= limits.least - 1e-6);
          }
        },
      ),
    );
  });

  it('keeps under the mouse what was there', () => {
    const next = zoomed({ from: 1000, to: 2000 }, 2, 1250, limits);
    assert.deepEqual(next, { from: 1125, to: 1625 });
  });

  it('goes from a million segments to one', () => {
    let view = fitted(limits);
    for (let step = 0; step < 60; step++) view = zoomed(view, 1.5, 1234.5, limits);
    assert.ok(Math.abs(view.to - view.from - 1) < 1e-6);
  });

  it('moves only if it must to reveal something', () => {
    const view = { from: 1000, to: 2000 };
    assert.equal(revealing(view, 1400, 1500, limits), view);
    const moved = revealing(view, 5000, 5001, limits);
    assert.ok(moved.from < 5000 && moved.to > 5001 && moved.to - moved.from === 1000);
  });
});

describe('the time axis', () => {
  const knots = [
    { at: 10, ms: BEGIN_MS },
    { at: 20, ms: BEGIN_MS + DAY_MS },
    { at: 80, ms: BEGIN_MS + 2 * DAY_MS },
  ];
  const picture = aPicture({
    lanes: [aLane({ knots }), aLane({ timeline: 2, first: 90, last: 95, runs: [90, 94, 0] })],
  });

  it('is there only where a time was read', () => {
    assert.equal(hasTimes(picture), true);
    assert.equal(hasTimes(aPicture()), false);
    assert.equal(scaleOf(aPicture(), 'time').kind, 'lsn');
  });

  it('is exact where a time was read, an estimate between, and claims nothing beyond', () => {
    const lane = scaleOf(picture, 'time').lane(1);
    for (const { at, ms } of knots) {
      assert.equal(lane.toAxis(at), ms);
      assert.equal(lane.known(at), 'read');
    }
    assert.equal(lane.known(15), 'between');
    assert.equal(lane.toAxis(15), BEGIN_MS + DAY_MS / 2);
    assert.equal(lane.known(5), 'nowhere');
    assert.equal(lane.known(90), 'nowhere');
    assert.deepEqual(lane.nowhere, [
      [0, 10],
      [80, 100],
    ]);
  });

  it('gives a timeline without times a place, and says so', () => {
    const lane = scaleOf(picture, 'time').lane(2);
    assert.equal(lane.known(92), 'nowhere');
    assert.deepEqual(lane.nowhere, [[90, 95]]);
  });

  it('rises, and leads back', () => {
    const lane = scaleOf(picture, 'time').lane(1);
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 100, noNaN: true }),
        fc.double({ min: 0, max: 100, noNaN: true }),
        (a, b) => {
          if (a < b) assert.ok(lane.toAxis(a) <= lane.toAxis(b));
          assert.ok(Math.abs(lane.toPosition(lane.toAxis(a)) - a) < 1e-3);
        },
      ),
    );
  });
});

describe('the marks of the axis', () => {
  it('are few, ascend, and lie in sight', () => {
    fc.assert(
      fc.property(aView, fc.integer({ min: 1, max: 40 }), (view, count) => {
        const ticks = lsnTicks(view, count, { segmentSize: 16 * MB, skipsLastSegment: false });
        assert.ok(ticks.length <= count + 1);
        ticks.forEach(({ at }, index) => {
          assert.ok(at >= view.from - 1e-9 && at <= view.to && at > (ticks[index - 1]?.at ?? -1));
        });
      }),
    );
  });

  it('are round times, from seconds to years', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30_000 }), fc.integer({ min: 2, max: 20 }), (minutes, count) => {
        const view = { from: BEGIN_MS, to: BEGIN_MS + minutes * 60_000 * 60 };
        const ticks = timeTicks(view, count);
        assert.ok(ticks.length <= 3 * count + 2, String(ticks.length));
        ticks.forEach(({ at, label }, index) => {
          assert.ok(at >= view.from && at <= view.to && at > (ticks[index - 1]?.at ?? 0));
          assert.notEqual(label, '');
        });
      }),
    );
  });
});
