import type { Finding } from '../ground/finding';
import { consequenceOf, errorsOf } from './consequences';

/**
 * The verdict on a set, never more than was read, worst first.
 *
 * - `damaged`: something is wrong that is not cured by putting back what is absent.
 * - `incomplete`: something that recovery needs is absent.
 * - `undetermined`: something decisive could not be read, or is not known.
 * - `complete`: nothing is missing or wrong as far as the set was read.
 * - `restorable`: in addition every record from start to stop was read, and the data directory was looked at.
 */
export const VERDICTS = ['damaged', 'incomplete', 'undetermined', 'complete', 'restorable'] as const;

export type Verdict = (typeof VERDICTS)[number];

/** What the verdict on one part of a set follows from. */
export interface PartBasis {
  /** Those of the part. */
  readonly errors: readonly Finding[];
  /** Whether it is known what has to be there. */
  readonly isKnown: boolean;
  /** Whether all of it was read. */
  readonly isRead: boolean;
}

/** The verdict on a part of a set: damage before absence, absence before doubt, and never more than was read. */
export function judgePart({ errors, isKnown, isRead }: PartBasis): Verdict {
  const consequences = new Set(errors.map(({ code, args }) => consequenceOf(code, args)));
  if (consequences.has('damage')) return 'damaged';
  if (consequences.has('missing')) return 'incomplete';
  if (consequences.has('unknown') || !isKnown) return 'undetermined';
  return isRead ? 'restorable' : 'complete';
}

/**
 * The verdict on the WAL of a set by a walk of its records alone: proven, refuted by a finding, or undetermined.
 * @param isConclusive whether nothing remains open that is not a finding
 */
export function judgeWalk(findings: readonly Finding[], isConclusive: boolean): Verdict {
  const errors = errorsOf('wal', findings);
  return judgePart({ errors, isKnown: isConclusive, isRead: isConclusive });
}

/** The verdict that promises less. */
export function worse(a: Verdict, b: Verdict): Verdict {
  return rankOf(a) < rankOf(b) ? a : b;
}

/** The best verdict on a set of which a part was not seen. */
export const UNPROVEN: Verdict = 'complete';

/** The verdict on a set of which nothing is known. */
export const NOTHING_KNOWN: Verdict = 'undetermined';

/** The verdict that promises least; undetermined for an empty list. */
export function worstOf(verdicts: readonly Verdict[]): Verdict {
  return VERDICTS.find((verdict) => verdicts.includes(verdict)) ?? NOTHING_KNOWN;
}

/** The verdicts with which a backup can pass a check, the lower first. */
export const PASSING = ['complete', 'restorable'] as const satisfies readonly Verdict[];

export type PassingVerdict = (typeof PASSING)[number];

/** What can be demanded of a set, depending on whether its records are read. */
export function passingWhen(recordsAreRead: boolean): PassingVerdict {
  return recordsAreRead ? 'restorable' : 'complete';
}

/** Whether a verdict promises as much as is demanded. */
export function isAtLeast(verdict: Verdict, demanded: Verdict): boolean {
  return rankOf(verdict) >= rankOf(demanded);
}

/** For sorting: 0 is the worst. */
export function rankOf(verdict: Verdict): number {
  return VERDICTS.indexOf(verdict);
}

/** Whether every record from start to stop was read, and nothing is missing or wrong. */
export function isProven(verdict: Verdict): boolean {
  return verdict === 'restorable';
}

/** Whether nothing is missing or wrong, as far as the set was read. */
export function isSound(verdict: Verdict): boolean {
  return verdict === 'restorable' || verdict === 'complete';
}

/** Whether only the proof by records is lacking. */
export function awaitsProof(verdict: Verdict): boolean {
  return verdict === 'complete';
}

/** Whether what was read is not enough to decide. */
export function isUndetermined(verdict: Verdict): boolean {
  return verdict === 'undetermined';
}
