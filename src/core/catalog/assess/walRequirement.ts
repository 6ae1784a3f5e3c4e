import { formatSegmentName, type SegmentRange } from '../../wal/segmentName';
import { timelineHistoryName } from '../../wal/fileName';
import type { ControlFile } from '../../formats/controlFile';
import type { Finding } from '../../ground/finding';
import { segmentOfStart, type WalGeometry, walGeometry } from '../../wal/geometry';
import { formatLsn, type Lsn } from '../../ground/lsn';
import { requiredRanges, timelinePath } from '../../wal/timelinePath';
import type { ArchiveEvidence, GeometryOverrides } from '../read/archiveEvidence';
import { endsInFile, segmentSizeFromPair, skipsLastSegmentFromStart } from './inferGeometry';
import { historiesIn, recoveryOriginOf } from './timelines/recoveryOrigin';
import { type PathToStop, pathsToStop } from './timelines/pathsToStop';
import type { StartPosition, StopPosition } from '../../model/positions';
import type { BackupEvidence } from '../read/backupEvidence';

/** The locations between which a set needs WAL, as far as its files show. */
export interface WalRequirement {
  readonly versionNum: number | undefined;
  readonly geometry: WalGeometry | undefined;
  readonly start: StartPosition | undefined;
  readonly stop: StopPosition | undefined;
  /** Absent if start or geometry is unknown, or the path from start to stop cannot be determined. */
  readonly ranges: readonly SegmentRange[] | undefined;
  /** The recovery paths from start to stop that differ in their files, the backup's own timeline first; absent without ranges. */
  readonly paths?: readonly [PathToStop, ...PathToStop[]];
  /** A later timeline that recovery has to follow, if the stop's own lacks a segment. */
  readonly recoveryTimeline?: number;
  readonly findings: readonly Finding[];
}

/** Determines start, stop and required segments of a set, with the archives that serve it, nearest first. */
export function walRequirementOf(
  evidence: BackupEvidence,
  archives: readonly ArchiveEvidence[],
  overrides: GeometryOverrides,
): WalRequirement {
  const start = startOf(evidence);
  const stops = stopCandidates(evidence, start);
  const stop = stops[0];
  const { versionNum, geometry } = geometryOf(evidence, archives, overrides);
  const findings = disagreements(evidence, stops);
  if (start === undefined || geometry === undefined) {
    return { versionNum, geometry, start, stop, ranges: undefined, findings };
  }
  if (stop === undefined) {
    const ranges = [openRange(start, archives, geometry)];
    return { versionNum, geometry, start, stop, ranges, findings };
  }
  const ranges = closedRanges(start, stop, archives, geometry);
  if (ranges === undefined) findings.push(missingHistory(archives, stop.timeline));
  const known = { versionNum, geometry, start, stop };
  const origin = recoveryOriginOf(evidence, known);
  if (ranges === undefined || origin === undefined) return { ...known, ranges, findings };
  return { ...known, ranges, paths: pathsToStop(origin, ranges, historiesIn(archives), archives), findings };
}

function startOf({ label, history, tool }: BackupEvidence): StartPosition | undefined {
  const fields = label?.start === undefined ? history?.value : label;
  if (fields?.start === undefined || fields.startTimeline === undefined) return tool?.backup.start;
  return { lsn: fields.start.lsn, timeline: fields.startTimeline, time: fields.startTime };
}

/** Every source that names the stop, the most trusted first. */
function stopCandidates(evidence: BackupEvidence, start: StartPosition | undefined): StopPosition[] {
  const stops: StopPosition[] = [];
  const { history, manifest, label, control } = evidence;
  if (history?.value.stop !== undefined) {
    const { stop, stopTime, stopTimeline, startTimeline } = history.value;
    const timeline = stopTimeline ?? startTimeline ?? 0;
    stops.push({ lsn: stop.lsn, timeline, time: stopTime, source: 'backup-history-file' });
  }
  const newest = manifest?.walRanges[0];
  if (newest !== undefined && (start === undefined || newest.end > start.lsn)) {
    stops.push({ lsn: newest.end, timeline: newest.timeline, time: undefined, source: 'manifest' });
  }
  if (label?.from === 'standby' && control !== undefined && control.minRecoveryPoint > 0n) {
    const point = minimumRecoveryPoint(control, start);
    // Recovery continues to this point whatever the manifest says, so the later one counts.
    if (stops[0] === undefined || point.lsn > stops[0].lsn) stops.unshift(point);
    else stops.push(point);
  }
  const toolStop = evidence.tool?.backup.stop;
  if (toolStop !== undefined) stops.push({ ...toolStop, source: 'tool-metadata' });
  return start === undefined ? stops : stops.filter(({ lsn }) => lsn > start.lsn);
}

function minimumRecoveryPoint(control: ControlFile, start: StartPosition | undefined): StopPosition {
  const timeline = control.minRecoveryTimeline ?? start?.timeline ?? control.timeline;
  return { lsn: control.minRecoveryPoint, timeline, time: undefined, source: 'minimum-recovery-point' };
}

function disagreements(evidence: BackupEvidence, stops: readonly StopPosition[]): Finding[] {
  const [first, ...others] = stops.filter(
    ({ source }) => source !== 'minimum-recovery-point' && source !== 'tool-metadata',
  );
  if (first === undefined) return [];
  return others
    .filter(({ lsn, timeline }) => lsn !== first.lsn || timeline !== first.timeline)
    .map((other) => ({
      code: 'stop-sources-disagree',
      severity: 'warning',
      file: evidence.files.manifest ?? evidence.path,
      lsn: other.lsn,
      args: {
        first: formatLsn(first.lsn),
        firstSource: first.source,
        second: formatLsn(other.lsn),
        secondSource: other.source,
      },
    }));
}

function geometryOf(
  evidence: BackupEvidence,
  archives: readonly ArchiveEvidence[],
  overrides: GeometryOverrides,
): { versionNum: number | undefined; geometry: WalGeometry | undefined } {
  const versionNum =
    overrides.versionNum ??
    evidence.versionNum ??
    evidence.tool?.backup.versionNum ??
    firstKnown(archives, (archive) => archive.versionNum);
  const pair = evidence.label?.start ?? evidence.history?.value.start ?? locationOfTool(evidence.tool);
  const control = evidence.control?.crcOk === true ? evidence.control.segmentSize : undefined;
  const segmentSize =
    overrides.segmentSize ??
    control ??
    evidence.segmentSize ??
    segmentSizeFromHistory(evidence) ??
    firstKnown(archives, (archive) => archive.geometry?.segmentSize) ??
    evidence.tool?.backup.segmentSize ??
    (pair?.file === undefined ? undefined : segmentSizeFromPair(pair.lsn, pair.file));
  if (segmentSize === undefined) return { versionNum, geometry: undefined };
  if (versionNum !== undefined || pair === undefined) {
    return { versionNum, geometry: walGeometry(segmentSize, versionNum) };
  }
  const family = firstKnown(archives, (archive) => archive.geometry?.skipsLastSegment);
  const skipsLastSegment = family ?? skipsLastSegmentFromStart(pair.lsn, segmentSize) ?? false;
  return { versionNum, geometry: { segmentSize, skipsLastSegment } };
}

/**
 * The segment size on which both lines of a history file agree. A directory may contain WAL of several sizes
 * (pg_resetwal --wal-segsize), and most of it then says nothing about this backup. One line alone may have been edited.
 */
function segmentSizeFromHistory({ history }: BackupEvidence): number | undefined {
  const { start, stop } = history?.value ?? {};
  if (start?.file === undefined || stop?.file === undefined) return undefined;
  const size = segmentSizeFromPair(start.lsn, start.file);
  return size !== undefined && endsInFile(stop.lsn, stop.file, size) ? size : undefined;
}

function firstKnown<T>(
  archives: readonly ArchiveEvidence[],
  fact: (archive: ArchiveEvidence) => T | undefined,
): T | undefined {
  for (const archive of archives) {
    const value = fact(archive);
    if (value !== undefined) return value;
  }
  return undefined;
}

function closedRanges(
  start: StartPosition,
  stop: StopPosition,
  archives: readonly ArchiveEvidence[],
  geometry: WalGeometry,
): SegmentRange[] | undefined {
  if (start.timeline === stop.timeline) {
    return requiredRanges(start.lsn, start.timeline, stop.lsn, stop.timeline, undefined, geometry);
  }
  const history = firstKnown(archives, ({ histories }) => histories.get(stop.timeline));
  const path = timelinePath(stop.timeline, history, geometry);
  return requiredRanges(start.lsn, start.timeline, stop.lsn, stop.timeline, path, geometry);
}

/** From the start to the last segment that is present on the same timeline; at least the first. */
function openRange(
  start: StartPosition,
  archives: readonly ArchiveEvidence[],
  geometry: WalGeometry,
): SegmentRange {
  const first = segmentOfStart(start.lsn, geometry);
  let last = first;
  for (const { segments } of archives) {
    for (const run of segments.runs(geometry).runs) {
      if (run.timeline === start.timeline && run.last > last) last = run.last;
    }
  }
  return { timeline: start.timeline, first, last };
}

function missingHistory(archives: readonly ArchiveEvidence[], timeline: number): Finding {
  const name = timelineHistoryName(timeline);
  const holder = archives.find(({ historyNames }) => historyNames.has(timeline));
  return {
    code: holder === undefined ? 'missing-timeline-history' : 'unreadable-timeline-history',
    severity: 'error',
    args: { timeline, name, reason: 'path' },
    ...(holder === undefined ? {} : { file: `${holder.path}/${name}` }),
  };
}

/** A location and the segment that the tool names for it: together they show the segment size. */
function locationOfTool(
  tool: BackupEvidence['tool'],
): { readonly lsn: Lsn; readonly file?: string } | undefined {
  const start = tool?.backup.start;
  if (start?.segment === undefined) return start === undefined ? undefined : { lsn: start.lsn };
  return { lsn: start.lsn, file: formatSegmentName(start.segment) };
}
