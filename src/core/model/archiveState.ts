import type { Finding, FindingCode } from '../ground/finding';

/**
 * The state of an archive.
 *
 * - `faulty`: something is missing or wrong.
 * - `unread`: some content could not be read here, or a verification failed. It may be whole, but nothing proves that.
 * - `sound`: neither, as far as the archive was read.
 */
export type ArchiveState = 'sound' | 'unread' | 'faulty';

/** Codes for content that could not be read, if they are warnings. */
const UNREAD: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'encrypted-segment',
  'unreadable-compression',
  'unreadable-segment',
  'unknown-wal-version',
]);

/** The state of an archive by its findings: a fault counts more than a doubt. */
export function archiveStateOf({ findings }: { readonly findings: readonly Finding[] }): ArchiveState {
  if (findings.some(isFault)) return 'faulty';
  return findings.some(isUnread) ? 'unread' : 'sound';
}

/** A gap that does harm is a warning. */
function isFault(finding: Finding): boolean {
  if (isFailure(finding)) return false;
  const { code, severity } = finding;
  return severity === 'error' || (severity === 'warning' && code === 'archive-gap');
}

function isUnread(finding: Finding): boolean {
  return isFailure(finding) || (finding.severity === 'warning' && UNREAD.has(finding.code));
}

/** A failed verification is an error, but proves no fault. */
function isFailure({ code }: Finding): boolean {
  return code === 'verification-failed';
}
