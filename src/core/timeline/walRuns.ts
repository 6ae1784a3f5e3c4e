import { runOf } from '../model/findingRuns';
import type { BackupSet } from '../model/backupSet';
import type { WalArchive } from '../model/walArchive';
import { mergeRanges } from '../catalog/find/inventory';
import type { Finding, FindingCode } from '../ground/finding';
import type { WalGeometry } from '../wal/geometry';
import { firstEndingAt, parseSegmentName, segmentNumber, type SegmentRange } from '../wal/segmentName';
import type { WalRun, WalState } from './picture';
import { stack } from './stack';
import type { TimelinePaths } from './timelinePaths';

/** Findings in whose segment recovery stops, or goes wrong. */
const DAMAGE: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'empty-segment',
  'truncated-segment',
  'zeroed-segment',
  'wrong-size-segment',
  'invalid-page-header',
  'misnamed-segment',
  'foreign-segment',
  'wrong-timeline',
  'wrong-version-segment',
  'incomplete-segment',
  'record-checksum-mismatch',
  'broken-record-chain',
  'unreadable-compression',
  'unreadable-segment',
]);

/**
 * Whole segments of a timeline in some archives, in any compression, and those that sets found elsewhere. Ascending and
 * disjoint.
 */
export function presentRanges(
  archives: readonly WalArchive[],
  timeline: number,
  sets: readonly BackupSet[] = [],
): SegmentRange[] {
  const all = archives.flatMap((archive) =>
    archive.timelines.filter((own) => own.timeline === timeline).flatMap(({ ranges }) => ranges),
  );
  const found = sets.flatMap(({ required }) =>
    (required?.runs ?? []).filter((run) => run.state === 'present' && run.timeline === timeline),
  );
  return mergeRanges([...all, ...found].sort((a, b) => a.first - b.first || a.last - b.last));
}

/** The states of the segments of one timeline; `missing` are the gaps, and the segments that sets lack. */
export function runsOfTimeline(
  timeline: number,
  present: readonly SegmentRange[],
  missing: readonly SegmentRange[],
  { archives, sets }: { readonly archives: readonly WalArchive[]; readonly sets: readonly BackupSet[] },
  paths: TimelinePaths,
  geometry: WalGeometry,
): WalRun[] {
  const partials = archives.flatMap((archive) => archive.partials.filter((run) => run.timeline === timeline));
  const trouble = [
    ...archives.flatMap(({ findings }) => findings),
    ...sets.flatMap(({ findings }) => findings),
  ].flatMap((finding) => troubleOf(finding, timeline, geometry));
  const wrong = sets
    .flatMap(({ required }) => required?.runs ?? [])
    .filter((run) => run.state === 'wrong' && run.timeline === timeline && run.code !== 'missing-backup-end')
    .map((run) => asRun(run, run.code === 'recycled-segment' ? 'recycled' : 'damaged'));
  const whole = present.map((range) => asRun(range, 'present'));
  // A partial copy beside the whole segment is irrelevant.
  const alone = partials.flatMap((range) => without(range, present));
  return stack([
    ...whole,
    ...branchRuns(timeline, present, paths),
    ...missing.map((range) => asRun(range, 'missing')),
    ...alone.map((range) => asRun(range, 'partial')),
    ...wrong,
    ...trouble,
  ]);
}

/** The part of a timeline that the path to the newest one does not include. */
function branchRuns(timeline: number, present: readonly SegmentRange[], paths: TimelinePaths): WalRun[] {
  if (paths.newest === undefined || paths.newest === timeline) return [];
  const along = paths.pathTo(paths.newest).parts;
  const at = along.findIndex((part) => part.timeline === timeline);
  const left = at === -1 ? 0 : (along[at - 1]?.beginSegment ?? Infinity);
  return present
    .filter(({ last }) => last >= left)
    .map(({ first, last }) => ({ first: Math.max(first, left), last, state: 'branch' }));
}

function troubleOf(finding: Finding, timeline: number, geometry: WalGeometry): WalRun[] {
  const { code, severity, segment } = finding;
  const state: WalState | undefined =
    code === 'recycled-segment' ? 'recycled' : DAMAGE.has(code) ? 'damaged' : undefined;
  const parts = segment === undefined ? undefined : parseSegmentName(segment);
  if (state === undefined || severity === 'info' || parts?.timeline !== timeline) return [];
  const first = segmentNumber(parts, geometry);
  if (first === undefined) return [];
  return [{ first, last: first + (runOf(finding)?.count ?? 1) - 1, state }];
}

/** The rest of a range after removing others, which are ascending and disjoint. */
export function without(range: SegmentRange, others: readonly SegmentRange[]): SegmentRange[] {
  const left: SegmentRange[] = [];
  let { first } = range;
  for (let i = firstEndingAt(others, first); ; i++) {
    const other = others[i];
    if (other === undefined || other.first > range.last) break;
    if (other.first > first) left.push({ timeline: range.timeline, first, last: other.first - 1 });
    first = other.last + 1;
  }
  if (first <= range.last) left.push({ timeline: range.timeline, first, last: range.last });
  return left;
}

function asRun({ first, last }: SegmentRange, state: WalState): WalRun {
  return { first, last, state };
}
