import type { Finding } from '../ground/finding';
import type { SetVerification } from '../verify/records/setVerification';
import { segmentOfEnd, segmentOfStart, type WalGeometry } from '../wal/geometry';
import { parseSegmentName, rangeCount, segmentNumber } from '../wal/segmentName';
import { type BackupSet, ofSet } from '../model/backupSet';
import { namedPoint } from './windows';
import { judgeAbsence, missingSegments, type RequiredWal, type SegmentRun } from '../model/requiredWal';
import type { StopPosition } from '../model/positions';
import { coversFinding, runOf } from '../model/findingRuns';
import { judge, withWalAtMost } from '../model/parts';
import { isProven } from '../model/verdict';
import { isOfUnreadTar } from '../tars/tarFindings';

/** The set after its WAL was decoded. A canceled verification changes nothing. */
export function withRecords(scanned: BackupSet, result: SetVerification): BackupSet {
  const set = alongPath(scanned, result.along);
  if (result.canceled || set.geometry === undefined || set.required === undefined) return scanned;
  const stop = stopAfter(set, result);
  const fresh = recordFindings(set, result)
    .filter((finding) => !saysLess(finding, set))
    .map((finding) => withRun(ofSet(finding, set.id, set.versionNum), set.findings));
  const kept = set.findings.filter((finding) => !isSuperseded(finding, fresh, stop));
  const findings = [...kept, ...fresh];
  // If the first segment is missing, no record was read.
  const evidence = result.records > 0 ? { ...set.evidence, wal: 'records' as const } : set.evidence;
  const judged = judge({
    findings,
    rangeKnown: stop !== undefined,
    provenByRecords: isProven(result.verdict),
    evidence,
  });
  const required = requiredAfter(set, set.required, stop, result, set.geometry);
  return {
    ...set,
    stop,
    required,
    missing: missingSegments(required),
    findings,
    ...(result.restorePoints === undefined ? {} : { restorePoints: result.restorePoints.map(namedPoint) }),
    // Neither side may promise more than the other saw.
    ...withWalAtMost(judged, result.verdict),
    recordsVerdict: result.verdict,
    ...(result.latestCommit === undefined ? {} : { latestCommit: result.latestCommit }),
    evidence,
  };
}

/** The set with the WAL that it needs along another timeline. */
function alongPath(set: BackupSet, timeline: number | undefined): BackupSet {
  const other = set.otherPaths?.find((path) => path.timeline === timeline);
  if (other === undefined) return set;
  return { ...set, required: other.required, recoveryTimeline: other.timeline };
}

function stopAfter(set: BackupSet, { stop }: SetVerification): StopPosition | undefined {
  if (set.stop !== undefined || stop === undefined) return set.stop;
  return { ...stop, time: undefined };
}

/** A finding that the backup never ended points to the file with its start. */
function recordFindings({ files }: BackupSet, { findings }: SetVerification): Finding[] {
  const file = files.label ?? files.history;
  return findings.map((finding) =>
    finding.code === 'never-stopped' && file !== undefined ? { ...finding, file } : finding,
  );
}

/** A walk ends at the first gap; the scan has reported all gaps, with their lengths. */
function saysLess({ code, segment }: Finding, { missing, geometry, findings }: BackupSet): boolean {
  const parts = segment === undefined ? undefined : parseSegmentName(segment);
  if (code !== 'missing-segment' || parts === undefined || geometry === undefined) return false;
  const number = segmentNumber(parts, geometry);
  return (
    number !== undefined &&
    missing.some(
      ({ timeline, first, last }) => timeline === parts.timeline && first <= number && number <= last,
    ) &&
    findings.some((finding) => finding.code === 'missing-segment' || finding.code === 'partial-segment-only')
  );
}

/** A walk ends at the first of several faulty segments; first pages have shown how many there are. */
function withRun(finding: Finding, known: readonly Finding[]): Finding {
  const several = known.find((other) => runOf(other) !== undefined && coversFinding(other, finding));
  if (several === undefined) return finding;
  return { ...several, args: { ...finding.args, ...several.args } };
}

/** Whether the records repeat or answer a finding from names and first pages. */
function isSuperseded(finding: Finding, fresh: readonly Finding[], stop: StopPosition | undefined): boolean {
  if (finding.code === 'never-stopped') {
    return stop !== undefined || fresh.some(({ code }) => code === 'never-stopped');
  }
  // The copies have been compared now: only the result of that still counts.
  if (finding.code === 'duplicate-segment') return true;
  if (finding.segment === undefined) return false;
  return fresh.some(({ code, segment }) => code === finding.code && segment === finding.segment);
}

function requiredAfter(
  set: Pick<BackupSet, 'findings'>,
  required: RequiredWal,
  stop: StopPosition | undefined,
  result: SetVerification,
  geometry: WalGeometry,
): RequiredWal {
  const closed = stop === undefined ? required : closeAt(required, stop, geometry);
  const reached = result.records > 0 ? segmentOfStart(result.reached, geometry) : -1;
  const faults = new Map<number, Finding>();
  for (const finding of result.findings) {
    const parts = finding.segment === undefined ? undefined : parseSegmentName(finding.segment);
    const segment = parts === undefined ? undefined : segmentNumber(parts, geometry);
    if (segment !== undefined && finding.severity === 'error') faults.set(segment, finding);
  }
  const runs = closed.runs.flatMap((run) => markRun(run, reached, faults));
  if (closed.openEnd === required.openEnd) return { ...closed, runs };
  // Now that the end is known, every segment that was not found is needed.
  const rule = { openEnd: false, unreadTars: set.findings.some(isOfUnreadTar) };
  return { ...closed, runs: judgeAbsence(runs, closed.ranges, rule) };
}

function closeAt(required: RequiredWal, stop: StopPosition, geometry: WalGeometry): RequiredWal {
  if (!required.openEnd) return required;
  const last = segmentOfEnd(stop.lsn, geometry);
  const cut = <R extends { first: number; last: number }>(ranges: readonly R[]): R[] =>
    ranges
      .filter(({ first }) => first <= last)
      .map((range) => (range.last > last ? { ...range, last } : range));
  const ranges = cut(required.ranges);
  const count = ranges.reduce((sum, range) => sum + rangeCount(range), 0);
  return { ranges, runs: cut(required.runs), count, bytes: count * geometry.segmentSize, openEnd: false };
}

/** Divides a run at the segments in which records have a fault, and at the end of reading. */
function markRun(run: SegmentRun, reached: number, faults: ReadonlyMap<number, Finding>): SegmentRun[] {
  if (run.state === 'missing' || run.state === 'absent') return [run];
  const marks = [...faults.keys()].filter((segment) => run.first <= segment && segment <= run.last);
  const borders = new Set([run.first, run.last + 1]);
  for (const segment of marks) borders.add(segment).add(segment + 1);
  if (run.first <= reached && reached < run.last) borders.add(reached + 1);
  const starts = [...borders].sort((a, b) => a - b);
  return starts.slice(0, -1).map((first, i): SegmentRun => {
    const piece = { ...run, first, last: (starts[i + 1] ?? first) - 1 };
    const fault = faults.get(first);
    if (fault !== undefined && fault.code !== 'missing-segment') {
      return { ...piece, state: 'wrong', code: fault.code, level: 'records' };
    }
    return first <= reached ? { ...piece, level: 'records' } : piece;
  });
}
