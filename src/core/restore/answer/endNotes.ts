import { locateSegments } from '../../catalog/assess/locateSegments';
import { READS_SINCE } from '../../model/recovery/serverDefaults';
import { seenHistories } from '../../model/recovery/targetTimeline';
import type { WindowEnd } from '../../model/recovery/windowEnd';
import { lastSegmentOf } from '../../proofs/walJob';
import { counted } from '../../ground/sizes';
import { formatLsn } from '../../ground/lsn';
import { segmentOfStart } from '../../wal/geometry';
import { rangeCount, segmentName, type SegmentRange } from '../../wal/segmentName';
import { rangesAlongPath } from '../../wal/timelinePath';
import type { AnswerNote } from '../types';
import { note } from '../words';
import type { Match } from './match';
import type { RecoveryPath } from './recoveryPath';

/** What is not recovered after the place where recovery ends, if it is to go as far as the WAL leads. */
export function endNotes({ path, target }: Match, isWholeWal: boolean): AnswerNote[] {
  if (target.kind !== 'end' && !isWholeWal) return [];
  return [...ownEnd(path), ...otherTimelines(path), ...brokenForks(path)];
}

/** Why recovery ends where it does, if that is not the end of what is there. */
function ownEnd(path: RecoveryPath): AnswerNote[] {
  const { end, toLsn } = path;
  const at = formatLsn(toLsn);
  switch (end?.kind) {
    case 'gap': {
      const later = segmentsAfter(path, end.segment);
      const lost = later.present === 0 ? '' : ` ${afterWords(later.present)}`;
      const message = `Recovery ends at ${at} without an error: ${later.gap} missing.${lost}`;
      return [note('ends-at-gap', 'warning', message)];
    }
    case 'fault': {
      const { present } = segmentsAfter(path, end.segment + 1);
      const lost = present === 0 ? '' : ` ${afterWords(present)}`;
      const message = `Recovery ends at ${at} without an error: ${nameOf(path, end)} is damaged from there on (${end.code}).${lost}`;
      return [note('ends-at-damage', 'warning', message)];
    }
    case 'refused': {
      const { present } = segmentsAfter(path, end.segment + 1);
      const lost = present === 0 ? '' : ` ${afterWords(present)}`;
      const message = `${nameOf(path, end)} has the wrong size. A server that comes to it ends with an error, so the steps set the last record before it as target.${lost}`;
      return [note('ends-before-refused', 'warning', message)];
    }
    case 'minimal': {
      const refuses = (path.set.versionNum ?? 0) >= READS_SINCE.refusesMinimal;
      const cost = refuses
        ? 'recovery stops with an error there'
        : 'recovery stops with an error there if hot_standby is on, and otherwise tables and indexes that were loaded since then may be empty or damaged';
      const message = `At ${formatLsn(end.lsn)} the server was restarted with wal_level = minimal: ${cost}. The steps stop before it, so later changes are not recovered.`;
      return [note('minimal-wal-level', 'warning', message)];
    }
    default:
      return [];
  }
}

function afterWords(present: number): string {
  return present === 1
    ? 'One later segment of this timeline is there, but recovery does not reach it.'
    : `${counted(present, 'later segment')} of this timeline are there, but recovery does not reach them.`;
}

function nameOf(
  { set }: RecoveryPath,
  { timeline, segment }: WindowEnd & { segment: number; timeline: number },
): string {
  return segmentName(timeline, segment, set.geometry);
}

/** What is missing from a segment on, and how many segments are there on the path after it. */
function segmentsAfter(
  { set, serving, timelinePath }: RecoveryPath,
  from: number,
): { readonly gap: string; readonly present: number } {
  const { geometry } = set;
  const last = lastSegmentOf({ timelinePath, places: serving });
  const runs = locateSegments(rangesAlongPath(timelinePath, from, Math.max(last, from)), serving);
  const hole: SegmentRange[] = [];
  for (const run of runs) {
    if (run.archive !== undefined) break;
    hole.push(run);
  }
  const names = hole.map(({ timeline, first, last: end }) => {
    const [a, b] = [segmentName(timeline, first, geometry), segmentName(timeline, end, geometry)];
    return first === end ? a : `${a} – ${b}`;
  });
  const isOne = hole.length === 1 && hole[0] !== undefined && rangeCount(hole[0]) === 1;
  const present = runs
    .filter(({ archive }) => archive !== undefined)
    .reduce((sum, range) => sum + rangeCount(range), 0);
  return { gap: `${names.join(' and ')} ${isOne ? 'is' : 'are'}`, present };
}

/** Timelines with WAL that this path leaves out. Each is named once. */
function otherTimelines({ set, serving, timelinePath }: RecoveryPath): AnswerNote[] {
  const { geometry, stop } = set;
  const { readable, present } = seenHistories(serving);
  const parts = new Map(timelinePath.parts.map((part) => [part.timeline, part]));
  const left = new Set<number>();
  const unknown = new Set<number>();
  for (const { timeline, last } of serving.flatMap(({ runs }) => runs)) {
    const part = parts.get(timeline);
    if (part !== undefined) {
      if (
        part.endLsn !== undefined &&
        last >= segmentOfStart(part.endLsn, geometry) &&
        timeline >= stop.timeline
      )
        left.add(timeline);
    } else if (timeline === 1 || readable.has(timeline)) {
      if (timeline > stop.timeline) left.add(timeline);
    } else if (timeline > stop.timeline) unknown.add(timeline);
  }
  const notes: AnswerNote[] = [];
  if (left.size > 0) {
    const message = `WAL of ${timelineWords(left)} is there too. Recovery along timeline ${timelinePath.target} does not contain it.`;
    notes.push(note('other-timelines', 'warning', message));
  }
  if (unknown.size > 0) {
    const missing = [...unknown].some((timeline) => !present.has(timeline)) ? 'missing' : 'unreadable';
    const message = `WAL of ${timelineWords(unknown)} is there, but the .history file is ${missing}, so recovery stays on timeline ${timelinePath.target} and does not contain it.`;
    notes.push(note('missing-history', 'warning', message));
  }
  return notes;
}

function timelineWords(timelines: ReadonlySet<number>): string {
  const sorted = [...timelines].sort((a, b) => a - b).join(', ');
  return timelines.size === 1 ? `timeline ${sorted}` : `timelines ${sorted}`;
}

/** Timelines that a server cannot follow past their fork, because their first segment is missing. */
function brokenForks({ set, serving, timelinePath }: RecoveryPath): AnswerNote[] {
  const broken = new Map<number, WindowEnd & { readonly kind: 'wrong-branch' }>();
  for (const { setId, timeline, end } of serving.flatMap(({ windows }) => windows))
    if (setId === set.id && timeline !== timelinePath.target && end?.kind === 'wrong-branch')
      broken.set(timeline, { ...end, kind: end.kind });
  return [...broken].map(([timeline, end]) => {
    const segment = segmentName(end.timeline, end.segment, set.geometry);
    const message = `Timeline ${timeline} cannot be followed: ${segment}, its first segment, is missing. A server that follows it reads the old timeline’s file instead, without an error, and starts with data of the old timeline.`;
    return note('broken-fork', 'warning', message);
  });
}
