import type { RecoveryWindow } from '../model/recoveryWindow';
import { leadsAstray } from '../model/forkGap';
import type { WalArchive } from '../model/walArchive';
import { segmentOfEnd, segmentOfStart } from '../wal/geometry';
import type { SegmentRange } from '../wal/segmentName';

/** What ends a recovery window before the archive ends, as reading its records showed; `gap`: the missing segments, if any. */
export interface EarlyEnd {
  readonly kind: 'gap' | 'wrong-branch' | 'fault' | 'refused' | 'minimal';
  readonly gap?: SegmentRange;
}

/** Why a window ends before its archive does; undefined if it does not. */
export function earlyEnd(
  window: Pick<RecoveryWindow, 'toLsn' | 'timeline' | 'end'>,
  archive: Pick<WalArchive, 'timelines' | 'geometry'>,
): EarlyEnd | undefined {
  const { end } = window;
  if (end === undefined) return endByNames(window, archive);
  if (end.kind === 'end') return undefined;
  if (end.kind !== 'gap' && end.kind !== 'wrong-branch') return { kind: end.kind };
  const { timeline, segment } = end;
  const gaps = archive.timelines.find((one) => one.timeline === timeline)?.gaps ?? [];
  const gap = gaps.find(({ first, last }) => first <= segment && segment <= last);
  return { kind: end.kind, gap: gap ?? { timeline, first: segment, last: segment } };
}

/** The missing segments after a window, if any. Older timelines count up to the segment in which its own forked off. */
function endByNames(
  { toLsn, timeline }: Pick<RecoveryWindow, 'toLsn' | 'timeline'>,
  { timelines, geometry }: Pick<WalArchive, 'timelines' | 'geometry'>,
): EarlyEnd | undefined {
  if (geometry === undefined) return undefined;
  const next = segmentOfEnd(toLsn, geometry) + 1;
  const fork = timelines.find((own) => own.timeline === timeline)?.switchLsn ?? 0n;
  const isOnPath = (other: number): boolean =>
    other === timeline || (other < timeline && next < segmentOfStart(fork, geometry));
  for (const { timeline: other, gaps, ranges } of timelines) {
    const gap = isOnPath(other) ? gaps.find(({ first }) => first === next) : undefined;
    if (gap === undefined) continue;
    const isHead = ranges[0] !== undefined && gap.first < ranges[0].first;
    const present = timelines.flatMap((one) => one.ranges);
    return { kind: isHead && leadsAstray(gap, present) ? 'wrong-branch' : 'gap', gap };
  }
  return undefined;
}
