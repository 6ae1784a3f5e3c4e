import type { FindingCode } from '../ground/finding';

/**
 * What a server keeps ready in its WAL directory for later: files that were renamed ahead (`InstallXLogFileSegment`), and
 * ones that it filled with zeros.
 */
export const KEPT_READY: ReadonlySet<FindingCode | undefined> = new Set<FindingCode>([
  'recycled-segment',
  'zeroed-segment',
]);
