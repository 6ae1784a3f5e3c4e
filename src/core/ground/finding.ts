import type { Lsn } from './lsn';

/**
 * Stable codes: in reports, in the Problems panel, in scripts of users. Add, never rename.
 */
export type FindingCode =
  | 'missing-segment'
  | 'missing-timeline-history'
  | 'unreadable-timeline-history'
  | 'empty-segment'
  | 'truncated-segment'
  | 'zeroed-segment'
  | 'wrong-size-segment'
  | 'invalid-page-header'
  | 'recycled-segment'
  | 'misnamed-segment'
  | 'foreign-segment'
  | 'wrong-timeline'
  | 'wrong-version-segment'
  | 'incomplete-segment'
  | 'record-checksum-mismatch'
  | 'broken-record-chain'
  | 'missing-backup-end'
  | 'duplicate-segment'
  | 'partial-segment-only'
  | 'unreadable-compression'
  | 'misleading-suffix'
  | 'missing-file'
  | 'missing-directory'
  | 'damaged-state-file'
  | 'link-out-of-copy'
  | 'copied-after-stop'
  | 'encrypted-segment'
  | 'unreadable-segment'
  | 'unreadable-label'
  | 'unusual-label'
  | 'missing-label'
  | 'renamed-label'
  | 'missing-backup-history'
  | 'unreadable-backup-history'
  | 'base-files-not-seen'
  | 'label-history-mismatch'
  | 'start-file-mismatch'
  | 'stop-file-mismatch'
  | 'stop-sources-disagree'
  | 'checkpoint-mismatch'
  | 'never-stopped'
  | 'backup-canceled'
  | 'full-page-writes-off'
  | 'timeline-fork-before-stop'
  | 'needs-newer-timeline'
  | 'unrelated-newest-timeline'
  | 'follows-newer-timeline'
  | 'damaged-newer-timeline'
  | 'wrong-size-after-stop'
  | 'minimal-wal-level'
  | 'archive-gap'
  | 'dead-branch-wal'
  | 'obsolete-wal'
  | 'stray-file'
  | 'wal-elsewhere'
  | 'live-data-directory'
  | 'missing-tablespace'
  | 'misplaced-tablespace'
  | 'refused-configuration'
  | 'missing-database-directory'
  | 'unreadable-catalog'
  | 'missing-relation-file'
  | 'empty-relation-file'
  | 'short-relation-file'
  | 'unreadable-tablespace-map'
  | 'unreadable-control-file'
  | 'control-file-mismatch'
  | 'unreadable-version-file'
  | 'unknown-wal-version'
  | 'manifest-unreadable'
  | 'manifest-checksum-mismatch'
  | 'manifest-missing-file'
  | 'manifest-extra-file'
  | 'manifest-size-mismatch'
  | 'manifest-file-checksum-mismatch'
  | 'manifest-system-identifier-mismatch'
  | 'manifest-wal-range-mismatch'
  | 'manifest-without-checksums'
  | 'incremental-parent-missing'
  | 'incremental-parent-damaged'
  | 'unreadable-tool-metadata'
  | 'tool-metadata-mismatch'
  | 'unfinished-backup'
  | 'failed-backup'
  | 'missing-base-files'
  | 'expired-wal'
  | 'wal-list-mismatch'
  | 'segment-checksum-mismatch'
  | 'unreadable-directory'
  | 'unreadable-file'
  | 'too-deep'
  | 'link-not-followed'
  | 'unreadable-tar'
  | 'truncated-tar'
  | 'unusual-tar'
  | 'tar-not-read'
  | 'verification-failed';

export type Severity = 'error' | 'warning' | 'info';

/**
 * What was found, as data: `report/messages.ts` turns code and arguments into words. Arguments hold names, locations
 * and counts as they were read; code that shows them must escape them.
 *
 * Some names of arguments mean more than words: `reason` and `part` decide what an error does to a verdict
 * (`model/consequences.ts`), and `first`, `last` and `count` make a finding cover a range (`model/findingRuns.ts`).
 */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly args: Readonly<Record<string, string | number>>;
  /** Path of the file in question, with `/` between its parts. */
  readonly file?: string;
  /** Line and column in that file, from 1. */
  readonly line?: number;
  readonly column?: number;
  /** Segment file name; the first of several in a row, whose `args` then have `first`, `last` and `count`. */
  readonly segment?: string;
  readonly lsn?: Lsn;
  /** Id of the affected set. */
  readonly set?: string;
}
