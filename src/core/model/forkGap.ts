import type { SegmentRange } from '../wal/segmentName';

/**
 * Whether recovery takes the wrong branch at a gap at the beginning of a timeline: a server reads an older timeline's file of the
 * same number, if there is one (`XLogFileReadAnyTLI`). Without it, recovery just ends at the gap, as after pruning.
 * `present`: what is there, of all timelines.
 */
export function leadsAstray({ timeline, first }: SegmentRange, present: readonly SegmentRange[]): boolean {
  return present.some((range) => range.timeline < timeline && range.first <= first && first <= range.last);
}
