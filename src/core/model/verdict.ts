import type { Finding, FindingCode } from '../ground/finding';
import type { TarFault } from '../ground/ports';

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

/** What an error does to the verdict of the part of a set that it belongs to. */
export type Consequence = 'missing' | 'damage' | 'unknown' | 'none';

/**
 * The parts of a set that have a verdict of their own.
 *
 * - `wal`: the WAL from start to stop, the timeline histories on that path, and whether start and stop are known.
 * - `data`: the data directory, its label and pg_control included; of a tool's backup also what the tool says of it.
 * - `files`: the comparison of the files with a manifest or a tool's list.
 */
export type Part = (typeof PARTS)[number];

const PARTS = ['wal', 'data', 'files'] as const;

/**
 * Why an error in the files of a backup does no harm to the incremental backups that build on it.
 *
 * - `of-newest`: `pg_combinebackup` takes this from the newest backup. Of all it reads label, manifest and pg_control, and of
 *   the older ones pages.
 * - `not-read`: files that no manifest lists, and WAL.
 * - `of-chain`: the chain was followed, and the backups that build on this one have a finding for it.
 */
type HarmlessBelow = 'of-newest' | 'not-read' | 'of-chain';

/** The part to which an *error* with this code belongs, and what it does to that part, if its reason does not matter. */
const RULES: Record<FindingCode, readonly [Part, Consequence, HarmlessBelow?]> = {
  'missing-segment': ['wal', 'missing'],
  'partial-segment-only': ['wal', 'missing'],
  'missing-timeline-history': ['wal', 'missing'],
  'missing-label': ['data', 'missing'],
  'renamed-label': ['data', 'missing'],
  'missing-tablespace': ['data', 'missing'],
  'misplaced-tablespace': ['data', 'damage', 'of-newest'],
  'refused-configuration': ['data', 'damage', 'of-newest'],
  'missing-directory': ['data', 'missing', 'of-newest'],
  'missing-database-directory': ['data', 'missing'],
  'unreadable-catalog': ['data', 'damage'],
  'missing-relation-file': ['data', 'missing'],
  'empty-relation-file': ['data', 'damage'],
  'short-relation-file': ['data', 'damage'],
  'damaged-state-file': ['data', 'damage'],
  'link-out-of-copy': ['data', 'missing'],
  'copied-after-stop': ['data', 'damage'],
  'missing-file': ['data', 'missing'],
  'manifest-missing-file': ['files', 'missing'],
  'incremental-parent-missing': ['data', 'missing', 'of-chain'],
  'incremental-parent-damaged': ['data', 'damage', 'of-chain'],
  'unreadable-label': ['data', 'unknown'],
  'unusual-label': ['data', 'damage'],
  'never-stopped': ['wal', 'unknown'],
  'encrypted-segment': ['wal', 'unknown'],
  'misleading-suffix': ['wal', 'unknown'],
  'unreadable-compression': ['wal', 'damage'],
  'unreadable-segment': ['wal', 'unknown'],
  'unreadable-directory': ['data', 'unknown'],
  'unreadable-file': ['data', 'unknown'],
  'too-deep': ['data', 'unknown'],
  'link-not-followed': ['data', 'none'],
  'unreadable-tar': ['data', 'damage'],
  'truncated-tar': ['data', 'damage'],
  'unusual-tar': ['data', 'none'],
  'tar-not-read': ['wal', 'unknown'],
  'unknown-wal-version': ['wal', 'unknown'],
  'verification-failed': ['wal', 'unknown'],
  'live-data-directory': ['data', 'unknown'],
  'unreadable-timeline-history': ['wal', 'damage'],
  'empty-segment': ['wal', 'damage'],
  'truncated-segment': ['wal', 'damage'],
  'zeroed-segment': ['wal', 'damage'],
  'wrong-size-segment': ['wal', 'damage'],
  'invalid-page-header': ['wal', 'damage'],
  'recycled-segment': ['wal', 'damage'],
  'misnamed-segment': ['wal', 'damage'],
  'foreign-segment': ['wal', 'damage'],
  'wrong-timeline': ['wal', 'damage'],
  'wrong-version-segment': ['wal', 'damage'],
  'incomplete-segment': ['wal', 'damage'],
  'record-checksum-mismatch': ['wal', 'damage'],
  'broken-record-chain': ['wal', 'damage'],
  'missing-backup-end': ['wal', 'damage'],
  'duplicate-segment': ['wal', 'damage'],
  'unreadable-backup-history': ['wal', 'none'],
  'missing-backup-history': ['wal', 'none'],
  'base-files-not-seen': ['data', 'none'],
  'label-history-mismatch': ['wal', 'damage'],
  'start-file-mismatch': ['data', 'damage'],
  'stop-file-mismatch': ['wal', 'none'],
  'stop-sources-disagree': ['wal', 'damage'],
  'checkpoint-mismatch': ['wal', 'damage'],
  'backup-canceled': ['wal', 'damage'],
  'full-page-writes-off': ['wal', 'damage'],
  'timeline-fork-before-stop': ['wal', 'damage'],
  'needs-newer-timeline': ['wal', 'none'],
  // Recovery along another timeline gets to the end of the backup, and the restore steps name that one.
  'unrelated-newest-timeline': ['wal', 'none'],
  'follows-newer-timeline': ['wal', 'none'],
  // A server of the default settings refuses the set; the restore steps mend that.
  'damaged-newer-timeline': ['wal', 'damage'],
  'wrong-size-after-stop': ['wal', 'none'],
  'minimal-wal-level': ['wal', 'damage'],
  'archive-gap': ['wal', 'none'],
  'dead-branch-wal': ['wal', 'none'],
  'obsolete-wal': ['wal', 'none'],
  'stray-file': ['wal', 'none'],
  'wal-elsewhere': ['wal', 'none'],
  'unreadable-tablespace-map': ['data', 'damage', 'of-newest'],
  'unreadable-control-file': ['data', 'damage'],
  'control-file-mismatch': ['data', 'damage'],
  'unreadable-version-file': ['data', 'damage', 'of-newest'],
  'manifest-unreadable': ['files', 'damage'],
  'manifest-checksum-mismatch': ['files', 'damage'],
  'manifest-extra-file': ['files', 'damage', 'not-read'],
  'manifest-size-mismatch': ['files', 'damage'],
  'manifest-file-checksum-mismatch': ['files', 'damage'],
  'manifest-system-identifier-mismatch': ['files', 'damage'],
  'manifest-wal-range-mismatch': ['files', 'damage', 'not-read'],
  'manifest-without-checksums': ['files', 'none'],
  'unreadable-tool-metadata': ['data', 'unknown'],
  'tool-metadata-mismatch': ['data', 'damage'],
  'unfinished-backup': ['data', 'unknown', 'of-chain'],
  'failed-backup': ['data', 'damage', 'of-chain'],
  'missing-base-files': ['data', 'missing', 'of-chain'],
  'expired-wal': ['wal', 'none'],
  'wal-list-mismatch': ['wal', 'none'],
  'segment-checksum-mismatch': ['wal', 'damage'],
};

const IF_ABSENT = { missing: 'missing' } as const;

/** Reasons that matter. */
const BY_REASON: Partial<Record<FindingCode, Readonly<Record<string, Consequence | undefined>>>> = {
  // Its text can be read, and every server refuses it.
  'unreadable-label': {
    ...IF_ABSENT,
    crlf: 'damage',
    'byte-order-mark': 'damage',
    'trailing-blank': 'damage',
    'blank-first-line': 'damage',
    'psql-output': 'damage',
  },
  'unreadable-control-file': IF_ABSENT,
  'unreadable-version-file': IF_ABSENT,
  'unreadable-tablespace-map': IF_ABSENT,
  'unreadable-timeline-history': IF_ABSENT,
  'unreadable-tool-metadata': IF_ABSENT,
  'unreadable-file': IF_ABSENT,
  'unreadable-compression': { unsupported: 'unknown' },
  // They cannot be opened here, and may be whole.
  'unreadable-tar': {
    'compressed-unsupported': 'unknown',
    encrypted: 'unknown',
    'too-many': 'unknown',
  } satisfies Partial<Record<TarFault['reason'], Consequence>>,
  // The restore steps name the backup's own timeline.
  'timeline-fork-before-stop': { newest: 'none' },
  // Up to 9.3 no target ends recovery at the end of the backup.
  'wrong-size-after-stop': { unavoidable: 'damage' },
  // What could not be read of the parent may be whole.
  'incremental-parent-damaged': { unread: 'unknown' },
};

/** Errors that the restore steps correct, so that nothing is lost by them: for all reasons, or for some. */
const MENDED_BY_RESTORE: Partial<Record<FindingCode, (reason: unknown) => boolean>> = {
  'refused-configuration': () => true,
  'damaged-newer-timeline': () => true,
  'misplaced-tablespace': (reason) => reason !== 'file',
  'unreadable-timeline-history': (reason) => reason === 'newer-timeline',
};

/** The consequence of an *error* with this code and these arguments. Warnings and notes never change a verdict. */
export function consequenceOf(code: FindingCode, { reason }: Finding['args']): Consequence {
  const reasons = BY_REASON[code] ?? {};
  const isKnown = typeof reason === 'string' && Object.hasOwn(reasons, reason);
  return (isKnown ? reasons[reason] : undefined) ?? RULES[code][1];
}

/**
 * The part of a set to which a finding belongs. `args.part` overrules the code: the same code may be found by a scan and by
 * a comparison of the files.
 */
export function partOf(code: FindingCode, { part }: Finding['args']): Part {
  return PARTS.find((known) => known === part) ?? RULES[code][0];
}

/** Whether the restore steps correct an error. */
export function isMendedByRestore({ code, severity, args }: Finding): boolean {
  return severity === 'error' && MENDED_BY_RESTORE[code]?.(args['reason']) === true;
}

/** Whether a finding of a backup is a fault of those that build on it: one in its files, not in its WAL. */
export function harmsIncrementals({ code, severity, args }: Finding): boolean {
  if (severity !== 'error' || RULES[code][2] !== undefined) return false;
  return partOf(code, args) !== 'wal' && consequenceOf(code, args) !== 'none';
}

/** Whether an error leaves open what a file contains. */
export function leavesOpen({ code, args }: Pick<Finding, 'code' | 'args'>): boolean {
  return consequenceOf(code, args) === 'unknown';
}

/** What the verdict on one part of a set follows from. */
export interface PartBasis {
  /** Those of the part. */
  readonly errors: readonly Finding[];
  /** Whether it is known what has to be there. */
  readonly isKnown: boolean;
  /** Whether all of it was read. */
  readonly isRead: boolean;
}

/** The errors among these findings that belong to a part. */
export function errorsOf(part: Part, findings: readonly Finding[]): Finding[] {
  return findings.filter(({ code, args, severity }) => severity === 'error' && partOf(code, args) === part);
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

/** The best verdict on a set of which a part was not seen, and the verdict on one of which nothing is known. */
export const UNPROVEN: Verdict = 'complete';
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
export const rankOf = (verdict: Verdict): number => VERDICTS.indexOf(verdict);

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
