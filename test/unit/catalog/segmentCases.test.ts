import assert from 'node:assert/strict';
import { gapsBetween, mergeRanges, SegmentCollector } from '../../../src/core/catalog/find/inventory';
import { walGeometry } from '../../../src/core/wal/geometry';
import { classifyWalFile } from '../../../src/core/wal/fileName';
import type { SegmentRange } from '../../../src/core/wal/segmentName';
import { rangeNames, segmentName } from '../../../src/core/wal/segmentName';
import type { GapCase } from '../wal/segmentCases';
import { segmentCases, segmentOf } from '../wal/segmentCases';

/** Ranges and gaps per timeline of an archive with these files. */
function archiveOf(names: readonly string[], size: number): { ranges: SegmentRange[]; gaps: SegmentRange[] } {
  const collector = new SegmentCollector();
  for (const name of names) {
    const file = classifyWalFile(name);
    assert.ok(file?.kind === 'segment', name);
    collector.add(file.parts, file.suffix);
  }
  const { runs } = collector.runs(walGeometry(size, undefined));
  const timelines = [...new Set(runs.map(({ timeline }) => timeline))];
  const ranges = timelines.map((timeline) => mergeRanges(runs.filter((run) => run.timeline === timeline)));
  return { ranges: ranges.flat(), gaps: ranges.flatMap((range) => gapsBetween(range)) };
}

const cases = segmentCases().gap_analysis.filter((one) => one.current_segment === undefined);
const withMissing = cases.filter(({ missing }) => missing !== undefined);
const withLost = cases.filter(({ lost_segments: lost }) => lost !== undefined);
const withRanges = cases.filter(({ expected }) => expected !== undefined);

describe('gaps as other tools report them', () => {
  it('are all here', () => {
    assert.equal(withMissing.length + withLost.length + withRanges.length, cases.length);
    assert.ok(cases.length > 0);
  });

  for (const one of withMissing) {
    it(one.source, () => {
      const geometry = walGeometry(one.wal_segment_size, undefined);
      const { gaps } = archiveOf(one.present ?? [], one.wal_segment_size);
      assert.deepEqual(
        gaps.flatMap((gap) => [...rangeNames(gap, geometry)]),
        one.missing,
      );
    });
  }

  for (const one of withLost) {
    it(one.source, () => {
      const geometry = walGeometry(one.wal_segment_size, undefined);
      const lost = (one.lost_segments ?? []).map(({ begin, end }) => {
        const { timeline, segment } = segmentOf(begin, geometry);
        return { timeline, first: segment, last: segmentOf(end, geometry).segment };
      });
      const around = {
        timeline: lost[0]?.timeline ?? 1,
        first: (lost[0]?.first ?? 1) - 1,
        last: (lost.at(-1)?.last ?? 1) + 1,
      };
      const missing = new Set(lost.flatMap((gap) => [...rangeNames(gap, geometry)]));
      const present = [...rangeNames(around, geometry)].filter((name) => !missing.has(name));
      assert.deepEqual(archiveOf(present, one.wal_segment_size).gaps, lost);
    });
  }

  for (const one of withRanges) {
    it(one.source, () => {
      assert.deepEqual(rangesOf(one), one.expected);
    });
  }
});

/**
 * pgBackRest leaves duplicate segments out of its ranges; here they count as present, because one of the copies serves
 * recovery, and differing copies are a finding of their own.
 */
function rangesOf(
  one: GapCase & { readonly duplicates?: readonly string[] },
): { start: string; stop: string }[] {
  const geometry = walGeometry(one.wal_segment_size, undefined);
  const expected = one.expected ?? [];
  const names =
    one.present ??
    expected.flatMap(({ start, stop }) => {
      const { timeline, segment } = segmentOf(start, geometry);
      return [...rangeNames({ timeline, first: segment, last: segmentOf(stop, geometry).segment }, geometry)];
    });
  const single = names.filter((name) => !(one.duplicates ?? []).includes(name.slice(0, 24)));
  return archiveOf(single, one.wal_segment_size).ranges.map(({ timeline, first, last }) => ({
    start: segmentName(timeline, first, geometry),
    stop: segmentName(timeline, last, geometry),
  }));
}
