import type { Finding, FindingCode, Severity } from '../ground/finding';
import { runOf } from '../model/findingRuns';
import { Args, type Text, type Words } from './messages/args';
import { ARCHIVE_MESSAGES } from './messages/archiveMessages';
import { CONTRADICTION_MESSAGES } from './messages/contradictionMessages';
import { FILE_MESSAGES } from './messages/fileMessages';
import { LABEL_MESSAGES } from './messages/labelMessages';
import { MANIFEST_MESSAGES } from './messages/manifestMessages';
import { runMessage } from './messages/runMessages';
import { SEGMENT_MESSAGES } from './messages/segmentMessages';
import { TOOL_MESSAGES } from './messages/toolMessages';
import { TAR_MESSAGES } from './messages/tarMessages';

const MESSAGES: Record<FindingCode, Words> = {
  ...SEGMENT_MESSAGES,
  ...ARCHIVE_MESSAGES,
  ...LABEL_MESSAGES,
  ...CONTRADICTION_MESSAGES,
  ...FILE_MESSAGES,
  ...MANIFEST_MESSAGES,
  ...TOOL_MESSAGES,
  ...TAR_MESSAGES,
};

/** Codes that are something else than an error unless whoever reports them knows better. */
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

/** How bad a code is by itself. */
export function severityOf(code: FindingCode): Severity {
  return MILDER[code] ?? 'error';
}

/**
 * A finding in words, for people: what is wrong, what it costs, what to do. One line of plain text each, without
 * characters that hide or reorder; whoever builds markup must escape it. Absent arguments make the words less exact,
 * never wrong.
 */
export function messageOf(finding: Finding): Text {
  const args = new Args(finding);
  const run = runOf(finding);
  return run === undefined ? MESSAGES[finding.code](args) : runMessage(run, args);
}

/** Every code that has words, which the type of the table makes every code there is. */
export function findingCodes(): readonly FindingCode[] {
  return Object.keys(MESSAGES).filter((code): code is FindingCode => Object.hasOwn(MESSAGES, code));
}
