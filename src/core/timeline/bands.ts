import type { BackupSet } from '../model/backupSet';
import type { WalArchive } from '../model/walArchive';
import type { RecoveryWindow } from '../model/recoveryWindow';
import { segmentEndLsn, segmentOfEnd, type WalGeometry } from '../wal/geometry';
import { isSound } from '../model/verdict';
import { verdictAfterRestoreSteps } from '../model/afterRestoreSteps';
import { firstEndingAt } from '../wal/segmentName';
import { formatLsn, type Lsn } from '../ground/lsn';
import { rangesAlongPath, timelineOfLsn } from '../wal/timelinePath';
import type { Band, WalRun } from './picture';
import { picturePositionOf } from './position';
import { momentMs } from './times';
import { presentRanges } from './walRuns';
import type { TimelinePaths } from './timelinePaths';

const MOST_NAMES = 5;

/** A band before it is drawn. */
interface BandExtent {
  readonly from: Lsn;
  readonly to: Lsn;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly setId: string;
  readonly proven: boolean;
}

/**
 * The times that recovery along a timeline reaches: proven by records, or for sets whose records were not read, the
 * length of consecutive whole segments. Extents that meet are one band.
 */
export function bandsOf(
  timeline: number,
  archives: readonly WalArchive[],
  sets: readonly BackupSet[],
  trouble: readonly (readonly WalRun[])[],
  paths: TimelinePaths,
  geometry: WalGeometry,
): Band[] {
  const proven = archives
    .flatMap(({ windows }) => windows.filter((window) => window.timeline === timeline))
    .map(fromWindow);
  const known = new Set(proven.map(({ setId }) => setId));
  const expected = expectedExtent(timeline, archives, sets, paths, geometry).filter(
    ({ setId }) => !known.has(setId),
  );
  const byProof = [proven, expected].map((list) => join(list));
  return byProof.flat().map((group) => toBand(group, trouble, geometry));
}

function fromWindow({ fromLsn, toLsn, fromTime, toTime, setId }: RecoveryWindow): BandExtent {
  const fromMs = momentMs(fromTime);
  return { from: fromLsn, to: toLsn, fromMs, toMs: momentMs(toTime), setId, proven: true };
}

/** By names: from the stop of each set without a known fault to the first segment that none of its archives has. */
function expectedExtent(
  timeline: number,
  archives: readonly WalArchive[],
  sets: readonly BackupSet[],
  paths: TimelinePaths,
  geometry: WalGeometry,
): BandExtent[] {
  const path = paths.pathTo(timeline);
  const onPath = sets.flatMap((set) => {
    const { stop } = set;
    if (stop === undefined || !isSound(verdictAfterRestoreSteps(set))) return [];
    return timelineOfLsn(path, stop.lsn - 1n, geometry) === stop.timeline ? [{ set, stop }] : [];
  });
  const known = new Map<string, ReturnType<typeof presentRanges>>();
  const presentFor = (set: BackupSet, of: number): ReturnType<typeof presentRanges> => {
    const key = `${String(of)} ${set.archives.join('\n')}`;
    const serving = archives.filter((archive) => set.archives.includes(archive.path));
    const ranges = known.get(key) ?? presentRanges(serving, of);
    known.set(key, ranges);
    return ranges;
  };
  return onPath.map(({ set, stop }) => {
    const first = segmentOfEnd(stop.lsn, geometry);
    let reached = first;
    for (const wanted of rangesAlongPath(path, first + 1, Number.MAX_SAFE_INTEGER)) {
      const ranges = presentFor(set, wanted.timeline);
      const there = ranges[firstEndingAt(ranges, wanted.first)];
      if (there === undefined || there.first > wanted.first) break;
      reached = Math.min(there.last, wanted.last);
      if (reached < wanted.last) break;
    }
    const to = reached === first ? stop.lsn : segmentEndLsn(reached, geometry);
    const fromMs = stop.time?.epochMs ?? null;
    return { from: stop.lsn, to, fromMs, toMs: null, setId: set.id, proven: false };
  });
}

/** Groups of extents that overlap or touch, ascending. */
function join(reaches: readonly BandExtent[]): BandExtent[][] {
  const groups: BandExtent[][] = [];
  let end = -1n;
  for (const reach of [...reaches].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))) {
    const group = groups.at(-1);
    if (group !== undefined && reach.from <= end) group.push(reach);
    else groups.push([reach]);
    if (groups.at(-1)?.length === 1 || reach.to > end) end = reach.to;
  }
  return groups;
}

function toBand(
  group: readonly BandExtent[],
  trouble: readonly (readonly WalRun[])[],
  geometry: WalGeometry,
): Band {
  const first = group[0];
  const last = group.reduce<BandExtent | undefined>(
    (best, reach) => (best === undefined || reach.to > best.to ? reach : best),
    undefined,
  );
  const from = first?.from ?? 0n;
  const to = last?.to ?? 0n;
  const sets = [...new Set(group.map(({ setId }) => setId))];
  return {
    from: picturePositionOf(from, geometry),
    to: picturePositionOf(to, geometry),
    fromLsn: formatLsn(from),
    toLsn: formatLsn(to),
    fromMs: first?.fromMs ?? null,
    toMs: last?.toMs ?? null,
    sets: sets.slice(0, MOST_NAMES),
    setCount: sets.length,
    proven: first?.proven ?? false,
    endsAt: endOf(to, trouble, geometry),
  };
}

/** What is in the segment at the end or after it; the runs are those of the timeline, and before it of its parents. */
function endOf(to: Lsn, trouble: readonly (readonly WalRun[])[], geometry: WalGeometry): Band['endsAt'] {
  const segment = segmentOfEnd(to, geometry);
  for (const runs of trouble) {
    const stop = runs[firstEndingAt(runs, segment)];
    if (stop === undefined || stop.first > segment + 1) continue;
    return stop.state === 'missing' || stop.state === 'partial' ? 'gap' : 'damage';
  }
  return 'end';
}
