import { type BackupSet, ofSet } from '../../model/backupSet';
import type { Finding } from '../../ground/finding';
import type { FileTree } from '../../ground/ports';
import type { WalGeometry } from '../../wal/geometry';
import { rangeCount, segmentName, type SegmentRange } from '../../wal/segmentName';
import { withoutPreallocated } from './preallocated';
import type { ArchiveEvidence, GeometryOverrides } from '../read/archiveEvidence';
import { crossChecks } from './crossChecks';
import { directoryToList, missingDirectories } from './directories';
import { duplicateFindings } from './duplicates';
import { checkSegments, type CheckedSegments } from './checkSegments';
import { addSetFiles, Fingerprint } from './fingerprint';
import { SuffixTally } from './suffixMismatch';
import { judge } from '../../model/parts';
import type { Evidence } from '../../model/evidence';
import { joinRuns } from '../../model/findingRuns';
import { judgeAbsence, missingSegments } from '../../model/requiredWal';
import { locateSegments } from './locateSegments';
import { refusedConfiguration } from './refusedConfiguration';
import { sizesAfterStop } from './timelines/sizesAfterStop';
import { requiredWalOf, requirementOnPath } from './timelines/requirementOnPath';
import { walRequirementOf, type WalRequirement } from './walRequirement';
import { unreadTarFinding } from '../../tars/tarFindings';
import type { BackupEvidence } from '../read/backupEvidence';
import { tablespaceEntries } from './tablespaceEntries';
import { isHistoryAlone } from '../../model/layout';

export interface BuildOptions extends GeometryOverrides {
  readonly level: 'names' | 'headers';
  readonly signal?: AbortSignal;
}

/** A set whose stop is unknown is undetermined anyway, so only its first segments are opened. */
const OPEN_END_LIMIT = 256;

/** No more findings about the WAL of one set than this; the runs contain all faults. */
const MOST_FAULTS = 500;

/**
 * Builds a set from its files and the available WAL. `archives` serve it, in the order in which recovery searches them;
 * `elsewhere` finds others of its cluster, and is called only if WAL is missing.
 */
export async function buildSet(
  tree: FileTree,
  evidence: BackupEvidence,
  archives: readonly ArchiveEvidence[],
  elsewhere: () => readonly ArchiveEvidence[],
  options: BuildOptions,
): Promise<BackupSet> {
  const named = walRequirementOf(evidence, archives, options);
  const fingerprint = new Fingerprint();
  await addSetFiles(tree, fingerprint, evidence.files);
  const check = (requirement: WalRequirement): Promise<CheckedSegments> =>
    checkWal(tree, evidence, requirement, archives, { ...options, fingerprint });
  const { requirement: onPath, looked, otherPaths } = await requirementOnPath(named, check);
  const { range: requirement, wal: checkedWal } = writtenOnly(onPath, looked, archives);
  const rule = { openEnd: requirement.stop === undefined, unreadTars: evidence.unreadTars !== undefined };
  const wal = { ...checkedWal, runs: judgeAbsence(checkedWal.runs, requirement.ranges ?? [], rule) };
  const missing = missingSegments(wal);
  const isOpen =
    wal.runs.length === 0 || (rule.unreadTars && wal.runs.some(({ state }) => state === 'absent'));
  const findings = [
    ...evidence.findings,
    ...requirement.findings,
    ...crossChecks(evidence, requirement, archives),
    ...missingFindings(requirement, missing, archives, elsewhere),
    ...(await missingDirectories(tree, evidence, requirement.versionNum)),
    ...(await tablespaceEntries(tree, evidence)),
    ...(await refusedConfiguration(tree, evidence, requirement.versionNum)),
    ...(await sizesAfterStop(tree, evidence, requirement, archives)),
    ...joinRuns(wal.findings, requirement.geometry).slice(0, MOST_FAULTS),
    ...duplicateFindings(requirement, wal.runs, archives),
    ...unreadTars(evidence).map((tar) => unreadTarFinding(tar, isOpen ? 'error' : 'info')),
  ].map((finding) => ofSet(finding, evidence.id, requirement.versionNum));
  const rangeKnown = requirement.ranges !== undefined && requirement.stop !== undefined && !isOpen;
  const level = evidenceOf(evidence, requirement, wal);
  return {
    ...identityOf(evidence, requirement),
    required: requiredWalOf(requirement, wal),
    missing,
    ...(otherPaths.length === 0 ? {} : { otherPaths }),
    ...judge({ findings, rangeKnown, provenByRecords: false, evidence: level }),
    evidence: level,
    findings,
    archives: archives.map(({ path }) => path),
    ...(wal.whole ? { fingerprint: fingerprint.text } : {}),
  };
}

/** Tars that would be read further; for the others a finding already says why they are not. */
function unreadTars({ unreadTars: tars = [], findings }: BackupEvidence): string[] {
  const closed = new Set(findings.filter(({ code }) => code === 'unreadable-tar').map(({ file }) => file));
  return tars.filter((tar) => !closed.has(tar));
}

function identityOf(
  evidence: BackupEvidence,
  requirement: WalRequirement,
): Omit<BackupSet, 'required' | 'missing' | 'verdict' | 'parts' | 'evidence' | 'findings' | 'archives'> {
  const fields = evidence.label ?? evidence.history?.value;
  return {
    id: evidence.id,
    path: evidence.id,
    layout: evidence.layout,
    files: evidence.files,
    ...(evidence.tars === undefined ? {} : { tars: evidence.tars }),
    // A data directory without a readable label only probably belongs to its history file, so it does not get the label
    // from it.
    label: evidence.tool?.name ?? (isHistoryAlone(evidence) ? fields?.label : evidence.label?.label),
    kind: fields?.incrementalFrom === undefined ? (evidence.tool?.backup.kind ?? 'full') : 'incremental',
    parentId: undefined,
    method: evidence.tool?.backup.method ?? fields?.method,
    ...statedByTool(evidence),
    takenFrom: fields?.from,
    versionNum: requirement.versionNum,
    systemIdentifier: evidence.systemIdentifier,
    geometry: requirement.geometry,
    checkpointLsn: fields?.checkpointLsn,
    control: evidence.control,
    start: requirement.start,
    stop: requirement.stop,
    ...(requirement.recoveryTimeline === undefined ? {} : { recoveryTimeline: requirement.recoveryTimeline }),
  };
}

function statedByTool({ tool }: BackupEvidence): Pick<BackupSet, 'status' | 'retained'> {
  if (tool === undefined) return {};
  const { status, retained } = tool.backup;
  return {
    ...(status === undefined ? {} : { status }),
    ...(retained === undefined ? {} : { retained: retained }),
  };
}

async function checkWal(
  tree: FileTree,
  evidence: BackupEvidence,
  { ranges, geometry, versionNum, stop, start, recoveryTimeline }: WalRequirement,
  archives: readonly ArchiveEvidence[],
  options: BuildOptions & { readonly fingerprint: Fingerprint },
): Promise<CheckedSegments> {
  if (ranges === undefined || geometry === undefined) {
    return { runs: [], findings: [], level: 'names', whole: true };
  }
  const places = archives.map(({ path, segments }) => ({ path, runs: segments.runs(geometry).runs }));
  const ancestors = archives.flatMap(({ histories }) =>
    (histories.get(recoveryTimeline ?? (stop ?? start)?.timeline ?? 0)?.switches ?? []).map(
      ({ timeline }) => timeline,
    ),
  );
  const expected = {
    geometry,
    versionNum,
    systemIdentifier: evidence.systemIdentifier ?? archives[0]?.systemIdentifier,
    timelines: new Set(ancestors),
  };
  const forms = new SuffixTally();
  const checked = await checkSegments(tree, locateSegments(ranges, places), expected, {
    level: options.level,
    limit: stop === undefined ? OPEN_END_LIMIT : Number.MAX_SAFE_INTEGER,
    signal: options.signal,
    fingerprint: options.fingerprint,
    forms,
  });
  const layoutOf = (path: string): ArchiveEvidence['layout'] | undefined =>
    archives.find((archive) => archive.path === path)?.layout;
  return { ...checked, findings: [...checked.findings, ...forms.findings(geometry, layoutOf)] };
}

/** If the end is unknown, preallocated files are not part of the available WAL. */
function writtenOnly(
  requirement: WalRequirement,
  wal: CheckedSegments,
  archives: readonly ArchiveEvidence[],
): { readonly range: WalRequirement; readonly wal: CheckedSegments } {
  if (
    requirement.stop !== undefined ||
    requirement.ranges === undefined ||
    requirement.geometry === undefined
  )
    return { range: requirement, wal };
  const { checked, ranges } = withoutPreallocated(wal, requirement.ranges, archives, requirement.geometry);
  return { range: { ...requirement, ranges }, wal: checked };
}

function missingFindings(
  requirement: WalRequirement,
  missing: readonly SegmentRange[],
  archives: readonly ArchiveEvidence[],
  elsewhere: () => readonly ArchiveEvidence[],
): Finding[] {
  const { geometry } = requirement;
  if (geometry === undefined) return [];
  const others = missing.length === 0 ? [] : elsewhere();
  return missing.flatMap((gap) => [
    missingFinding(gap, archives, geometry),
    ...elsewhereFindings(gap, others, geometry),
  ]);
}

function missingFinding(
  gap: SegmentRange,
  archives: readonly ArchiveEvidence[],
  geometry: WalGeometry,
): Finding {
  const first = segmentName(gap.timeline, gap.first, geometry);
  const last = segmentName(gap.timeline, gap.last, geometry);
  const count = rangeCount(gap);
  const holder = archives.find(({ partials }) =>
    partials.runs(geometry).runs.some((run) => overlaps(run, gap)),
  );
  return {
    code: holder !== undefined && count === 1 ? 'partial-segment-only' : 'missing-segment',
    severity: 'error',
    segment: first,
    args: { first, last, count, archives: archives.length, segment: first },
    ...(holder === undefined ? {} : { file: holder.path }),
  };
}

/** The nearest other directory is enough as a hint. */
function elsewhereFindings(
  gap: SegmentRange,
  others: readonly ArchiveEvidence[],
  geometry: WalGeometry,
): Finding[] {
  for (const { path, segments } of others) {
    const count = segments
      .runs(geometry)
      .runs.filter((run) => run.suffix === '' && overlaps(run, gap))
      .reduce((sum, run) => sum + Math.min(run.last, gap.last) - Math.max(run.first, gap.first) + 1, 0);
    if (count === 0) continue;
    const first = segmentName(gap.timeline, gap.first, geometry);
    const args = { count, directory: path, first };
    return [{ code: 'wal-elsewhere', severity: 'info', file: path, segment: first, args }];
  }
  return [];
}

function overlaps(a: SegmentRange, b: SegmentRange): boolean {
  return a.timeline === b.timeline && a.first <= b.last && b.first <= a.last;
}

function evidenceOf(
  evidence: BackupEvidence,
  { versionNum }: WalRequirement,
  { level }: CheckedSegments,
): Evidence {
  return {
    wal: level,
    data: directoryToList(evidence, versionNum) === undefined ? 'not-checked' : 'names',
    files: isListed(evidence) ? 'not-checked' : 'no-manifest',
  };
}

/** Whether a manifest or a tool lists its files. */
function isListed({ manifest, files }: BackupEvidence): boolean {
  return manifest !== undefined || files.fileList !== undefined;
}
