import type { BackupSet } from '../model/backupSet';
import { visibleText } from '../report/visibleText';
import { formatLsn } from '../ground/lsn';
import { bandsOf } from './bands';
import { gapsOf, missingRanges } from './gaps';
import type { Lane, Picture, PointMark, SetBar, UnplacedSet, WalRun } from './picture';
import { positionOf } from './position';
import type { ScopeContent } from './scopes';
import { findingWords, setBar, setTitle } from './setBars';
import { flatten } from './stack';
import { knotsOf, momentMs, sightingsOf } from './times';
import { presentRanges, runsOfTimeline } from './walRuns';
import { type Ways, waysOf } from './ways';

const MOST_POINTS = 2000;

/** The picture of a scope. */
export function buildPicture(content: ScopeContent, withoutServer: readonly BackupSet[] = []): Picture {
  const { scope, geometry, archives, read, sets, unplaced } = content;
  const ways = waysOf(archives, geometry);
  const timelines = new Set(ways.timelines);
  for (const { required } of sets) for (const { timeline } of required?.ranges ?? []) timelines.add(timeline);
  const sightings = sightingsOf(read, sets);
  const trouble = new Map<number, readonly WalRun[]>();
  const lanes = [...timelines]
    .sort((a, b) => a - b)
    .map((timeline) => laneOf(timeline, content, ways, sightings, trouble));
  return {
    scope: scope.id,
    segmentSize: geometry.segmentSize,
    skipsLastSegment: geometry.skipsLastSegment,
    lanes,
    sets: sets.map((set) => setBar(set, geometry)).sort((a, b) => from(a) - from(b)),
    unplaced: [...unplaced, ...withoutServer].map(unplacedSet),
    recordsRead: read.some(({ restorePoints }) => restorePoints !== undefined),
  };
}

function laneOf(
  timeline: number,
  { scope, archives, read, sets, geometry }: ScopeContent,
  ways: Ways,
  sightings: ReturnType<typeof sightingsOf>,
  trouble: Map<number, readonly WalRun[]>,
): Lane {
  const present = presentRanges(archives, timeline, scope.kind === 'server' ? sets : []);
  const missing = missingRanges(timeline, present, sets, ways);
  const runs = runsOfTimeline(timeline, present, missing, { archives, sets }, ways, geometry);
  trouble.set(timeline, runs.filter(stopsRecovery));
  const { stretches } = ways.pathTo(timeline);
  const own = stretches[0];
  // The way of a timeline passes those of its parents up to where the next one left.
  const onTheWay = stretches.map((stretch, index) =>
    (trouble.get(stretch.timeline) ?? []).filter(
      ({ first }) => first < (stretches[index - 1]?.beginSegment ?? Infinity),
    ),
  );
  const parent = ways.parentOf(timeline);
  const forked = parent !== undefined && own !== undefined;
  const begin = own?.beginLsn;
  const fork = !forked ? null : begin === undefined ? own.beginSegment : positionOf(begin, geometry);
  return {
    timeline,
    parent: parent ?? null,
    fork,
    forkLsn: forked && begin !== undefined ? formatLsn(begin) : null,
    first: Math.min(runs[0]?.first ?? fork ?? 0, fork ?? Infinity),
    last: Math.max((runs.at(-1)?.last ?? -1) + 1, fork ?? 0),
    runs: flatten(runs),
    gaps: gapsOf(missing, present, sets, ways, geometry),
    // What ends before the fork is the parent's, where it is drawn.
    bands: bandsOf(timeline, read, sets, onTheWay, ways, geometry).filter(({ to }) => to > (fork ?? -1)),
    points: pointsOf(timeline, read, geometry),
    knots: knotsOf(timeline, sightings, ways, geometry),
  };
}

function stopsRecovery({ state }: WalRun): boolean {
  return state !== 'present' && state !== 'branch';
}

function pointsOf(
  timeline: number,
  archives: ScopeContent['archives'],
  geometry: ScopeContent['geometry'],
): PointMark[] {
  const points = new Map<string, PointMark>();
  for (const point of archives.flatMap(({ restorePoints = [] }) => restorePoints)) {
    if (point.timeline !== timeline || points.size >= MOST_POINTS) continue;
    const lsn = formatLsn(point.lsn);
    points.set(`${lsn} ${point.name}`, {
      at: positionOf(point.lsn, geometry),
      lsn,
      name: visibleText(point.name, 64),
      ms: momentMs(point.time),
    });
  }
  return [...points.values()].sort((a, b) => a.at - b.at);
}

function unplacedSet(set: BackupSet): UnplacedSet {
  return { id: set.id, title: setTitle(set), verdict: set.verdict, findings: findingWords(set) };
}

function from({ spans }: SetBar): number {
  return spans[0]?.from ?? 0;
}
