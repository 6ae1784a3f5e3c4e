import type { BackupSet } from '../model/backupSet';
import { visibleText } from '../report/visibleText';
import { formatLsn } from '../ground/lsn';
import type { SegmentRange } from '../wal/segmentName';
import { bandsOf } from './bands';
import { gapsOf, missingRanges } from './gaps';
import { lostTimes } from './lostTimes';
import type { Lane, Picture, PointMark, SetBar, UnplacedSet, WalRun } from './picture';
import { picturePositionOf } from './position';
import type { ScopeContent } from './scopes';
import { findingWords, setBar, barTitle } from './setBars';
import { flatten } from './stack';
import { knotsOf, momentMs, knownMomentsOf } from './times';
import { presentRanges, runsOfTimeline } from './walRuns';
import { type TimelinePaths, timelinePathsOf } from './timelinePaths';

const MOST_POINTS = 2000;

/** The picture of a scope. */
export function buildPicture(content: ScopeContent, withoutServer: readonly BackupSet[] = []): Picture {
  const { scope, geometry, archives, read, sets, unplaced } = content;
  const paths = timelinePathsOf(archives, geometry);
  const timelines = new Set(paths.timelines);
  for (const { required } of sets) for (const { timeline } of required?.ranges ?? []) timelines.add(timeline);
  const known = knownMomentsOf(read, sets);
  const bars = sets.map((set) => setBar(set, geometry)).sort((a, b) => from(a) - from(b));
  const wal = new Map([...timelines].map((timeline) => [timeline, walOf(timeline, content, paths)]));
  const lanes = [...timelines]
    .sort((a, b) => a - b)
    .map((timeline) => laneOf(timeline, content, bars, paths, known, wal));
  return {
    scope: scope.id,
    segmentSize: geometry.segmentSize,
    skipsLastSegment: geometry.skipsLastSegment,
    lanes,
    sets: bars,
    unplaced: [...unplaced, ...withoutServer].map(unplacedSet),
    recordsRead: read.some(({ restorePoints }) => restorePoints !== undefined),
  };
}

/** The WAL of a timeline, present and missing. */
interface LaneWal {
  readonly present: readonly SegmentRange[];
  readonly missing: ReturnType<typeof missingRanges>;
  readonly runs: readonly WalRun[];
}

function walOf(
  timeline: number,
  { scope, archives, sets, geometry }: ScopeContent,
  paths: TimelinePaths,
): LaneWal {
  const present = presentRanges(archives, timeline, scope.kind === 'server' ? sets : []);
  const missing = missingRanges(timeline, present, sets, paths);
  const runs = runsOfTimeline(timeline, present, missing, { archives, sets }, paths, geometry);
  return { present, missing, runs };
}

function laneOf(
  timeline: number,
  content: ScopeContent,
  bars: readonly SetBar[],
  paths: TimelinePaths,
  known: ReturnType<typeof knownMomentsOf>,
  wal: ReadonlyMap<number, LaneWal>,
): Lane {
  const { archives, read, sets, geometry } = content;
  const { present, missing, runs } = wal.get(timeline) ?? walOf(timeline, content, paths);
  const { parts } = paths.pathTo(timeline);
  const own = parts[0];
  // The path of a timeline includes its parents up to where the next one left.
  const onTheWay = parts.map((part, index) =>
    (wal.get(part.timeline)?.runs ?? []).filter(
      (run) => stopsRecovery(run) && run.first < (parts[index - 1]?.beginSegment ?? Infinity),
    ),
  );
  const older = (): SegmentRange[] =>
    archives.flatMap(({ timelines }) => timelines.flatMap(({ ranges }) => ranges));
  const parent = paths.parentOf(timeline);
  const forked = parent !== undefined && own !== undefined;
  const begin = own?.beginLsn;
  const fork = !forked ? null : begin === undefined ? own.beginSegment : picturePositionOf(begin, geometry);
  // A band that ends before the fork is the parent's, if that is drawn.
  const bands = bandsOf(timeline, read, sets, onTheWay, paths, geometry).filter(
    ({ to }) => to > (fork ?? -1),
  );
  const gaps = gapsOf(missing, present, sets, paths, geometry, older);
  return {
    timeline,
    parent: parent ?? null,
    fork,
    forkLsn: forked && begin !== undefined ? formatLsn(begin) : null,
    first: Math.min(runs[0]?.first ?? fork ?? 0, fork ?? Infinity),
    last: Math.max((runs.at(-1)?.last ?? -1) + 1, fork ?? 0),
    runs: flatten(runs),
    gaps: gaps.map((gap) => ({ ...gap, lost: lostTimes(gap, { timeline, bands }, bars) })),
    bands,
    points: pointsOf(timeline, read, geometry),
    knots: knotsOf(timeline, known, paths, geometry),
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
      at: picturePositionOf(point.lsn, geometry),
      lsn,
      name: visibleText(point.name, 64),
      ms: momentMs(point.time),
    });
  }
  return [...points.values()].sort((a, b) => a.at - b.at);
}

function unplacedSet(set: BackupSet): UnplacedSet {
  return { id: set.id, title: barTitle(set), verdict: set.verdict, findings: findingWords(set) };
}

function from({ spans }: SetBar): number {
  return spans[0]?.from ?? 0;
}
