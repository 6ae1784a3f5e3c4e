import type { Finding, FindingCode } from '../ground/finding';
import type { TarFault } from '../ground/ports';

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

/** The errors among these findings that belong to a part. */
export function errorsOf(part: Part, findings: readonly Finding[]): Finding[] {
  return findings.filter(({ code, args, severity }) => severity === 'error' && partOf(code, args) === part);
}
