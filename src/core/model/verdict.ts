import type { Finding, FindingCode } from '../ground/finding';
import type { BackupSet } from './backupSet';
import type { Verdict } from './evidence';

type Consequence = 'missing' | 'damage' | 'unknown' | 'none';

/**
 * What an *error* with this code does to the verdict of the set that it belongs to. Warnings and notes never change a
 * verdict.
 */
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

export interface Judged {
  readonly findings: readonly Finding[];
  /** Whether start, stop and segment size are known, so that what is needed can be told at all. */
  readonly rangeKnown: boolean;
  /** Whether the WAL was decoded from start to stop without fault. */
  readonly provenByRecords: boolean;
}

const WORST_FIRST: readonly Verdict[] = ['damaged', 'incomplete', 'undetermined', 'complete', 'restorable'];

/** Of two verdicts on one set the one that promises less. */
export function worseVerdict(a: Verdict, b: Verdict): Verdict {
  return WORST_FIRST.indexOf(a) < WORST_FIRST.indexOf(b) ? a : b;
}

/** The verdict of a set: damage before absence, absence before doubt, and never more than was read. */
export function judge({ findings, rangeKnown, provenByRecords }: Judged): Verdict {
  const consequences = new Set(
    findings.filter((finding) => finding.severity === 'error').map((finding) => consequenceOf(finding)),
  );
  if (consequences.has('damage')) return 'damaged';
  if (consequences.has('missing')) return 'incomplete';
  if (consequences.has('unknown') || !rangeKnown) return 'undetermined';
  return provenByRecords ? 'restorable' : 'complete';
}

/** Whether the restore steps put an error right, so that nothing is lost by it. */
export function isMendedByRestore({ code, severity, args }: Finding): boolean {
  if (severity !== 'error') return false;
  return code === 'refused-configuration' || (code === 'misplaced-tablespace' && args['reason'] !== 'file');
}

/**
 * The verdict of a set once its tablespaces are where they belong and no file stops the server, as the restore steps
 * leave it. Until then no server starts from it, but nothing is lost: recovery can be planned with it, and the WAL that
 * it needs is needed.
 */
export function verdictOnceMoved(set: BackupSet): Verdict {
  const lasting = set.findings.filter((finding) => !isMendedByRestore(finding));
  if (set.verdict !== 'damaged' || lasting.length === set.findings.length) return set.verdict;
  const { evidence, required, stop } = set;
  const read =
    required?.runs.every(({ state, level }) => state === 'present' && level === 'records') === true;
  return judge({
    findings: lasting,
    rangeKnown: required !== undefined && stop !== undefined,
    provenByRecords: evidence.wal === 'records' && read,
  });
}

function consequenceOf(finding: Finding): Consequence {
  // A label whose text can be read, but that every server refuses, is not a matter of doubt.
  if (finding.code === 'unreadable-label' && finding.args['reason'] === 'crlf') return 'damage';
  if (finding.code.startsWith('unreadable-') && finding.args['reason'] === 'missing') return 'missing';
  // What nobody here can open may well be whole.
  if (finding.code === 'unreadable-compression' && finding.args['reason'] === 'unsupported') return 'unknown';
  if (finding.code === 'unreadable-tar' && isClosed(finding.args['reason'])) return 'unknown';
  return CONSEQUENCES[finding.code];
}

/** A tar that nobody here can open. */
function isClosed(reason: string | number | undefined): boolean {
  return reason === 'packed-unsupported' || reason === 'encrypted' || reason === 'too-many';
}
