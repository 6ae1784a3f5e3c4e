import type { BackupSet } from '../../model/backupSet';
import type { NamedRestorePoint } from '../../model/recoveryWindow';
import { isUndetermined, isSound } from '../../model/verdict';
import { verdictAfterRestoreSteps } from '../../model/afterRestoreSteps';
import { locateSegments } from '../../catalog/assess/locateSegments';
import { lastSegmentOf } from '../../proofs/walJob';
import { timeText } from '../../proofs/windows';
import { counted } from '../../ground/sizes';
import { segmentOfEnd, segmentOfStart } from '../../wal/geometry';
import { formatLsn, type Lsn, parseLsn } from '../../ground/lsn';
import { rangeCount, segmentName } from '../../wal/segmentName';
import { type Cluster, servingOf } from '../clusters';
import { type RecoveryPath, timelinePathsFrom, segmentsOf } from './recoveryPath';
import { isStarting, type StartingSet } from './startingSet';
import { microsOf } from '../target';
import type { AnswerNote, Moment, AnswerPath, RecoveryTarget } from '../types';
import { failedPath } from './answerPath';
import { note, setName, timeWithoutZeros } from '../words';

/** Why a target cannot be reached, and the nearest reachable points. */
export interface Refusal {
  readonly notes: readonly AnswerNote[];
  readonly recoveryPath: AnswerPath | null;
  readonly before: Moment | null;
  readonly after: Moment | null;
  /** Why the question is open: the target may be in records that were not read, or a set that may reach it is undetermined. */
  readonly open: 'unread' | 'unjudged' | false;
}

/** Why no recovery path reaches a target, and the nearest points that can be reached. */
export function whyImpossible(
  cluster: Cluster,
  paths: readonly RecoveryPath[],
  target: RecoveryTarget,
): Refusal {
  const refusal = refusalOf(cluster, paths, target);
  if (refusal.open !== false) return refusal;
  const isUsed = paths.length > 0 && !refusal.notes.some(({ code }) => code === 'no-proven-set');
  const isFinal = refusal.notes.some(({ code }) => code === 'gap' || code === 'inside-backup');
  const undetermined = isUsed || isFinal ? [] : undeterminedFor(cluster, target);
  if (undetermined.length === 0) return refusal;
  const reason = undeterminedNote(cluster, undetermined, paths.length > 0);
  return { ...refusal, notes: [reason], recoveryPath: null, open: 'unjudged' };
}

/** The undetermined sets that may reach a target: all but those that certainly ended after it. */
function undeterminedFor({ sets }: Cluster, target: RecoveryTarget): BackupSet[] {
  return sets.filter(
    (set) =>
      isUndetermined(verdictAfterRestoreSteps(set)) &&
      !(isStarting(set) && hasPlace(target) && placeOf(set, target) !== 'behind'),
  );
}

function hasPlace({ kind }: RecoveryTarget): boolean {
  return kind !== 'name' && kind !== 'xid';
}

function undeterminedNote(
  { sets }: Cluster,
  undetermined: readonly BackupSet[],
  hasUsable: boolean,
): AnswerNote {
  const [first] = undetermined;
  const which =
    first !== undefined && undetermined.length === 1
      ? `${setName(first)} is undetermined`
      : `${counted(undetermined.length, 'backup set')} are undetermined`;
  const others = hasUsable
    ? 'No usable backup reaches the target'
    : sets.length === undetermined.length
      ? 'No backup set is known to be usable'
      : 'No backup set is known to be usable (the others are damaged or incomplete)';
  const message = `${others}. ${which}, so it is unknown whether you can recover to this point. The findings say why.`;
  return note('no-proven-set', 'warning', message);
}

function refusalOf(cluster: Cluster, paths: readonly RecoveryPath[], target: RecoveryTarget): Refusal {
  const near = { before: nearest(paths, target, 'before'), after: nearest(paths, target, 'after') };
  if (!cluster.sets.some(isStarting)) {
    const message =
      'No backup set of this server has a known start and end, so recovery has no starting point.';
    return { notes: [note('no-sets', 'error', message)], recoveryPath: null, open: false, ...near };
  }
  if (target.kind === 'name') {
    const reason = unknownName(cluster, paths, target.name);
    return { notes: [reason], recoveryPath: null, open: reason.severity === 'warning' && 'unread', ...near };
  }
  if (target.kind === 'xid') {
    const message = `No commit or abort of transaction ${target.xid} was found after the end of a usable backup. It may be inside of one, or in WAL that is missing here.`;
    return { notes: [note('xid-unknown', 'error', message)], recoveryPath: null, open: false, ...near };
  }
  const tried = nearestTry(cluster, target);
  if (tried === undefined)
    return { notes: [beforeFirst(paths, cluster)], recoveryPath: null, open: false, ...near };
  return { ...whyNot(tried, paths, target), open: false, ...near };
}

function unknownName(cluster: Cluster, paths: readonly RecoveryPath[], wanted: string): AnswerNote {
  const points = cluster.archives.flatMap(({ restorePoints }) => restorePoints ?? []);
  const known = points.filter(({ name }) => name === wanted);
  const [first] = known;
  if (first !== undefined) {
    const message = `The restore point is at ${formatLsn(first.lsn)} on timeline ${first.timeline} (${timeWithoutZeros(first.time)}), but no verified backup can reach it. Each one ended after it, has a restore point of this name before its own end, or lacks WAL.`;
    return note('before-first-set', 'error', message);
  }
  const [inside] = cluster.sets.flatMap((set) =>
    (set.restorePoints ?? []).filter(({ name }) => name === wanted).map((point) => ({ set, point })),
  );
  if (inside !== undefined) return insideName(inside.set, inside.point);
  const unread = cluster.archives.filter(({ restorePoints }) => restorePoints === undefined).length;
  const open = unread > 0 || paths.some(({ proven }) => !proven);
  const why = open
    ? 'Restore points are in the records, and some records were not read. Verify the archive, then ask again.'
    : 'Check the spelling; the restore point may also be in WAL that is missing here.';
  return note(
    'name-unknown',
    open ? 'warning' : 'error',
    `The WAL that was read contains no restore point of this name. ${why}`,
  );
}

function insideName(set: BackupSet, { lsn, time }: NamedRestorePoint): AnswerNote {
  const end = set.stop === undefined ? '' : ` at ${formatLsn(set.stop.lsn)}`;
  const message = `The restore point is at ${formatLsn(lsn)} (${timeWithoutZeros(time)}), inside ${setName(set)}. A server that finds the name before the end of the backup${end} fails. To recover to this restore point, you need an older backup.`;
  return note('inside-backup', 'error', message);
}

function beforeFirst(paths: readonly RecoveryPath[], { sets }: Cluster): AnswerNote {
  const first = paths.reduce<RecoveryPath | undefined>(
    (least, path) => (least === undefined || path.fromLsn < least.fromLsn ? path : least),
    undefined,
  );
  const message =
    first === undefined
      ? `${sets.length === 1 ? 'The only backup set began after the target or is' : `All ${counted(sets.length, 'backup set')} began after the target or are`} damaged or incomplete, so you cannot recover to this point.`
      : `The target is before the earliest recovery point, the end of ${setName(first.set)} at ${formatLsn(first.fromLsn)}. To recover to it, you need an older backup.`;
  return note('before-first-set', 'error', message);
}

interface Try {
  readonly path: RecoveryPath;
  /** Whether the target is before the end of the backup. */
  readonly inside: boolean;
}

/** The obvious set: the newest one that began before the target, whatever its state. */
function nearestTry({ sets, archives }: Cluster, target: RecoveryTarget): Try | undefined {
  const tries = sets
    .filter(isStarting)
    .flatMap((set) => {
      const serving = servingOf(set, archives);
      const timelinePath = timelinePathsFrom(set, serving).at(-1);
      const where = placeOf(set, target);
      if (timelinePath === undefined || where === 'before') return [];
      const known = {
        set,
        serving,
        timelinePath,
        proven: false,
        knownTimes: [],
        fromTime: undefined,
        toTime: undefined,
      };
      const path: RecoveryPath = { ...known, fromLsn: set.stop.lsn, toLsn: set.stop.lsn };
      return [{ path, inside: where === 'inside' }];
    })
    .sort((a, b) => compare(b.path.set.start.lsn, a.path.set.start.lsn));
  return tries.find(({ inside }) => !inside) ?? tries[0];
}

/** The position of a target relative to a set. An unknown position counts as after it. */
function placeOf({ start, stop }: StartingSet, target: RecoveryTarget): 'before' | 'inside' | 'behind' {
  if (target.kind === 'lsn') {
    const lsn = parseLsn(target.lsn) ?? 0n;
    return lsn < start.lsn ? 'before' : lsn < stop.lsn ? 'inside' : 'behind';
  }
  const ms = target.kind === 'time' ? (microsOf(target.time) ?? 0) / 1000 : Infinity;
  if (start.time?.epochMs !== undefined && ms < start.time.epochMs) return 'before';
  return stop.time?.epochMs !== undefined && ms < stop.time.epochMs + 1000 ? 'inside' : 'behind';
}

function whyNot(
  { path, inside }: Try,
  paths: readonly RecoveryPath[],
  target: RecoveryTarget,
): Pick<Refusal, 'notes' | 'recoveryPath'> {
  const { set, timelinePath, serving } = path;
  const { geometry, stop } = set;
  if (inside) {
    const time = stop.time === undefined ? '' : ` (${timeWithoutZeros(stop.time.text)})`;
    const message = `The target is inside ${setName(set)}, before that backup was finished. A server cannot stop before the end of the backup at ${formatLsn(stop.lsn)}${time}, the earliest recovery point of this set. To recover to an earlier point, you need an older backup.`;
    return { notes: [note('inside-backup', 'error', message)], recoveryPath: null };
  }
  const known = lastSegmentOf({ timelinePath, places: serving });
  const asked = target.kind === 'lsn' ? segmentOfStart(parseLsn(target.lsn) ?? 0n, geometry) : known;
  const last = Math.max(Math.min(asked, known), segmentOfEnd(stop.lsn, geometry));
  const holes = locateSegments(segmentsOf(path, last), serving).filter(
    ({ archive }) => archive === undefined,
  );
  const [hole] = holes;
  if (hole !== undefined) {
    const count = holes.reduce((sum, range) => sum + rangeCount(range), 0);
    const name = segmentName(hole.timeline, hole.first, geometry);
    const message = `Recovery from ${setName(set)} needs ${counted(count, 'segment')} that ${count === 1 ? 'is' : 'are'} missing: ${count === 1 ? name : `the first is ${name}`}. Recovery ends at a gap. With a target after it, recovery fails in PostgreSQL 13 and later, and the server shuts down (“recovery ended before configured recovery target was reached”). PostgreSQL 12 and earlier end recovery and start without the later changes.`;
    return { notes: [note('gap', 'error', message)], recoveryPath: failedPath(path, target, last) };
  }
  return { notes: [afterEnd(path, paths)], recoveryPath: null };
}

function afterEnd({ set, timelinePath }: RecoveryPath, paths: readonly RecoveryPath[]): AnswerNote {
  const own = paths.filter((path) => path.set === set && path.timelinePath.target === timelinePath.target);
  const [read] = own.filter(({ proven }) => proven);
  if (!isSound(verdictAfterRestoreSteps(set))) {
    const message = `${setName(set)} is ${set.verdict}; its findings say what is wrong. No other backup can reach the target.`;
    return note('no-proven-set', 'error', message);
  }
  const end = read ?? own[0];
  const at = end === undefined ? formatLsn(set.stop.lsn) : formatLsn(end.toLsn);
  const time =
    end?.toTime === undefined ? '' : `, the last commit at ${timeWithoutZeros(timeText(end.toTime))}`;
  const why = endOfReading(end);
  const message = `The target is after the end of the ${why === '' ? 'available' : 'usable'} WAL${why}. Recovery from ${setName(set)} reaches ${at}${time}. If no transaction committed since then, “latest” gives the same result. Otherwise newer WAL is needed.`;
  return note('after-end', 'error', message);
}

/** Why reading ended before the WAL did. */
function endOfReading(path: RecoveryPath | undefined): string {
  const { end, set } = path ?? {};
  switch (end?.kind) {
    case 'fault':
    case 'refused': {
      const name = set === undefined ? '' : segmentName(end.timeline, end.segment, set.geometry);
      return `: ${name} ${end.kind === 'refused' ? 'has the wrong size' : 'is damaged'} (${end.code})`;
    }
    case 'minimal':
      return `: the server was restarted with wal_level = minimal at ${formatLsn(end.lsn)}`;
    default:
      return '';
  }
}

/** The last recovery point before the target, or the first after it. Proven ones take precedence. */
function nearest(
  paths: readonly RecoveryPath[],
  target: RecoveryTarget,
  side: 'before' | 'after',
): Moment | null {
  for (const proven of [true, false]) {
    const moments = paths
      .filter((path) => path.proven === proven)
      .flatMap((path) => momentsOf(path, target, side))
      .sort((a, b) => (side === 'before' ? compare(b.rank, a.rank) : compare(a.rank, b.rank)));
    const [best] = moments;
    if (best !== undefined) return best.moment;
  }
  return null;
}

function momentsOf(
  path: RecoveryPath,
  target: RecoveryTarget,
  side: 'before' | 'after',
): { rank: bigint; moment: Moment }[] {
  const { fromLsn, toLsn, fromTime, toTime, latestTime = toTime, timelinePath, set, proven } = path;
  const lsn = side === 'before' ? toLsn : fromLsn;
  const time = side === 'before' ? latestTime : fromTime;
  const common = { timeline: timelinePath.target, setId: set.id, proven };
  const moment = { ...common, lsn: formatLsn(lsn), time: time === undefined ? null : timeText(time) };
  const rank = rankOf(target, lsn, time);
  const wanted = rankOf(target, parseLsn(target.kind === 'lsn' ? target.lsn : ''), timeOf(target));
  if (rank === undefined || wanted === undefined) return [];
  return (side === 'before' ? rank <= wanted : rank >= wanted) ? [{ rank, moment }] : [];
}

function timeOf(target: RecoveryTarget): number | undefined {
  return target.kind === 'time' ? microsOf(target.time) : undefined;
}

function rankOf(
  { kind }: RecoveryTarget,
  lsn: Lsn | undefined,
  time: number | undefined,
): bigint | undefined {
  if (kind === 'lsn') return lsn;
  return kind === 'time' && time !== undefined ? BigInt(time) : undefined;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
