import type { Finding, FindingCode } from '../ground/finding';

/**
 * The state of an archive.
 *
 * - `faulty`: something is missing or wrong.
 * - `unread`: some content could not be read here. It may be whole, but nothing proves that.
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
function isFault({ code, severity }: Finding): boolean {
  return severity === 'error' || (severity === 'warning' && code === 'archive-gap');
}

function isUnread({ code, severity }: Finding): boolean {
  return severity === 'warning' && UNREAD.has(code);
}
