import type { Lsn } from '../../ground/lsn';
import type { TimelinePath } from '../../wal/timelinePath';
import { type Match, momentKey } from './match';
import { microsOf } from '../target';

/** One recovery path to each other point that fits the description. */
export function alternativesTo(best: Match, matches: readonly Match[]): Match[] {
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

/** Whether two recovery paths are the same up to a time: it is before a known time that is before their fork. */
function isShared(a: Match, b: Match): boolean {
  const { target } = a;
  if (target.kind !== 'time' || b.target.kind !== 'time') return false;
  const time = microsOf(target.time) ?? 0;
  const fork = partingOf(a.path.timelinePath, b.path.timelinePath);
  if (fork === undefined) return false;
  return [...a.path.knownTimes, ...b.path.knownTimes].some((known) => known.lsn <= fork && known.time > time);
}

/** Where two paths part: the first location that only one of them has. */
function partingOf(a: TimelinePath, b: TimelinePath): Lsn | undefined {
  const own = (timelinePath: TimelinePath, other: TimelinePath): (Lsn | undefined)[] =>
    timelinePath.parts
      .filter(({ timeline }) => !other.parts.some((part) => part.timeline === timeline))
      .map(({ beginLsn }) => beginLsn);
  const begins = [...own(a, b), ...own(b, a)];
  if (begins.length === 0 || begins.includes(undefined)) return undefined;
  return begins.reduce((least, lsn) => ((lsn ?? 0n) < (least ?? 0n) ? lsn : least));
}

/** A recovery path that was not read, from a set nearer to the target than the proven one. */
export function nearerUnproven(best: Match, matches: readonly Match[]): [Match] | undefined {
  const newer = matches.find(
    (match) => best.proven && !match.proven && match.path.fromLsn > best.path.fromLsn,
  );
  return newer === undefined ? undefined : [newer];
}
