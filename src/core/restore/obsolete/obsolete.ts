import { partialTail, timelineHistoryName } from '../../wal/fileName';
import type { Catalog } from '../../model/catalog';
import type { BackupSet } from '../../model/backupSet';
import type { InventoryRun, WalArchive } from '../../model/walArchive';
import { mergeRanges } from '../../catalog/find/inventory';
import { rangeToReport } from '../../report/toReport';
import { DEFAULT_SEGMENT_SIZE, walGeometry } from '../../wal/geometry';
import { firstEndingAt, rangeCount, type SegmentRange } from '../../wal/segmentName';
import { archiveCleanupOf } from './archiveCleanup';
import { historyPortions, historyTimelines } from './backupHistories';
import { clusterIdOf, historiesOf } from '../clusters';
import { type KeepRule, type KeptSet, keptSets } from './keepRule';
import { type Need, NeedLayers, needsOf, type Portion } from './needs';
import { obsoleteWarnings } from './obsoleteWarnings';
import type { NeededRange, ObsoleteWal, WalFileRange } from '../types';
import { answerSet, setName } from '../words';
import { isServerWal } from '../../model/layout';

/**
 * Total bytes of the files of a run. Plain segments have the segment size; only compressed and unfinished ones and
 * backup history files have to be measured.
 */
export type MeasureFiles = (archive: WalArchive, run: InventoryRun) => Promise<number>;

/** Others get their turn after this many runs: a few milliseconds. */
const SLICE = 2000;

/**
 * What may be removed from an archive if some sets are kept. Every file is either obsolete or needed, with the reason;
 * in doubt it is needed. Only sets of the same server count, wherever they are. `pause` is awaited after every slice of
 * the work.
 */
export async function findObsoleteWal(
  catalog: Pick<Catalog, 'sets' | 'archives'>,
  archive: WalArchive,
  keep: KeepRule,
  measure: MeasureFiles,
  pause: () => Promise<void> = () => Promise.resolve(),
): Promise<ObsoleteWal> {
  const sets = setsOf(archive, catalog);
  const kept = isServerWal(archive) ? [] : keptSets(sets, keep);
  const needs = kept.length === 0 ? undefined : needsIn(archive, sets, kept, catalog);
  const portions = await segmentPortions(archive, needs, pause);
  const histories = historyPortions(archive, sets, kept, needs);
  const obsolete: WalFileRange[] = [];
  const needed: NeededRange[] = [];
  let count = 0;
  for (const portion of [...portions, ...histories]) {
    if (++count % SLICE === 0) await pause();
    const range = await fileRange(archive, portion, measure);
    if (portion.need === undefined) obsolete.push(range);
    else needed.push({ ...range, ...reasonOf(portion.need) });
  }
  return {
    archive: archive.path,
    systemIdentifier: archive.systemIdentifier === undefined ? null : String(archive.systemIdentifier),
    kept: kept.map(answerSet),
    lost: lostSets(sets, kept, portions).map(answerSet),
    obsolete: { ...sumOf(obsolete), ranges: obsolete },
    needed: { ...sumOf(needed), ranges: needed },
    histories: [...archive.histories.keys()].sort((a, b) => a - b).map(historyOf),
    archiveCleanup: archiveCleanupOf(archive, portions),
    warnings: obsoleteWarnings(archive, sets, kept, portions),
  };
}

/** The sets of the archive's server. */
function setsOf(archive: WalArchive, { sets, archives }: Pick<Catalog, 'sets' | 'archives'>): BackupSet[] {
  return sets.filter((set) => {
    const id = clusterIdOf(set, archives);
    if (id === undefined || archive.systemIdentifier === undefined)
      return set.archives.includes(archive.path);
    return id === archive.systemIdentifier;
  });
}

/** What the kept sets need of the archive's content. */
function needsIn(
  archive: WalArchive,
  sets: readonly BackupSet[],
  kept: readonly KeptSet[],
  { archives }: Pick<Catalog, 'archives'>,
): NeedLayers {
  const { runs, partials, systemIdentifier } = archive;
  const files = new Set(historyTimelines(archive, sets));
  for (const { timeline } of runs) files.add(timeline);
  for (const { timeline } of partials) files.add(timeline);
  const family = archives.filter((other) => other.systemIdentifier === systemIdentifier);
  const timelines = [...files].sort((a, b) => a - b);
  return new NeedLayers(needsOf(kept, timelines, historiesOf([archive, ...family])));
}

/** All segments, each with the need that applies to it. Without a set to keep nothing is known, so all stay. */
async function segmentPortions(
  { runs, partials }: WalArchive,
  needs: NeedLayers | undefined,
  pause: () => Promise<void>,
): Promise<Portion[]> {
  const portions: Portion[] = [];
  let count = 0;
  const take = (run: InventoryRun): void => {
    if (needs === undefined) portions.push({ ...run, need: undecided(run) });
    else for (const portion of needs.cut(run)) portions.push(portion);
  };
  for (const run of runs) {
    if (++count % SLICE === 0) await pause();
    take(run);
  }
  for (const run of partials) {
    if (++count % SLICE === 0) await pause();
    take({ ...run, suffix: partialTail(run.suffix) });
  }
  return portions;
}

function undecided({ timeline, first, last }: InventoryRun): Need {
  return { timeline, first, last, reason: 'unknown', set: undefined };
}

async function fileRange(
  archive: WalArchive,
  portion: Portion,
  measure: MeasureFiles,
): Promise<WalFileRange> {
  // Without a segment size there are no runs.
  const { geometry = walGeometry(DEFAULT_SEGMENT_SIZE, undefined) } = archive;
  const { suffix } = portion;
  const plain = rangeCount(portion) * geometry.segmentSize;
  const bytes = suffix === '' ? plain : await measure(archive, portion);
  return { ...rangeToReport(portion, geometry), suffix, bytes: String(bytes) };
}

function reasonOf({ reason, set }: Need): Pick<NeededRange, 'reason' | 'setId' | 'why'> {
  if (set === undefined) return { reason, setId: null, why: 'unknown whether a kept set needs it' };
  const why = reason === 'set' ? `needed by ${setName(set)}` : `for recovery after ${setName(set)}`;
  return { reason, setId: set.id, why };
}

function sumOf(ranges: readonly WalFileRange[]): { count: number; bytes: string } {
  return {
    count: ranges.reduce((sum, { count }) => sum + count, 0),
    bytes: String(ranges.reduce((sum, { bytes }) => sum + BigInt(bytes), 0n)),
  };
}

function historyOf(timeline: number): { name: string; why: string } {
  const name = timelineHistoryName(timeline);
  return { name, why: `history of timeline ${timeline}` };
}

/** Sets that are not kept and whose own WAL would be removed. */
function lostSets(
  sets: readonly BackupSet[],
  kept: readonly KeptSet[],
  portions: readonly Portion[],
): BackupSet[] {
  const known = new Set(kept.map(({ id }) => id));
  const gone = goneByTimeline(portions);
  return sets.filter(
    ({ id, required }) =>
      !known.has(id) &&
      required?.ranges.some((range) => isTouched(range, gone.get(range.timeline) ?? [])) === true,
  );
}

/** Whole segments that would be removed, ascending and disjoint on each timeline. */
function goneByTimeline(portions: readonly Portion[]): Map<number, SegmentRange[]> {
  const gone = new Map<number, SegmentRange[]>();
  for (const { timeline, first, last, suffix, need } of portions) {
    if (need !== undefined || suffix.includes('.partial')) continue;
    const ranges = gone.get(timeline) ?? [];
    ranges.push({ timeline, first, last });
    gone.set(timeline, ranges);
  }
  for (const [timeline, ranges] of gone)
    gone.set(timeline, mergeRanges(ranges.sort((a, b) => a.first - b.first)));
  return gone;
}

function isTouched({ first, last }: SegmentRange, ranges: readonly SegmentRange[]): boolean {
  const next = ranges[firstEndingAt(ranges, first)];
  return next !== undefined && next.first <= last;
}
