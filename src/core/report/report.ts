import type { FindingCode, Severity } from '../ground/finding';
import type { StopSource } from '../model/positions';
import type { Evidence } from '../model/evidence';
import type { ArchiveLayout, SetLayout } from '../model/layout';
import type { SetParts } from '../model/parts';
import type { Verdict } from '../model/verdict';

/**
 * The report: plain JSON, the same for the command line, the webview and the extension's API. Locations, system
 * identifiers and everything that may exceed 2^53 are strings.
 */
export interface Report {
  readonly reportVersion: 1;
  readonly sets: readonly ReportSet[];
  readonly archives: readonly ReportArchive[];
  readonly findings: readonly ReportFinding[];
}

export interface ReportRange {
  readonly timeline: number;
  readonly first: string;
  readonly last: string;
  readonly count: number;
}

export interface ReportPosition {
  readonly lsn: string;
  readonly timeline: number;
  readonly segment: string | null;
  /** As in the file. */
  readonly time: string | null;
}

export interface ReportStop extends ReportPosition {
  readonly source: StopSource;
}

export interface ReportKeep {
  readonly word: 'kept' | 'permanent' | 'pinned';
  /** For this backup's time, the tool keeps only the WAL that the backup itself needs. */
  readonly ownWalOnly: boolean;
  /** As in the metadata. */
  readonly until: string | null;
}

export interface ReportEvidence {
  readonly wal: Evidence['wal'];
  readonly files: Evidence['files'];
  /** Whether the pages of the data files were checked. None are yet. */
  readonly pages: 'not-checked';
}

export interface ReportSet {
  readonly id: string;
  readonly path: string;
  readonly layout: SetLayout;
  readonly label: string | null;
  readonly kind: 'full' | 'incremental';
  readonly parentId: string | null;
  readonly method: string | null;
  /** The backup tool's own word of its state. */
  readonly status: string | null;
  /** Why the backup tool's retention keeps it. */
  readonly keep: ReportKeep | null;
  readonly takenFrom: 'primary' | 'standby' | null;
  readonly serverVersion: string | null;
  readonly systemIdentifier: string | null;
  readonly walSegmentSize: number | null;
  readonly checkpointLsn: string | null;
  readonly start: ReportPosition | null;
  readonly stop: ReportStop | null;
  readonly requiredWal: {
    readonly count: number;
    readonly bytes: string;
    readonly ranges: readonly ReportRange[];
  };
  readonly missingWal: { readonly count: number; readonly ranges: readonly ReportRange[] };
  /** Of its parts the worst; of a set whose base files were not seen at most `complete`. */
  readonly verdict: Verdict;
  readonly parts: SetParts;
  readonly evidence: ReportEvidence;
  /** A restore of this set that was tried out. None is recorded yet. */
  readonly rehearsed: null;
  readonly findings: readonly ReportFinding[];
}

export interface ReportTimeline {
  readonly timeline: number;
  readonly parent: number | null;
  readonly switchLsn: string | null;
  readonly ranges: readonly ReportRange[];
  readonly gaps: readonly ReportRange[];
}

export interface ReportWindow {
  readonly timeline: number;
  readonly fromLsn: string;
  readonly fromTime: string | null;
  readonly toLsn: string;
  readonly toTime: string | null;
  readonly setId: string;
}

export interface ReportRestorePoint {
  readonly name: string;
  readonly time: string;
  readonly lsn: string;
  readonly timeline: number;
}

export interface ReportArchive {
  readonly path: string;
  readonly layout: ArchiveLayout;
  readonly systemIdentifier: string | null;
  readonly walSegmentSize: number | null;
  readonly segmentCount: number;
  readonly bytes: string;
  readonly timelines: readonly ReportTimeline[];
  readonly windows: readonly ReportWindow[];
  readonly restorePoints: readonly ReportRestorePoint[];
  readonly findings: readonly ReportFinding[];
}

export interface ReportFinding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly message: string;
  readonly hint: string;
  readonly file?: string;
  readonly line?: number;
  readonly segment?: string;
  /** If the finding is about several segments in a row, of which `segment` is the first. */
  readonly lastSegment?: string;
  readonly segmentCount?: number;
  readonly lsn?: string;
  readonly set?: string;
}
