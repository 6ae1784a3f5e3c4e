import { distinctWindows } from '../proofs/distinctWindows';
import type { Catalog } from '../model/catalog';
import type { BackupSet } from '../model/backupSet';
import type { TimelineInArchive, WalArchive } from '../model/walArchive';
import type { RecoveryWindow } from '../model/recoveryWindow';
import type { StartPosition } from '../model/positions';
import type { Finding } from '../ground/finding';
import { segmentOfEnd, segmentOfStart, type WalGeometry } from '../wal/geometry';
import { formatLsn, type Lsn } from '../ground/lsn';
import { rangeCount, segmentName, type SegmentRange } from '../wal/segmentName';
import { runOf } from '../model/findingRuns';
import { messageOf } from './messages';
import type {
  Report,
  ReportArchive,
  ReportFinding,
  ReportPosition,
  ReportRange,
  ReportSet,
  ReportTimeline,
  ReportWindow,
} from './report';
import { formatMajorVersion } from '../ground/versions';

/** The catalog as the report that command line, webview and API share. */
export function toReport(catalog: Catalog): Report {
  return {
    reportVersion: 1,
    sets: catalog.sets.map(setToReport),
    archives: catalog.archives.map(archiveToReport),
    findings: catalog.findings.map(findingToReport),
  };
}

/** A range with the names of its ends. */
export function rangeToReport(range: SegmentRange, geometry: WalGeometry): ReportRange {
  return {
    timeline: range.timeline,
    first: segmentName(range.timeline, range.first, geometry),
    last: segmentName(range.timeline, range.last, geometry),
    count: rangeCount(range),
  };
}

/** A finding with its words. */
export function findingToReport(finding: Finding): ReportFinding {
  const { code, severity, file, line, segment, lsn, set } = finding;
  const run = runOf(finding);
  return {
    code,
    severity,
    ...messageOf(finding),
    ...(file !== undefined && { file }),
    ...(line !== undefined && { line }),
    ...(segment !== undefined && { segment }),
    ...(run !== undefined && { lastSegment: run.last, segmentCount: run.count }),
    ...(lsn !== undefined && { lsn: formatLsn(lsn) }),
    ...(set !== undefined && { set }),
  };
}

/** One set of the catalog. */
export function setToReport(set: BackupSet): ReportSet {
  const { geometry, start, stop, required } = set;
  const missing = rangesToReport(set.missing, geometry);
  return {
    id: set.id,
    path: set.path,
    layout: set.layout,
    label: set.label ?? null,
    kind: set.kind,
    parentId: set.parentId ?? null,
    method: set.method ?? null,
    status: set.status ?? null,
    keep: set.retained === undefined ? null : { ...set.retained, until: set.retained.until?.text ?? null },
    takenFrom: set.takenFrom ?? null,
    serverVersion: set.versionNum === undefined ? null : formatMajorVersion(set.versionNum),
    systemIdentifier: textOrNull(set.systemIdentifier),
    walSegmentSize: geometry?.segmentSize ?? null,
    checkpointLsn: lsnOrNull(set.checkpointLsn),
    start: start === undefined ? null : position(start, geometry, segmentOfStart),
    stop: stop === undefined ? null : { ...position(stop, geometry, segmentOfEnd), source: stop.source },
    requiredWal: {
      count: required?.count ?? 0,
      bytes: String(required?.bytes ?? 0),
      ranges: rangesToReport(required?.ranges ?? [], geometry),
    },
    missingWal: { count: missing.reduce((sum, range) => sum + range.count, 0), ranges: missing },
    verdict: set.verdict,
    parts: set.parts,
    evidence: { wal: set.evidence.wal, files: set.evidence.files, pages: 'not-checked' },
    rehearsed: null,
    findings: set.findings.map(findingToReport),
  };
}

/** One archive of the catalog. */
export function archiveToReport(archive: WalArchive): ReportArchive {
  const { geometry } = archive;
  return {
    path: archive.path,
    layout: archive.layout,
    systemIdentifier: textOrNull(archive.systemIdentifier),
    walSegmentSize: geometry?.segmentSize ?? null,
    segmentCount: archive.segmentCount,
    bytes: String(archive.bytes),
    timelines: archive.timelines.map((timeline) => timelineToReport(timeline, geometry)),
    windows: distinctWindows(archive).map(windowToReport),
    restorePoints: (archive.restorePoints ?? []).map((point) => ({ ...point, lsn: formatLsn(point.lsn) })),
    findings: archive.findings.map(findingToReport),
  };
}

function timelineToReport(timeline: TimelineInArchive, geometry: WalGeometry | undefined): ReportTimeline {
  return {
    timeline: timeline.timeline,
    parent: timeline.parent ?? null,
    switchLsn: lsnOrNull(timeline.switchLsn),
    ranges: rangesToReport(timeline.ranges, geometry),
    gaps: rangesToReport(timeline.gaps, geometry),
  };
}

function windowToReport(window: RecoveryWindow): ReportWindow {
  return {
    timeline: window.timeline,
    fromLsn: formatLsn(window.fromLsn),
    fromTime: window.fromTime ?? null,
    toLsn: formatLsn(window.toLsn),
    toTime: window.toTime ?? null,
    setId: window.setId,
  };
}

function position(
  { lsn, timeline, time }: StartPosition,
  geometry: WalGeometry | undefined,
  segmentOf: (lsn: Lsn, geometry: WalGeometry) => number,
): ReportPosition {
  const segment = geometry === undefined ? null : segmentName(timeline, segmentOf(lsn, geometry), geometry);
  return { lsn: formatLsn(lsn), timeline, segment, time: time?.text ?? null };
}

function rangesToReport(ranges: readonly SegmentRange[], geometry: WalGeometry | undefined): ReportRange[] {
  return geometry === undefined ? [] : ranges.map((range) => rangeToReport(range, geometry));
}

function lsnOrNull(lsn: Lsn | undefined): string | null {
  return lsn === undefined ? null : formatLsn(lsn);
}

function textOrNull(value: bigint | undefined): string | null {
  return value === undefined ? null : String(value);
}
