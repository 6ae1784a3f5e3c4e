import type { BackupSet, Catalog, InventoryRun, WalArchive } from '../catalog/model';
import { rangeToReport } from '../report/toReport';
import { counted, verdictWord } from '../report/words';
import { DEFAULT_SEGMENT_SIZE, walGeometry } from '../wal/geometry';
import { rangeCount, segmentName } from '../wal/segmentName';
import { clusterIdOf, historiesOf } from './clusters';
import type { Keep, KeptSet } from './keep';
import { keptSets } from './keep';
import type { Need, Portion } from './needs';
import { needsOf, portionsOf } from './needs';
import type { NeededRange, ObsoleteWal, WalFileRange } from './types';
import { answerSet, setName } from './words';

/**
 * Bytes of the files of a run, in total. Plain segments have the size of a segment; only packed and unfinished ones need to
 * be looked at.
 */
export type Measure = (archive: WalArchive, run: InventoryRun) => Promise<number>;

/**
 * What may go from an archive when some sets are kept. Every file is either obsolete or needed, with the reason; in doubt it is
 * needed. Only sets of the same server count, wherever they lie.
 */
export async function obsoleteWal(
  catalog: Pick<Catalog, 'sets' | 'archives'>,
  archive: WalArchive,
  keep: Keep,
  measure: Measure,
): Promise<ObsoleteWal> {
  const sets = setsOf(archive, catalog);
  const kept = archive.layout === 'pg-wal' ? [] : keptSets(sets, keep);
  const portions = judged(archive, kept, catalog);
  const obsolete: WalFileRange[] = [];
  const needed: NeededRange[] = [];
  for (const portion of portions) {
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
    archiveCleanup: cleanupOf(archive, portions),
    warnings: warningsOf(archive, sets, kept, portions),
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

/** Everything in the archive with the need that it meets. Without a set to keep nothing can be told, so all stays. */
function judged(
  archive: WalArchive,
  kept: readonly KeptSet[],
  { archives }: Pick<Catalog, 'archives'>,
): Portion[] {
  const partials = archive.partials.map((run) => ({ ...run, suffix: `.partial${run.suffix}` }));
  const runs = [...archive.runs, ...partials];
  if (kept.length === 0) return runs.map((run) => ({ ...run, need: undecided(run) }));
  const family = archives.filter(({ systemIdentifier }) => systemIdentifier === archive.systemIdentifier);
  return portionsOf(runs, needsOf(kept, archive, historiesOf([archive, ...family])));
}

function undecided({ timeline, first, last }: InventoryRun): Need {
  return { timeline, first, last, reason: 'unknown', set: undefined };
}

async function fileRange(archive: WalArchive, portion: Portion, measure: Measure): Promise<WalFileRange> {
  // Where no segment size is known, no run is.
  const { geometry = walGeometry(DEFAULT_SEGMENT_SIZE, undefined) } = archive;
  const { suffix } = portion;
  const plain = rangeCount(portion) * geometry.segmentSize;
  const bytes = suffix === '' ? plain : await measure(archive, portion);
  return { ...rangeToReport(portion, geometry), suffix, bytes: String(bytes) };
}

function reasonOf({ reason, set }: Need): Pick<NeededRange, 'reason' | 'setId' | 'why'> {
  if (set === undefined) return { reason, setId: null, why: 'whether a kept set can need it cannot be told' };
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
  const name = `${timeline.toString(16).toUpperCase().padStart(8, '0')}.history`;
  return { name, why: `history of timeline ${timeline}` };
}

/** Sets that are not kept and whose own WAL would go. */
function lostSets(
  sets: readonly BackupSet[],
  kept: readonly KeptSet[],
  portions: readonly Portion[],
): BackupSet[] {
  const gone = portions.filter(({ need, suffix }) => need === undefined && !suffix.includes('.partial'));
  return sets.filter(
    (set) =>
      !kept.some(({ id }) => id === set.id) &&
      set.required?.ranges.some((range) =>
        gone.some(
          ({ timeline, first, last }) =>
            timeline === range.timeline && first <= range.last && range.first <= last,
        ),
      ) === true,
  );
}

/**
 * pg_archivecleanup removes, whatever the timeline, all segments and unfinished ones with a lower number than the one that it is
 * given, plain or with one suffix. Undefined where that is not exactly what is obsolete.
 */
function cleanupOf(
  { path, layout, geometry }: WalArchive,
  portions: readonly Portion[],
): readonly string[] | null {
  const obsolete = portions.filter(({ need }) => need === undefined);
  const needed = portions.filter(({ need }) => need !== undefined);
  const oldest = needed.reduce<Portion | undefined>(
    (least, portion) => (least === undefined || portion.first < least.first ? portion : least),
    undefined,
  );
  if (layout !== 'wal-directory' || geometry === undefined) return null;
  if (obsolete.length === 0 || oldest === undefined) return null;
  if (obsolete.some(({ last }) => last >= oldest.first)) return null;
  const suffixes = new Set(obsolete.map(({ suffix }) => suffix.replace('.partial', '')));
  suffixes.delete('');
  const [suffix, ...others] = suffixes;
  if (others.length > 0) return null;
  const name = segmentName(oldest.timeline, oldest.first, geometry);
  return [...(suffix === undefined ? [] : ['-x', suffix]), path, name];
}

/** What each tool calls it. */
const EXPIRES: Partial<Record<WalArchive['layout'], string>> = {
  barman: ' (its retention_policy and barman cron, or barman delete)',
  pgbackrest: ' (pgbackrest expire)',
  'wal-g': ' (wal-g delete)',
  pgmoneta: ' (its retention setting, or pgmoneta-cli delete)',
  pg_probackup: ' (pg_probackup delete --expired --delete-wal)',
};

function warningsOf(
  archive: WalArchive,
  sets: readonly BackupSet[],
  kept: readonly KeptSet[],
  portions: readonly Portion[],
): string[] {
  const warnings: string[] = [];
  if (archive.layout === 'pg-wal')
    return [
      'This is the WAL directory of a data directory. A server removes from it what it does not need; nobody else may.',
    ];
  if (kept.length === 0)
    return ['No set of this server with a known start is here, so nothing can be called obsolete.'];
  warnings.push(
    'Only the sets that are listed here count. A backup that lies elsewhere, a standby or a replication slot that still reads from this archive may need what is called obsolete.',
  );
  const unproven = kept.filter(({ verdict }) => verdict !== 'restorable');
  if (unproven.length === kept.length)
    warnings.push(
      `None of the kept sets is proven restorable (${unproven
        .map((set) => `${setName(set)}: ${verdictWord(set.verdict)}`)
        .slice(0, 5)
        .join(', ')}). When the older WAL is gone, only they are left: verify them first.`,
    );
  else if (unproven.length > 0)
    warnings.push(
      `${counted(unproven.length, 'kept set')} of ${kept.length} ${unproven.length === 1 ? 'is' : 'are'} not proven restorable.`,
    );
  if (archive.layout !== 'wal-directory')
    warnings.push(
      `A backup tool keeps this archive and a list of what is in it. Let the tool expire backups and WAL${EXPIRES[archive.layout] ?? ''}; what is deleted behind its back it takes for lost.`,
    );
  if (portions.some(({ need }) => need?.reason === 'unknown'))
    warnings.push(
      'The history file of a timeline is missing, so it cannot be told where it left: of that timeline more is kept.',
    );
  const parents = sets.filter(
    (set) => kept.some(({ parentId }) => parentId === set.id) && !kept.some(({ id }) => id === set.id),
  );
  if (parents.length > 0)
    warnings.push(
      `Kept incremental sets build on ${parents.map(setName).join(', ')}: their WAL may go, their files must stay.`,
    );
  const open = sets.filter(({ start }) => start === undefined);
  if (open.length > 0)
    warnings.push(
      `Of ${counted(open.length, 'set')} the start cannot be read; what ${open.length === 1 ? 'it needs' : 'they need'} is not counted.`,
    );
  return warnings;
}
