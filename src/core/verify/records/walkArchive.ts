import type { Finding } from '../../ground/finding';
import { segmentOfStart } from '../../wal/geometry';
import type { Lsn } from '../../ground/lsn';
import type { CommitSpan } from '../../wal/commits/commitTimes';
import type { ChunkSpec, MinimalWal } from './chunk';
import type { RestorePoint } from './restorePoints';
import type { JoinedWalk } from './joinChunks';
import { findingOfCut, type WalCut } from './walCut';
import type { WalFacts } from './walContext';
import { type ChunkPlan, type RunChunk, walkInChunks } from './walkInChunks';

export interface ArchiveRange {
  /** Start of a record: a set's stop location, or its start. */
  readonly from: Lsn;
  /** The highest segment on the path that is present. */
  readonly lastSegment: number;
}

/** How far recovery gets in an archive, and what it meets. */
export interface ArchiveWalk {
  /** The end of the last record that recovery can replay; undefined if there is none. */
  readonly reached: Lsn | undefined;
  /** Where the last whole record begins. */
  readonly lastRecord?: Lsn;
  readonly records: number;
  readonly commits: CommitSpan;
  readonly restorePoints: readonly RestorePoint[];
  readonly moreRestorePoints: number;
  /** Why recovery ends before the archive does; undefined if it reads all of it. */
  readonly cut: WalCut | undefined;
  /** Where reading ended, even if that is just the end of the archive; undefined if it read to the end of the range. */
  readonly ended?: WalCut;
  /** Where `wal_level = minimal` begins: the walk does not go beyond it. */
  readonly minimalWal?: MinimalWal;
  readonly canceled: boolean;
}

/**
 * Reads every record from a location to the end of an archive, along the path of the facts. The walk is
 * divided into chunks. Rejects only if the runner does.
 */
export async function walkArchive(
  facts: WalFacts,
  { from, lastSegment }: ArchiveRange,
  { plan, run }: { readonly plan: ChunkPlan; readonly run: RunChunk },
): Promise<ArchiveWalk> {
  const spec = { firstSegment: segmentOfStart(from, facts.geometry), lastSegment, start: from };
  const walk = (wanted: ChunkSpec): Promise<JoinedWalk> => walkInChunks(facts, wanted, plan, run);
  const joined = await walk(spec);
  const { minimalWal } = joined;
  if (minimalWal === undefined || joined.end.kind === 'canceled') return archiveWalk(joined, lastSegment);
  // What comes after such a record is not what recovery can promise.
  const before = archiveWalk(await walk({ ...spec, limit: minimalWal.lsn + 1n }), lastSegment);
  const reached = minimalWal.lsn > from ? minimalWal.lsn : undefined;
  return { ...before, reached, lastRecord: minimalWal.previous, minimalWal };
}

function archiveWalk(joined: JoinedWalk, lastSegment: number): ArchiveWalk {
  const { reached, records, commits, restorePoints, moreRestorePoints, end } = joined;
  const ended = end.kind === 'cut' ? end.cut : undefined;
  const cut = ended !== undefined && !isPlainEnd(ended, lastSegment) ? ended : undefined;
  const canceled = end.kind === 'canceled';
  const lastRecord = joined.last.exit?.last;
  const last = lastRecord === undefined ? {} : { lastRecord };
  const found = { reached, ...last, records, commits, restorePoints, moreRestorePoints, cut, canceled };
  return ended === undefined ? found : { ...found, ended };
}

/** The archive simply ends: the next segment is not there yet, or the last one is still being written. */
function isPlainEnd(cut: WalCut, lastSegment: number): boolean {
  if (cut.segment > lastSegment) return true;
  return cut.segment === lastSegment && cut.code === 'incomplete-segment';
}

/**
 * A cut in an archive as a finding. Recovery silently ends there, or does worse at the first segment of a new timeline:
 * it continues with the old timeline's file (`XLogFileReadAnyTLI`).
 */
export function findingOfArchiveCut(
  cut: WalCut,
  reached: Lsn | undefined,
  { timelinePath }: Pick<WalFacts, 'timelinePath'>,
): Finding {
  const finding = findingOfCut(cut, reached);
  const fork = timelinePath.parts.some(
    ({ timeline, beginSegment }) => timeline === cut.timeline && beginSegment === cut.segment,
  );
  return fork && cut.segment > 0 ? finding : { ...finding, severity: 'warning' };
}
