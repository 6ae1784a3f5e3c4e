import type { Finding } from '../../ground/finding';
import { segmentOfEnd, segmentOfStart, type WalGeometry } from '../../wal/geometry';
import { segmentName, type SegmentRange } from '../../wal/segmentName';
import { rangesAlongPath, type TimelinePath, timelinePath } from '../../wal/timelinePath';
import type { ArchiveEvidence } from '../read/readArchive';
import type { StartPosition, StopPosition } from '../../model/positions';
import { locateSegments } from './locateSegments';

/** A path to the end of a backup along a timeline that began after it. */
export interface LaterTimeline {
  readonly timeline: number;
  readonly ranges: readonly SegmentRange[];
  readonly finding: Finding;
}

/**
 * At a promotion from 9.5 on, the last segment of the old timeline is left as `.partial`, which recovery never reads;
 * the new timeline's file with that number begins with the same content. So if a set's own timeline lacks a segment, a
 * timeline that left it after the backup's end may have it. Undefined if nothing is missing, or none helps.
 */
export function laterTimelineFor(
  ranges: readonly SegmentRange[],
  start: StartPosition,
  stop: StopPosition,
  archives: readonly ArchiveEvidence[],
  geometry: WalGeometry,
): LaterTimeline | undefined {
  const places = archives.map(({ path, segments }) => ({ path, runs: segments.runs(geometry).runs }));
  const missing = (wanted: readonly SegmentRange[]): SegmentRange | undefined =>
    locateSegments(wanted, places).find(({ archive }) => archive === undefined);
  const hole = missing(ranges);
  if (hole === undefined) return undefined;
  const first = segmentOfStart(start.lsn, geometry);
  const last = segmentOfEnd(stop.lsn, geometry);
  for (const path of pathsBeyond(stop, archives, geometry)) {
    if (!path.parts.some(({ timeline }) => timeline === start.timeline)) continue;
    const along = rangesAlongPath(path, first, last);
    if (missing(along) !== undefined) continue;
    const args = {
      timeline: path.target,
      stopTimeline: stop.timeline,
      segment: segmentName(hole.timeline, hole.first, geometry),
      instead: segmentName(along.at(-1)?.timeline ?? path.target, last, geometry),
    };
    const finding: Finding = {
      code: 'needs-newer-timeline',
      severity: 'warning',
      args,
      segment: args.instead,
    };
    return { timeline: path.target, ranges: along, finding };
  }
  return undefined;
}

/** Paths of later timelines that contain the whole backup: they left its timeline at its end, or later. */
function pathsBeyond(
  stop: StopPosition,
  archives: readonly ArchiveEvidence[],
  geometry: WalGeometry,
): TimelinePath[] {
  const paths = new Map<number, TimelinePath>();
  for (const { histories } of archives) {
    for (const [timeline, history] of histories) {
      const left = history.switches.find((change) => change.timeline === stop.timeline);
      // Up to 9.2 a history has no location, and the old timeline keeps its file.
      if (left?.switchLsn === undefined || left.switchLsn < stop.lsn) continue;
      paths.set(timeline, timelinePath(timeline, history, geometry));
    }
  }
  return [...paths.values()].sort((a, b) => a.target - b.target);
}
