import type { FindingCode, Severity } from '../../../src/core/ground/finding';

/** Codes that are usually something other than an error, as in docs/findings.md. */
const MILDER: Partial<Record<FindingCode, Severity>> = {
  'unreadable-backup-history': 'warning',
  'unusual-label': 'warning',
  'unreadable-compression': 'warning',
  'unreadable-directory': 'warning',
  'unreadable-file': 'warning',
  'encrypted-segment': 'warning',
  'misleading-suffix': 'warning',
  'archive-gap': 'warning',
  'dead-branch-wal': 'info',
  'obsolete-wal': 'info',
  'stray-file': 'info',
  'wal-elsewhere': 'info',
  'missing-backup-history': 'info',
  'base-files-not-seen': 'info',
  'stop-file-mismatch': 'warning',
  'live-data-directory': 'warning',
  'never-stopped': 'warning',
  'label-history-mismatch': 'warning',
  'stop-sources-disagree': 'warning',
  'start-file-mismatch': 'warning',
  'timeline-fork-before-stop': 'warning',
  'needs-newer-timeline': 'warning',
  'unrelated-newest-timeline': 'warning',
  'follows-newer-timeline': 'warning',
  'unknown-wal-version': 'warning',
  'manifest-unreadable': 'warning',
  'manifest-without-checksums': 'info',
  'too-deep': 'warning',
  'link-not-followed': 'warning',
  'unreadable-tool-metadata': 'warning',
  'tool-metadata-mismatch': 'warning',
  'expired-wal': 'info',
  'wal-list-mismatch': 'info',
  'unusual-tar': 'warning',
  'tar-not-read': 'info',
};

/** The usual severity of a code. */
export function severityOf(code: FindingCode): Severity {
  return MILDER[code] ?? 'error';
}
