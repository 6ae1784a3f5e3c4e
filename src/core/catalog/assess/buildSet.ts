import { type BackupSet, ofSet } from '../../model/backupSet';
import type { Finding } from '../../ground/finding';
import type { FileTree } from '../../ground/ports';
import type { WalGeometry } from '../../wal/geometry';
import { rangeCount, segmentName, type SegmentRange } from '../../wal/segmentName';
import { withoutKeptReady } from './preallocated';
import type { ArchiveDraft, GeometryOverrides } from '../read/readArchive';
import { crossChecks } from './crossChecks';
import { missingDirectories } from './directories';
import { duplicateFindings } from './duplicates';
import { examine, type Examined } from './checkSegments';
import { addSetFiles, Fingerprint } from './fingerprint';
import { FormTally } from './suffixMismatch';
import { judge } from '../../model/verdict';
import { joinRuns } from '../../model/findingRuns';
import type { RequiredWal } from '../../model/requiredWal';
import { placeSegments } from './locateSegments';
import { refusedConfiguration } from './refusedConfiguration';
import { rangeOfSet, type SetRange } from './requiredWal';
import { unreadTarFinding } from '../../tars/tarFindings';
import type { SetSeed } from '../read/backupEvidence';
import { tablespaceEntries } from './tablespaceEntries';

export interface BuildOptions extends GeometryOverrides {
  readonly level: 'names' | 'headers';
  readonly signal?: AbortSignal;
}

/** Of a set whose stop is unknown the verdict is open anyway, so only its first segments are opened. */
const OPEN_END_LIMIT = 256;

/** Beyond this many faults in the WAL of one set the rest is only counted in the runs. */
const MOST_FAULTS = 500;

/**
 * Makes a set of what its files say and what WAL is there. `archives` serve it, in the order of recovery's search;
 * `elsewhere` is asked for others of its cluster only where WAL is missing.
 */
export async function buildSet(
  tree: FileTree,
  seed: SetSeed,
  archives: readonly ArchiveDraft[],
  elsewhere: () => readonly ArchiveDraft[],
  options: BuildOptions,
): Promise<BackupSet> {
  const named = rangeOfSet(seed, archives, options);
  const fingerprint = new Fingerprint();
  await addSetFiles(tree, fingerprint, seed.files);
  const looked = await examineWal(tree, seed, named, archives, { ...options, fingerprint });
  const { range, wal } = writtenOnly(named, looked, archives);
  const absent = wal.runs.filter(({ state }) => state === 'missing');
  // What is not seen in a tar that was not read to its end may well be in it.
  const missing = seed.unreadTars === undefined ? absent : [];
  const isOpen = absent.length > missing.length || wal.runs.length === 0;
  const findings = [
    ...seed.findings,
    ...range.findings,
    ...crossChecks(seed, range, archives),
    ...missingFindings(range, missing, archives, elsewhere),
    ...(await missingDirectories(tree, seed, range.versionNumber)),
    ...(await tablespaceEntries(tree, seed)),
    ...(await refusedConfiguration(tree, seed, range.versionNumber)),
    ...joinRuns(wal.findings, range.geometry).slice(0, MOST_FAULTS),
    ...duplicateFindings(range, wal.runs, archives),
    ...unreadTars(seed).map((tar) => unreadTarFinding(tar, isOpen ? 'error' : 'info')),
  ].map((finding) => ofSet(finding, seed.id, range.versionNumber));
  const rangeKnown = range.ranges !== undefined && range.stop !== undefined;
  return {
    ...identityOf(seed, range),
    required: requiredOf(range, wal),
    missing: range.stop === undefined ? missing.slice(0, startMissing(range, missing) ? 1 : 0) : missing,
    verdict: judge({ findings, rangeKnown, provenByRecords: false }),
    evidence: { wal: wal.level, files: isListed(seed) ? 'not-checked' : 'no-manifest' },
    findings,
    archives: archives.map(({ path }) => path),
    ...(wal.whole ? { fingerprint: fingerprint.text } : {}),
  };
}

/** Tars that would be read further; of the others it is told already why they are not. */
function unreadTars({ unreadTars: tars = [], findings }: SetSeed): string[] {
  const closed = new Set(findings.filter(({ code }) => code === 'unreadable-tar').map(({ file }) => file));
  return tars.filter((tar) => !closed.has(tar));
}

function identityOf(
  seed: SetSeed,
  range: SetRange,
): Omit<BackupSet, 'required' | 'missing' | 'verdict' | 'evidence' | 'findings' | 'archives'> {
  const fields = seed.label ?? seed.history?.value;
  return {
    id: seed.id,
    path: seed.id,
    layout: seed.layout,
    files: seed.files,
    ...(seed.tars === undefined ? {} : { tars: seed.tars }),
    // A data directory without a readable label only probably belongs to its history file: it does not get that name.
    label: seed.tool?.name ?? (seed.layout === 'backup-history-file' ? fields?.label : seed.label?.label),
    kind: fields?.incrementalFrom === undefined ? (seed.tool?.backup.kind ?? 'full') : 'incremental',
    parentId: undefined,
    method: seed.tool?.backup.method ?? fields?.method,
    ...toldByTool(seed),
    takenFrom: fields?.from,
    serverVersion: range.versionNumber,
    systemIdentifier: seed.systemIdentifier,
    geometry: range.geometry,
    checkpointLsn: fields?.checkpointLsn,
    control: seed.control,
    start: range.start,
    stop: range.stop,
    ...(range.recoveryTimeline === undefined ? {} : { recoveryTimeline: range.recoveryTimeline }),
  };
}

function toldByTool({ tool }: SetSeed): Pick<BackupSet, 'status' | 'keep'> {
  if (tool === undefined) return {};
  const { status, keep } = tool.backup;
  return { ...(status === undefined ? {} : { status }), ...(keep === undefined ? {} : { keep }) };
}

async function examineWal(
  tree: FileTree,
  seed: SetSeed,
  { ranges, geometry, versionNumber, stop, start, recoveryTimeline }: SetRange,
  archives: readonly ArchiveDraft[],
  options: BuildOptions & { readonly fingerprint: Fingerprint },
): Promise<Examined> {
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
    versionNumber,
    systemIdentifier: seed.systemIdentifier ?? archives[0]?.systemIdentifier,
    timelines: new Set(ancestors),
  };
  const forms = new FormTally();
  const examined = await examine(tree, placeSegments(ranges, places), expected, {
    level: options.level,
    limit: stop === undefined ? OPEN_END_LIMIT : Number.MAX_SAFE_INTEGER,
    signal: options.signal,
    fingerprint: options.fingerprint,
    forms,
  });
  const layoutOf = (path: string): ArchiveDraft['layout'] | undefined =>
    archives.find((archive) => archive.path === path)?.layout;
  return { ...examined, findings: [...examined.findings, ...forms.findings(geometry, layoutOf)] };
}

/** Where the end is not known, files that a server kept ready for later are not part of what is there. */
function writtenOnly(
  range: SetRange,
  wal: Examined,
  archives: readonly ArchiveDraft[],
): { readonly range: SetRange; readonly wal: Examined } {
  if (range.stop !== undefined || range.ranges === undefined || range.geometry === undefined)
    return { range, wal };
  const { examined, ranges } = withoutKeptReady(wal, range.ranges, archives, range.geometry);
  return { range: { ...range, ranges }, wal: examined };
}

function requiredOf({ ranges, geometry, stop }: SetRange, { runs }: Examined): RequiredWal | undefined {
  if (ranges === undefined || geometry === undefined) return undefined;
  const count = ranges.reduce((sum, range) => sum + rangeCount(range), 0);
  return { ranges, runs, count, bytes: count * geometry.segmentSize, openEnd: stop === undefined };
}

/** With an open end nothing says that a later segment is needed; the first one is, in every case. */
function startMissing({ ranges }: SetRange, missing: readonly SegmentRange[]): boolean {
  return missing[0] !== undefined && missing[0].first === ranges?.[0]?.first;
}

function missingFindings(
  range: SetRange,
  missing: readonly SegmentRange[],
  archives: readonly ArchiveDraft[],
  elsewhere: () => readonly ArchiveDraft[],
): Finding[] {
  const { geometry, stop } = range;
  if (geometry === undefined) return [];
  const certain = stop === undefined ? missing.slice(0, startMissing(range, missing) ? 1 : 0) : missing;
  const others = certain.length === 0 ? [] : elsewhere();
  return certain.flatMap((gap) => [
    missingFinding(gap, archives, geometry),
    ...elsewhereFindings(gap, others, geometry),
  ]);
}

function missingFinding(
  gap: SegmentRange,
  archives: readonly ArchiveDraft[],
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

/** The nearest other place is enough of a hint. */
function elsewhereFindings(
  gap: SegmentRange,
  others: readonly ArchiveDraft[],
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

/** Whether anything tells what its files should be. */
function isListed({ manifest, files }: SetSeed): boolean {
  return manifest !== undefined || files.fileList !== undefined;
}
