import { leadsAstray } from '../model/forkGap';
import type { WalArchive } from '../model/walArchive';
import type { SegmentRange } from '../wal/segmentName';
import { type TimelinePaths, timelinePathsOf } from './timelinePaths';

/** What a gap does to recovery besides ending it. */
export interface GapEffect {
  /** Whether it is at the beginning of a timeline that forked off another. */
  readonly isHead: boolean;
  /** At the beginning of a timeline: recovery reads an old timeline's file instead, without an error. */
  readonly leadsToWrongBranch: boolean;
  /** The newest timeline that left before the gap and needs no part of it. */
  readonly bypassedBy: number | undefined;
}

/** The effects of gaps on one timeline, of which the first present segment is known. */
export function gapEffectsOn(
  timeline: number,
  firstPresent: number,
  paths: TimelinePaths,
  /** What is there of older timelines. */
  older: () => readonly SegmentRange[],
): (gap: SegmentRange) => GapEffect {
  const forks = forksOf(timeline, paths);
  const hasParent = paths.parentOf(timeline) !== undefined;
  return (gap) => {
    const isHead = hasParent && gap.last < firstPresent;
    return {
      isHead,
      leadsToWrongBranch: isHead && leadsAstray(gap, older()),
      bypassedBy: forks.find(({ segment }) => segment <= gap.first)?.timeline,
    };
  };
}

/** The effects of the gaps of an archive. */
export function gapEffectsIn(archive: WalArchive): (gap: SegmentRange) => GapEffect {
  const { geometry, timelines } = archive;
  if (geometry === undefined)
    return () => ({ isHead: false, leadsToWrongBranch: false, bypassedBy: undefined });
  const paths = timelinePathsOf([archive], geometry);
  const known = new Map<number, (gap: SegmentRange) => GapEffect>();
  return (gap) => {
    const own = timelines.find(({ timeline }) => timeline === gap.timeline);
    const effectOf =
      known.get(gap.timeline) ??
      gapEffectsOn(gap.timeline, own?.ranges[0]?.first ?? Infinity, paths, () =>
        timelines.flatMap(({ ranges }) => ranges),
      );
    known.set(gap.timeline, effectOf);
    return effectOf(gap);
  };
}

/** Timelines that left this one, the newest first, and the segments in which they did. */
function forksOf(
  timeline: number,
  paths: TimelinePaths,
): { readonly timeline: number; readonly segment: number }[] {
  return [...paths.timelines].reverse().flatMap((later) => {
    const along = paths.pathTo(later).parts;
    const next = along[along.findIndex((part) => part.timeline === timeline) - 1];
    return next === undefined ? [] : [{ timeline: later, segment: next.beginSegment }];
  });
}
