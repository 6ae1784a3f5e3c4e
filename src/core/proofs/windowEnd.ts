import type { RecoveryWindow } from '../model/recoveryWindow';
import type { WalArchive } from '../model/walArchive';
import { segmentOfEnd, segmentOfStart } from '../wal/geometry';
import type { SegmentRange } from '../wal/segmentName';

/** What ends a recovery window before the archive ends. */
export interface WindowEnd {
  /**
   * `gap`: recovery ends at missing segments. `wrong-branch`: the first segments of a timeline are missing, so that a server continues with those of its parent, past the point at which the timeline forked off (`XLogFileReadAnyTLI`).
   */
  readonly kind: 'gap' | 'wrong-branch';
  readonly gap: SegmentRange;
}

/** The missing segments after a window, if any. Older timelines count up to the segment in which its own forked off. */
export function windowEnd(
  { toLsn, timeline }: Pick<RecoveryWindow, 'toLsn' | 'timeline'>,
  { timelines, geometry }: Pick<WalArchive, 'timelines' | 'geometry'>,
): WindowEnd | undefined {
  if (geometry === undefined) return undefined;
  const next = segmentOfEnd(toLsn, geometry) + 1;
  const fork = timelines.find((own) => own.timeline === timeline)?.switchLsn ?? 0n;
  const isOnPath = (other: number): boolean =>
    other === timeline || (other < timeline && next < segmentOfStart(fork, geometry));
  for (const { timeline: other, gaps, ranges } of timelines) {
    const gap = isOnPath(other) ? gaps.find(({ first }) => first === next) : undefined;
    if (gap === undefined) continue;
    const isHead = ranges[0] !== undefined && gap.first < ranges[0].first;
    return { kind: isHead ? 'wrong-branch' : 'gap', gap };
  }
  return undefined;
}
