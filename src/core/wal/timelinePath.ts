import type { TimelineHistory, TimelineSwitch } from './timelines';
import { segmentOfEnd, segmentOfStart, segmentsPerLog, type WalGeometry } from './geometry';
import type { Lsn } from '../ground/lsn';
import { parseSegmentName, type SegmentRange } from './segmentName';

/** The part of a timeline path that one timeline contributes. */
export interface TimelinePart {
  readonly timeline: number;
  /** The first segment that exists under this timeline's name (0 for the oldest). */
  readonly beginSegment: number;
  /** Where it left its parent; 0 for the oldest. Up to 9.2 only the segment is known, so this is undefined. */
  readonly beginLsn: Lsn | undefined;
  /** Where the next timeline left it; undefined for the target itself, and up to 9.2. */
  readonly endLsn: Lsn | undefined;
}

/** The timelines that lead to a target, newest first, including the target. */
export interface TimelinePath {
  readonly target: number;
  readonly parts: readonly TimelinePart[];
}

/**
 * The path to a timeline. Without a history it is the target alone, as a server assumes if the file is missing. A
 * timeline begins in the segment of its switch location; up to 9.2 in the segment that the history names, which the
 * server always copies to the new timeline.
 */
export function timelinePath(
  target: number,
  history: TimelineHistory | undefined,
  geometry: WalGeometry,
): TimelinePath {
  const parts: TimelinePart[] = [];
  let begin: { segment: number; lsn: Lsn | undefined } = { segment: 0, lsn: 0n };
  for (const change of history?.switches ?? []) {
    parts.push({
      timeline: change.timeline,
      beginSegment: begin.segment,
      beginLsn: begin.lsn,
      endLsn: change.switchLsn,
    });
    begin = { segment: firstSegmentAfter(change, geometry), lsn: change.switchLsn };
  }
  parts.push({
    timeline: target,
    beginSegment: begin.segment,
    beginLsn: begin.lsn,
    endLsn: undefined,
  });
  return { target, parts: parts.reverse() };
}

/**
 * The timeline that wrote the byte at `lsn`, as seen from the target. Undefined if unknown: inside the segment of a
 * switch up to 9.2.
 */
export function timelineOfLsn(path: TimelinePath, lsn: Lsn, geometry: WalGeometry): number | undefined {
  const segment = segmentOfStart(lsn, geometry);
  for (const part of path.parts) {
    if (part.beginLsn === undefined) {
      if (segment === part.beginSegment) return undefined;
      if (segment > part.beginSegment) return part.timeline;
    } else if (lsn >= part.beginLsn) {
      return part.timeline;
    }
  }
  return undefined;
}

/**
 * The segments that recovery reads from `start` to just before `stop`, in its order. Each comes from the newest
 * timeline of the path that begins in it or before it (`XLogFileReadAnyTLI`). Empty if nothing is between. Undefined if
 * the path does not lead from the start timeline to the stop timeline.
 */
export function requiredRanges(
  start: Lsn,
  startTimeline: number,
  stop: Lsn,
  stopTimeline: number,
  path: TimelinePath | undefined,
  geometry: WalGeometry,
): SegmentRange[] | undefined {
  if (stop <= start) return [];
  const first = segmentOfStart(start, geometry);
  const last = segmentOfEnd(stop, geometry);
  if (startTimeline === stopTimeline) return first <= last ? [{ timeline: startTimeline, first, last }] : [];
  if (path?.target !== stopTimeline) return undefined;
  if (!path.parts.some((part) => part.timeline === startTimeline)) return undefined;
  return rangesAlongPath(path, first, last);
}

/** The segments `first` to `last`, each on the timeline from which recovery takes it. */
export function rangesAlongPath(path: TimelinePath, first: number, last: number): SegmentRange[] {
  const ranges: SegmentRange[] = [];
  let end = last;
  for (const { timeline, beginSegment } of path.parts) {
    const begin = Math.max(first, beginSegment);
    if (begin <= end) {
      ranges.unshift({ timeline, first: begin, last: end });
      end = begin - 1;
    }
  }
  return ranges;
}

function firstSegmentAfter(change: TimelineSwitch, geometry: WalGeometry): number {
  if (change.switchLsn !== undefined) return segmentOfStart(change.switchLsn, geometry);
  const parts = change.switchSegment === undefined ? undefined : parseSegmentName(change.switchSegment);
  if (parts === undefined) return 0;
  // A name that is impossible in this geometry is damaged; the nearest real segment keeps the order of the path.
  const perLog = segmentsPerLog(geometry);
  return parts.log * perLog + Math.min(parts.low, perLog - 1);
}

/** The timeline under whose name recovery reads a segment: the newest of the path that begins in or before it. */
export function timelineOfSegment(path: TimelinePath, segment: number): number {
  return path.parts.find((part) => part.beginSegment <= segment)?.timeline ?? path.target;
}
