import type { Finding, FindingCode } from '../ground/finding';
import type { TarFault } from '../ground/ports';

/**
 * The verdict on a set, never more than was read, worst first.
 *
 * - `damaged`: something is wrong that is not cured by putting back what is absent.
 * - `incomplete`: something that recovery needs is absent.
 * - `undetermined`: something decisive could not be read, or is not known.
 * - `complete`: nothing is missing or wrong as far as the set was read.
 * - `restorable`: in addition every record from start to stop was read.
 */
export const VERDICTS = ['damaged', 'incomplete', 'undetermined', 'complete', 'restorable'] as const;

export type Verdict = (typeof VERDICTS)[number];

/** The effect of an error on the verdict on its set. */
export type Consequence = 'missing' | 'damage' | 'unknown' | 'none';

/** The consequence of an *error* with this code if its reason does not matter. */
const CONSEQUENCES: Record<FindingCode, Consequence> = {
  'missing-segment': 'missing',
  'partial-segment-only': 'missing',
  'missing-timeline-history': 'missing',
  'missing-label': 'missing',
  'renamed-label': 'missing',
  'missing-tablespace': 'missing',
  'misplaced-tablespace': 'damage',
  'refused-configuration': 'damage',
  'missing-directory': 'missing',
  'missing-file': 'missing',
  'manifest-missing-file': 'missing',
  'incremental-parent-missing': 'missing',
  'incremental-parent-damaged': 'damage',
  'unreadable-label': 'unknown',
  'unusual-label': 'damage',
  'never-stopped': 'unknown',
  'encrypted-segment': 'unknown',
  'misleading-suffix': 'unknown',
  'unreadable-compression': 'damage',
  'unreadable-segment': 'unknown',
  'unreadable-directory': 'unknown',
  'unreadable-file': 'unknown',
  'too-deep': 'unknown',
  'link-not-followed': 'none',
  'unreadable-tar': 'damage',
  'truncated-tar': 'damage',
  'unusual-tar': 'none',
  'tar-not-read': 'unknown',
  'unknown-wal-version': 'unknown',
  'verification-failed': 'unknown',
  'live-data-directory': 'unknown',
  'unreadable-timeline-history': 'damage',
  'empty-segment': 'damage',
  'truncated-segment': 'damage',
  'zeroed-segment': 'damage',
  'wrong-size-segment': 'damage',
  'invalid-page-header': 'damage',
  'recycled-segment': 'damage',
  'misnamed-segment': 'damage',
  'foreign-segment': 'damage',
  'wrong-timeline': 'damage',
  'wrong-version-segment': 'damage',
  'incomplete-segment': 'damage',
  'record-checksum-mismatch': 'damage',
  'broken-record-chain': 'damage',
  'missing-backup-end': 'damage',
  'duplicate-segment': 'damage',
  'unreadable-backup-history': 'none',
  'missing-backup-history': 'none',
  'base-files-not-seen': 'none',
  'label-history-mismatch': 'damage',
  'start-file-mismatch': 'damage',
  'stop-file-mismatch': 'none',
  'stop-sources-disagree': 'damage',
  'checkpoint-mismatch': 'damage',
  'backup-canceled': 'damage',
  'full-page-writes-off': 'damage',
  'timeline-fork-before-stop': 'damage',
  'needs-newer-timeline': 'none',
  'archive-gap': 'none',
  'dead-branch-wal': 'none',
  'obsolete-wal': 'none',
  'stray-file': 'none',
  'wal-elsewhere': 'none',
  'unreadable-tablespace-map': 'damage',
  'unreadable-control-file': 'damage',
  'control-file-mismatch': 'damage',
  'unreadable-version-file': 'damage',
  'manifest-unreadable': 'damage',
  'manifest-checksum-mismatch': 'damage',
  'manifest-extra-file': 'damage',
  'manifest-size-mismatch': 'damage',
  'manifest-file-checksum-mismatch': 'damage',
  'manifest-system-identifier-mismatch': 'damage',
  'manifest-wal-range-mismatch': 'damage',
  'manifest-without-checksums': 'none',
  'unreadable-tool-metadata': 'unknown',
  'tool-metadata-mismatch': 'damage',
  'unfinished-backup': 'unknown',
  'failed-backup': 'damage',
  'missing-base-files': 'missing',
  'expired-wal': 'none',
  'wal-list-mismatch': 'none',
  'segment-checksum-mismatch': 'damage',
};

/** Tars that cannot be opened here, and may be whole. */
const CLOSED_TARS: Partial<Record<TarFault['reason'], Consequence>> = {
  'compressed-unsupported': 'unknown',
  encrypted: 'unknown',
  'too-many': 'unknown',
};

/** Reasons that matter. */
const BY_REASON: Partial<Record<FindingCode, Readonly<Record<string, Consequence | undefined>>>> = {
  // Its text can be read, and every server refuses it.
  'unreadable-label': { crlf: 'damage' },
  'unreadable-compression': { unsupported: 'unknown' },
  'unreadable-tar': CLOSED_TARS,
};

/** The consequence of an *error* with this code and these arguments. Warnings and notes never change a verdict. */
export function consequenceOf(code: FindingCode, { reason }: Finding['args']): Consequence {
  if (reason === 'missing' && code.startsWith('unreadable-')) return 'missing';
  const reasons = BY_REASON[code] ?? {};
  const known = typeof reason === 'string' && Object.hasOwn(reasons, reason);
  return (known ? reasons[reason] : undefined) ?? CONSEQUENCES[code];
}

/** Whether an error leaves open what a file contains. */
export function leavesOpen({ code, args }: Pick<Finding, 'code' | 'args'>): boolean {
  return consequenceOf(code, args) === 'unknown';
}

export interface Judged {
  readonly findings: readonly Finding[];
  /** Whether start, stop and segment size are known, and with them the required WAL. */
  readonly rangeKnown: boolean;
  /** Whether every record from start to stop was read without a fault. */
  readonly provenByRecords: boolean;
}

/** The verdict on a set: damage counts more than absence, absence more than doubt, and never more than was read. */
export function judge({ findings, rangeKnown, provenByRecords }: Judged): Verdict {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const consequences = new Set(errors.map(({ code, args }) => consequenceOf(code, args)));
  if (consequences.has('damage')) return 'damaged';
  if (consequences.has('missing')) return 'incomplete';
  if (consequences.has('unknown') || !rangeKnown) return 'undetermined';
  return provenByRecords ? 'restorable' : 'complete';
}

/**
 * The verdict on a set by a walk of its records alone: proven, refuted by a finding, or undetermined.
 * @param isConclusive whether nothing remains open that is not a finding
 */
export function judgeWalk(findings: readonly Finding[], isConclusive: boolean): Verdict {
  return judge({ findings, rangeKnown: isConclusive, provenByRecords: isConclusive });
}

/** The verdict that promises less. */
export function worse(a: Verdict, b: Verdict): Verdict {
  return rankOf(a) < rankOf(b) ? a : b;
}

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
