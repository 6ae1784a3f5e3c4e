import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  defaultTimeline,
  followTimeline,
  newestTimeline,
  type RecoveryOrigin,
  seenHistories,
} from '../../../src/core/model/recovery/targetTimeline';
import { walGeometry } from '../../../src/core/wal/geometry';
import type { TimelineHistory } from '../../../src/core/wal/timelines';

const GEOMETRY = walGeometry(1024 * 1024, 150000);

/** A fork as a history file has it: a timeline that was left, and where. */
interface Fork {
  readonly timeline: number;
  readonly lsn: bigint;
}

/** Timelines 1 to n; each but the first leaves an older one at a location that is on it. */
const forest = fc
  .array(fc.record({ parent: fc.nat(), at: fc.bigInt({ min: 1n, max: 64n }) }), { maxLength: 5 })
  .map((children) => {
    const paths = new Map<number, readonly Fork[]>([[1, []]]);
    children.forEach(({ parent, at }, i) => {
      const of = 1 + (parent % (i + 1));
      const above = paths.get(of) ?? [];
      const lsn = (above.at(-1)?.lsn ?? 0n) + at * 0x40000n;
      paths.set(i + 2, [...above, { timeline: of, lsn }]);
    });
    return paths;
  });

function historyOf(timeline: number, forks: readonly Fork[]): TimelineHistory {
  const switches = forks.map(({ timeline: left, lsn }, i) => ({
    timeline: left,
    switchLsn: lsn,
    switchSegment: undefined,
    reason: '',
    line: i + 1,
  }));
  return { timeline, switches };
}

/** `tliOfPointInHistory` (timeline.c), written down again from a list of forks. */
function timelineAt(target: number, forks: readonly Fork[], lsn: bigint): number {
  return forks.find((fork) => lsn < fork.lsn)?.timeline ?? target;
}

const world = fc
  .record({
    forest,
    gone: fc.array(fc.integer({ min: 2, max: 6 }), { maxLength: 1 }),
    garbage: fc.array(fc.integer({ min: 2, max: 6 }), { maxLength: 1 }),
    own: fc.nat(),
    start: fc.bigInt({ min: 0n, max: 0x4000000n }),
    length: fc.bigInt({ min: 1n, max: 0x300000n }),
    versionNum: fc.constantFrom(90600, 110000, 120000, 180000),
  })
  .map(({ forest: paths, gone, garbage, own, start, length, versionNum }) => {
    const timeline = 1 + (own % paths.size);
    const begin = (paths.get(timeline)?.at(-1)?.lsn ?? 0n) + start;
    const there = [...paths].filter(([number]) => number > 1 && !gone.includes(number));
    const readable = there.filter(([number]) => !garbage.includes(number));
    const place = {
      histories: new Map(readable.map(([number, forks]) => [number, historyOf(number, forks)])),
      unreadableHistories: new Set(
        there.map(([number]) => number).filter((number) => garbage.includes(number)),
      ),
    };
    const origin: RecoveryOrigin = {
      versionNum,
      geometry: GEOMETRY,
      start: { lsn: begin, timeline },
      stop: { lsn: begin + length, timeline },
      checkpoint: begin + 0x38n,
      controlTimeline: timeline,
      hasRecoveryPoint: false,
    };
    return { paths, there: new Set(there.map(([number]) => number)), place, origin };
  });

describe('the timeline that a server follows', () => {
  it('is the last of the histories that follow its own without a hole, from 12 on', () => {
    fc.assert(
      fc.property(world, ({ there, place, origin }) => {
        const seen = seenHistories([place]);
        let newest = origin.stop.timeline;
        for (let probe = newest + 1; there.has(probe); probe++) newest = probe;
        assert.equal(newestTimeline(origin.stop.timeline, seen), newest);
        const expected = (origin.versionNum ?? 0) >= 120000 ? newest : origin.stop.timeline;
        assert.equal(defaultTimeline(origin, seen), expected);
      }),
    );
  });

  it('leads to the end of the backup only if start and end are on its path', () => {
    fc.assert(
      fc.property(world, ({ paths, place, origin }) => {
        const seen = seenHistories([place]);
        const { start, stop, checkpoint } = origin;
        for (const [timeline, forks] of paths) {
          const { fault } = followTimeline(origin, seen, timeline);
          if (seen.present.has(timeline) && !seen.readable.has(timeline)) {
            assert.equal(fault, 'unreadable');
            continue;
          }
          // Without its history a server takes a timeline for one without parents.
          const known = seen.readable.has(timeline) ? forks : [];
          const starts = timelineAt(timeline, known, checkpoint ?? 0n) === start.timeline;
          const begins = timelineAt(timeline, known, start.lsn) === start.timeline;
          const ends = timelineAt(timeline, known, stop.lsn - 1n) === stop.timeline;
          const expected = !starts || !begins ? 'unrelated' : ends ? undefined : 'forks-before-stop';
          assert.equal(fault, expected);
        }
      }),
    );
  });

  it('begins with the timeline in pg_control, which may be newer than the label’s', () => {
    const place = { histories: new Map([[3, historyOf(3, [{ timeline: 1, lsn: 0x700000n }])]]) };
    const origin: RecoveryOrigin = {
      versionNum: 150000,
      geometry: GEOMETRY,
      start: { lsn: 0x100028n, timeline: 1 },
      stop: { lsn: 0x200100n, timeline: 1 },
      checkpoint: undefined,
      controlTimeline: 2,
      hasRecoveryPoint: false,
    };
    assert.equal(defaultTimeline(origin, seenHistories([place])), 3);
    assert.equal(defaultTimeline({ ...origin, controlTimeline: undefined }, seenHistories([place])), 1);
  });
});
