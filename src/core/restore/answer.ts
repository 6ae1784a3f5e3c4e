import type { Catalog, EvidenceLevel } from '../catalog/model';
import { counted, formatBytes } from '../report/words';
import type { Lsn } from '../wal/lsn';
import { parseLsn } from '../wal/lsn';
import type { TimelinePath } from '../wal/timelinePath';
import type { Cluster } from './clusters';
import { clustersOf } from './clusters';
import type { Course } from './course';
import { coursesOf } from './course';
import { refusalOf } from './impossible';
import type { Match } from './match';
import { byPreference, matchOf, momentKey } from './match';
import { microsOf } from './target';
import type { AnswerNote, RecoveryAnswer, RecoveryAnswers, RecoveryWay, Target } from './types';
import { wayOf } from './way';
import { momentWords, note, setName, targetWords } from './words';

export interface AskOptions {
  /** Only this server's backups; else those of every server, in one answer each. */
  readonly systemIdentifier?: string;
  /** Only ways along this timeline. */
  readonly timeline?: number;
  /** Only ways from this set. */
  readonly setId?: string;
}

/** "Can I recover to …?": one answer for each server whose backups are in the catalogue. Claims nothing that was not read. */
export function recoveryAnswers(
  catalog: Pick<Catalog, 'sets' | 'archives'>,
  target: Target,
  options: AskOptions = {},
): RecoveryAnswers {
  const { systemIdentifier } = options;
  const clusters = clustersOf(catalog).filter(
    ({ sets, systemIdentifier: id }) =>
      sets.length > 0 && (systemIdentifier === undefined || String(id) === systemIdentifier),
  );
  return {
    target,
    notes: targetNotes(target),
    answers: clusters.map((cluster) => answerOf(cluster, target, options)),
  };
}

/** Names of every restore point that was found. */
export function restorePointNames({ archives }: Pick<Catalog, 'archives'>): ReadonlySet<string> {
  return new Set(archives.flatMap(({ restorePoints }) => (restorePoints ?? []).map(({ name }) => name)));
}

function targetNotes(target: Target): AnswerNote[] {
  if (target.kind !== 'time') return [];
  const notes: AnswerNote[] = [];
  if (target.zoneAssumed) {
    const message = `No time zone was given: ${target.zone} was assumed, so the target is ${target.time}.`;
    notes.push(note('zone-assumed', 'info', message));
  }
  const message =
    'Every transaction that committed at exactly this time is included. To stop before them, set recovery_target_inclusive = off.';
  return [...notes, note('equal-commit-times', 'info', message)];
}

function answerOf(cluster: Cluster, target: Target, { timeline, setId }: AskOptions): RecoveryAnswer {
  const courses = coursesOf(cluster).filter(
    ({ path, set }) =>
      (timeline === undefined || path.target === timeline) && (setId === undefined || set.id === setId),
  );
  const matches = courses.flatMap((course) => matchOf(course, target) ?? []).sort(byPreference);
  const [best] = matches;
  const systemIdentifier = cluster.systemIdentifier === undefined ? null : String(cluster.systemIdentifier);
  if (best === undefined) return impossible(cluster, courses, target, systemIdentifier);
  const way = wayOf(best);
  return {
    systemIdentifier,
    outcome: best.proven ? 'proven' : 'unproven',
    evidence: best.proven ? 'records' : best.course.set.evidence.wal,
    headline: yes(way),
    way,
    alternatives: alternativesTo(best, matches).map(wayOf),
    before: null,
    after: null,
    notes: [...way.notes, ...notesOn(best, matches, target)],
    verify: idsOf([...(best.proven ? [] : [best]), ...(nearerUnproven(best, matches) ?? [])]),
  };
}

function impossible(
  cluster: Cluster,
  courses: readonly Course[],
  target: Target,
  systemIdentifier: string | null,
): RecoveryAnswer {
  const { notes, way, before, after, open } = refusalOf(cluster, courses, target);
  const near = [
    before === null ? '' : ` The nearest moment before: ${momentWords(before)}.`,
    after === null ? '' : ` The nearest after: ${momentWords(after)}.`,
  ].join('');
  const read = courses.every(({ proven }) => proven);
  const evidence: EvidenceLevel = read && courses.length > 0 ? 'records' : 'names';
  const headline = open
    ? `Not known: ${targetWords(target)} may be in WAL whose records were not read yet. Verify first.`
    : `No: ${targetWords(target)} cannot be reached with what is here.${near}`;
  return {
    systemIdentifier,
    outcome: open ? 'unproven' : 'impossible',
    evidence,
    headline,
    way,
    alternatives: [],
    before,
    after,
    notes,
    verify: open ? idsOf(courses.map((course) => ({ course }))) : [],
  };
}

function idsOf(among: readonly Pick<Match, 'course'>[]): string[] {
  return [...new Set(among.map(({ course }) => course.set.id))];
}

/** A way that nothing was read of, from a set that lies nearer to the target than the proven one. */
function nearerUnproven(best: Match, matches: readonly Match[]): [Match] | undefined {
  const newer = matches.find(
    (match) => best.proven && !match.proven && match.course.fromLsn > best.course.fromLsn,
  );
  return newer === undefined ? undefined : [newer];
}

function yes({ proven, set, timeline, wal, target }: RecoveryWay): string {
  const most = wal.extent === 'at-most' ? 'at most ' : '';
  const size = `${most}${counted(wal.count, 'segment')} (${formatBytes(BigInt(wal.bytes))})`;
  const way = `from ${setName(set)} along timeline ${timeline} with ${size}`;
  if (!proven)
    return `Perhaps: ${way}. Nothing is missing by name, but the records were not read. Verify first.`;
  const all = target.kind === 'end' ? ' to the end of the WAL' : '';
  return `Yes: ${way}${all}. Every record on the way was read.`;
}

/** One way to each other moment that fits the description. */
function alternativesTo(best: Match, matches: readonly Match[]): Match[] {
  const seen = new Set([momentKey(best)]);
  const others: Match[] = [];
  for (const match of matches) {
    const key = momentKey(match);
    if (match.proven !== best.proven || seen.has(key) || isShared(best, match)) continue;
    seen.add(key);
    others.push(match);
  }
  return others;
}

/** Whether two courses are one up to a time: it lies before a mark that stands before they part. */
function isShared(a: Match, b: Match): boolean {
  const { target } = a;
  if (target.kind !== 'time' || b.target.kind !== 'time') return false;
  const time = microsOf(target.time) ?? 0;
  const fork = partingOf(a.course.path, b.course.path);
  if (fork === undefined) return false;
  return [...a.course.marks, ...b.course.marks].some((mark) => mark.lsn <= fork && mark.time > time);
}

/** Where two paths part: the first place that only one of them has. */
function partingOf(a: TimelinePath, b: TimelinePath): Lsn | undefined {
  const own = (path: TimelinePath, other: TimelinePath): (Lsn | undefined)[] =>
    path.stretches
      .filter(({ timeline }) => !other.stretches.some((stretch) => stretch.timeline === timeline))
      .map(({ beginLsn }) => beginLsn);
  const begins = [...own(a, b), ...own(b, a)];
  if (begins.length === 0 || begins.includes(undefined)) return undefined;
  return begins.reduce((least, lsn) => ((lsn ?? 0n) < (least ?? 0n) ? lsn : least));
}

function notesOn(best: Match, matches: readonly Match[], target: Target): AnswerNote[] {
  const notes: AnswerNote[] = [];
  const others = alternativesTo(best, matches);
  const timelines = [best, ...others].map(({ course }) => course.path.target);
  if (target.kind === 'name' && new Set([best, ...others].map(({ lsn }) => lsn)).size > 1) {
    const message = `The name occurs ${others.length + 1} times. Recovery stops at the first that it meets after it has set out, so the set decides which: the answer is for the last one, the other ways are listed below it.`;
    notes.push(note('name-twice', 'warning', message));
  } else if (new Set(timelines).size > 1) {
    const message = `Several branches of history have this moment: timelines ${timelines.join(', ')}. They hold different data. The answer follows timeline ${best.course.path.target}, as a server of 12 or later does by itself.`;
    notes.push(note('several-branches', 'warning', message));
  }
  if (!best.proven) notes.push(...unprovenNotes(best, target));
  const [newer] = nearerUnproven(best, matches) ?? [];
  if (newer !== undefined) {
    const message = `${setName(newer.course.set)} is nearer to the target, but it is not proven. Verify it, and less WAL may be needed.`;
    notes.push(note('verify-first', 'info', message));
  }
  if (best.target.kind === 'end' && target.kind !== 'end') {
    const message =
      'The target is the very end of the WAL that is here. A server of 13 or later stops with an error at a target that no record lies behind, so the steps set none: recovery goes to the end.';
    notes.push(note('end-of-wal', 'info', message));
  }
  if (best.target.kind === 'time') {
    const message =
      'Where in the WAL the first later commit lies was not looked up, so the list goes on to the end of what can be read.';
    notes.push(note('wal-at-most', 'info', message));
  }
  return notes;
}

function unprovenNotes({ course }: Match, target: Target): AnswerNote[] {
  const message = `The answer rests on ${course.set.evidence.wal === 'headers' ? 'names and first pages' : 'names and sizes'}. Recycled, cut or foreign segments look the same. Verify ${setName(course.set)} and its archive first.`;
  const notes = [note('verify-first', 'warning', message)];
  if (target.kind === 'time') {
    const until =
      'Times are known only after records were read: whether the WAL goes on to this time is open.';
    notes.push(note('times-unknown', 'warning', until));
  }
  if (target.kind === 'lsn' && parseLsn(target.lsn) !== undefined) {
    const inside = 'The last segment may be written in part only: whether its records get there is open.';
    notes.push(note('end-unknown', 'info', inside));
  }
  return notes;
}
