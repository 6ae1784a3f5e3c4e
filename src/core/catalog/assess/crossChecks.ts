import { type LabelFields, lineOf } from '../../formats/label/labelFields';
import type { Finding } from '../../ground/finding';
import { isSegmentBoundary, segmentOfEnd, segmentOfStart } from '../../wal/geometry';
import { formatLsn } from '../../ground/lsn';
import { segmentName } from '../../wal/segmentName';
import type { ArchiveEvidence } from '../read/archiveEvidence';
import { controlFindings } from './controlChecks';
import { newestTimelineFindings } from './timelines/newestTimelineFindings';
import { historiesIn, recoveryOriginOf } from './timelines/recoveryOrigin';
import type { WalRequirement } from './walRequirement';
import type { BackupEvidence } from '../read/backupEvidence';
import { toolChecks } from '../tools/toolChecks';
import { isInTars } from '../../model/layout';

/** Contradictions between the files of a set, and what they leave open, apart from the segments themselves. */
export function crossChecks(
  evidence: BackupEvidence,
  requirement: WalRequirement,
  archives: readonly ArchiveEvidence[],
): Finding[] {
  return [
    ...labelFindings(evidence),
    ...startFileFindings(evidence, requirement),
    ...stopFileFindings(evidence, requirement),
    ...stopFindings(evidence, requirement),
    ...timelineFindings(evidence, requirement, archives),
    ...controlFindings(evidence, requirement, archives),
    ...toolChecks(evidence, requirement),
  ];
}

function labelFindings(evidence: BackupEvidence): Finding[] {
  const { files, label, unreadTars, control } = evidence;
  const isBackup = isInTars(evidence) || files.dataDirectory !== undefined;
  if (!isBackup || files.label !== undefined || label !== undefined || unreadTars !== undefined) return [];
  const renamed = files.labelOld !== undefined;
  const file = files.labelOld ?? `${files.dataDirectory ?? ''}/backup_label`;
  const reason = files.history === undefined ? 'no-history' : 'history';
  const args = { reason, ...(control?.state === undefined ? {} : { state: control.state }) };
  return [{ code: renamed ? 'renamed-label' : 'missing-label', severity: 'error', file, args }];
}

function startFileFindings({ label, files }: BackupEvidence, { geometry }: WalRequirement): Finding[] {
  const start = label?.start;
  if (label === undefined || start?.file === undefined) return [];
  if (geometry === undefined || files.label === undefined) return [];
  const expected = segmentName(timelineOf(start.file), segmentOfStart(start.lsn, geometry), geometry);
  if (start.file.toUpperCase() === expected) return [];
  const args = { lsn: formatLsn(start.lsn), file: start.file, expected };
  const place = placeOf(label, 'START WAL LOCATION');
  return [{ code: 'start-file-mismatch', severity: 'warning', file: files.label, ...place, args }];
}

/** Servers up to 15 name the segment that ends at a stop on a boundary, later ones the next: both are right. */
function stopFileFindings({ history }: BackupEvidence, { geometry }: WalRequirement): Finding[] {
  const stop = history?.value.stop;
  if (history === undefined || stop?.file === undefined || geometry === undefined) return [];
  const timeline = timelineOf(stop.file);
  const expected = segmentName(timeline, segmentOfEnd(stop.lsn, geometry), geometry);
  const next = segmentName(timeline, segmentOfStart(stop.lsn, geometry), geometry);
  const skipped = isSegmentBoundary(stop.lsn, geometry) && geometry.skipsLastSegment;
  if (stop.file.toUpperCase() === expected || stop.file.toUpperCase() === next || skipped) return [];
  const args = { lsn: formatLsn(stop.lsn), file: stop.file, expected };
  const place = placeOf(history.value, 'STOP WAL LOCATION');
  return [{ code: 'stop-file-mismatch', severity: 'warning', file: history.path, ...place, args }];
}

function stopFindings(
  { files, label, control, tool }: BackupEvidence,
  { start, stop }: WalRequirement,
): Finding[] {
  if (start === undefined || stop !== undefined) return [];
  // That it is unfinished is reported in the tool's own words.
  if (tool?.backup.state === 'running') return [];
  const file = files.label ?? files.history;
  const standby = label?.from === 'standby';
  const reason = standby
    ? control === undefined
      ? 'no-control-file'
      : 'no-recovery-point'
    : 'no-stop-found';
  const findings: Finding[] = [
    { code: 'never-stopped', severity: 'warning', args: { reason }, ...(file === undefined ? {} : { file }) },
  ];
  return findings;
}

/** What the timelines of the archives do to a recovery from the set. */
function timelineFindings(
  evidence: BackupEvidence,
  requirement: WalRequirement,
  archives: readonly ArchiveEvidence[],
): Finding[] {
  const origin = recoveryOriginOf(evidence, requirement);
  if (origin === undefined) return [];
  const seen = historiesIn(archives);
  const newest = newestTimelineFindings(origin, seen, archives);
  // Whether a fork is after a stop that is not known yet is open.
  return newest.filter(({ code }) => requirement.stop !== undefined || code !== 'follows-newer-timeline');
}

function timelineOf(name: string): number {
  return Number.parseInt(name.slice(0, 8), 16);
}

function placeOf(
  { lines }: LabelFields,
  key: 'START WAL LOCATION' | 'STOP WAL LOCATION',
): Pick<Finding, 'line' | 'column'> {
  const line = lineOf(lines, key);
  if (line === undefined) return {};
  const column = line.fileColumns?.start;
  return { line: line.line, ...(column === undefined ? {} : { column }) };
}
