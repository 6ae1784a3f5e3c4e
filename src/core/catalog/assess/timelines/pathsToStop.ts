import type { Finding } from '../../../ground/finding';
import {
  defaultTimeline,
  followTimeline,
  type RecoveryOrigin,
  type SeenHistories,
} from '../../../model/recovery/targetTimeline';
import { wayFinding } from '../../../model/recovery/wayFinding';
import { segmentOfEnd, segmentOfStart, type WalGeometry } from '../../../wal/geometry';
import { segmentName, type SegmentRange } from '../../../wal/segmentName';
import { rangesAlongPath } from '../../../wal/timelinePath';
import type { ArchiveEvidence } from '../../read/archiveEvidence';
import type { CheckedSegments } from '../checkSegments';
import { locateSegments } from '../locateSegments';

/** The segments from start to stop of a backup, as recovery along one timeline reads them. */
export interface PathToStop {
  readonly timeline: number;
  readonly ranges: readonly SegmentRange[];
  /** Whether a server of the backup's version reads these files if no timeline is set. */
  readonly isDefault: boolean;
}

/** A path of which the segments were looked at. */
export interface CheckedPath extends PathToStop {
  readonly wal: CheckedSegments;
}

export interface ChosenPathToStop extends CheckedPath {
  /** What is wrong with the paths that were not chosen. */
  readonly findings: readonly Finding[];
  /** Other paths of which nothing is missing or wrong, as far as was looked. */
  readonly others: readonly CheckedPath[];
}

/**
 * The recovery paths to the end of a backup that differ in their files: along the backup's own timeline, then the one that a server of
 * its version takes by default, then others. They differ if a timeline forks off in the last segment, after the end of the backup: recovery along the new
 * timeline reads the new timeline's file of that number, which begins with the same content (`XLogFileReadAnyTLI`). A
 * promotion from 9.5 on leaves the old file as `.partial` only, which recovery never reads. If the new file is missing, a
 * server reads the old one.
 */
export function pathsToStop(
  origin: RecoveryOrigin,
  own: readonly SegmentRange[],
  seen: SeenHistories,
  archives: readonly ArchiveEvidence[],
): [PathToStop, ...PathToStop[]] {
  const { geometry, start, stop } = origin;
  const places = archives.map(({ path, segments }) => ({ path, runs: segments.runs(geometry).runs }));
  const first = segmentOfStart(start.lsn, geometry);
  const last = segmentOfEnd(stop.lsn, geometry);
  const preferred = defaultTimeline(origin, seen);
  const paths = new Map([[keyOf(own), { timeline: stop.timeline, ranges: own, isDefault: false }]]);
  let isOwnDefault = true;
  const others = [...seen.readable.keys()].filter((timeline) => timeline !== stop.timeline);
  for (const timeline of others.sort((a, b) => Number(b === preferred) - Number(a === preferred) || a - b)) {
    const { path, fault } = followTimeline(origin, seen, timeline);
    // Up to 9.2 a history names no location, and the old timeline keeps its file.
    if (
      path === undefined ||
      fault !== undefined ||
      path.parts.some(({ beginLsn }) => beginLsn === undefined)
    )
      continue;
    const ranges = rangesAlongPath(path, first, last);
    const isThere = locateSegments(ranges.slice(-1), places).every(({ archive }) => archive !== undefined);
    if (!isThere || paths.has(keyOf(ranges))) continue;
    paths.set(keyOf(ranges), { timeline, ranges, isDefault: timeline === preferred });
    if (timeline === preferred) isOwnDefault = false;
  }
  const [, ...rest] = paths.values();
  return [{ timeline: stop.timeline, ranges: own, isDefault: isOwnDefault }, ...rest];
}

function keyOf(ranges: readonly SegmentRange[]): string {
  return ranges.map(({ timeline, first, last }) => `${timeline}:${first}-${last}`).join(' ');
}

/** The first path of which nothing is missing or wrong; if there is none, the backup's own. */
export async function choosePath(
  paths: readonly [PathToStop, ...PathToStop[]],
  check: (candidate: PathToStop) => Promise<CheckedSegments>,
  geometry: WalGeometry,
): Promise<ChosenPathToStop> {
  const checked: CheckedPath[] = [];
  for (const candidate of paths) checked.push({ ...candidate, wal: await check(candidate) });
  const chosen = checked.find(isWhole) ?? checked[0] ?? { ...paths[0], wal: await check(paths[0]) };
  const others = checked.filter((candidate) => candidate !== chosen && isWhole(candidate));
  if (!isWhole(chosen)) return { ...chosen, findings: [], others };
  // A newer timeline that is not followed by default does not matter.
  const faulty = checked.filter(
    (candidate) => !isWhole(candidate) && (candidate.isDefault || candidate.timeline < chosen.timeline),
  );
  const findings = faulty.map((candidate) => faultOfPath(candidate, chosen, geometry));
  return { ...chosen, findings, others };
}

function isWhole({ wal }: CheckedPath): boolean {
  return wal.runs.every(({ state }) => state === 'present');
}

/** What it means that one path has a fault where another has none. */
function faultOfPath({ timeline, wal }: CheckedPath, chosen: CheckedPath, geometry: WalGeometry): Finding {
  const run = wal.runs.find(({ state }) => state !== 'present');
  const segment = segmentName(run?.timeline ?? timeline, run?.first ?? 0, geometry);
  const good = chosen.ranges.at(-1);
  const instead = segmentName(good?.timeline ?? chosen.timeline, good?.last ?? 0, geometry);
  const code = run?.code === undefined ? {} : { reason: run.code };
  return wayFinding({ timeline, chosen: chosen.timeline }, { segment, instead, ...code });
}
