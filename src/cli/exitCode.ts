import { type Verdict, awaitsProof } from '../core/model/verdict';
import type { Finding, FindingCode } from '../core/ground/finding';

/** The exit codes, which scripts rely on. */
export const EXIT = { good: 0, bad: 1, unusable: 2, unsure: 3 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const EXITS: Record<Verdict, ExitCode> = {
  restorable: EXIT.good,
  complete: EXIT.good,
  incomplete: EXIT.bad,
  damaged: EXIT.bad,
  undetermined: EXIT.unsure,
};

/** The exit code of a verdict. If records were asked for, a set without proof is not good. */
export function exitOfVerdict(verdict: Verdict, needsProof: boolean): ExitCode {
  return needsProof && awaitsProof(verdict) ? EXIT.unsure : EXITS[verdict];
}

/** Whether a finding of an archive means that something is missing or damaged. A gap that does harm is a warning. */
export function isBad({ code, severity }: Pick<Finding, 'code' | 'severity'>): boolean {
  return severity === 'error' || (severity === 'warning' && code === 'archive-gap');
}

/** What of an archive could not be read here: it may be whole, but nothing says so. */
const UNREAD: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'encrypted-segment',
  'unreadable-compression',
  'unreadable-segment',
  'unknown-wal-version',
]);

/** The exit code of an archive: one with content that cannot be read is not good. */
export function exitOfArchive({ findings }: { readonly findings: readonly Finding[] }): ExitCode {
  if (findings.some(isBad)) return EXIT.bad;
  const isUnread = findings.some(({ code, severity }) => severity === 'warning' && UNREAD.has(code));
  return isUnread ? EXIT.unsure : EXIT.good;
}

/** The exit code of the search itself: a directory that was not searched may hold anything. */
export function exitOfSearch({ findings }: { readonly findings: readonly Finding[] }): ExitCode {
  const isPartial = findings.some(({ code }) => code === 'unreadable-directory' || code === 'too-deep');
  return isPartial ? EXIT.unsure : EXIT.good;
}

const ORDER: readonly ExitCode[] = [EXIT.good, EXIT.unsure, EXIT.bad, EXIT.unusable];

/** The worst of several: unusable input before damage, damage before doubt. */
export function worst(codes: Iterable<ExitCode>): ExitCode {
  let rank = 0;
  for (const code of codes) rank = Math.max(rank, ORDER.indexOf(code));
  return ORDER[rank] ?? EXIT.unusable;
}
