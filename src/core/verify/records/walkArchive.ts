import type { Finding } from '../../ground/finding';
import { segmentOfStart } from '../../wal/geometry';
import type { Lsn } from '../../ground/lsn';
import type { CommitSpan } from './chunk';
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
  return archiveWalk(await walkInChunks(facts, spec, plan, run), lastSegment);
}

function archiveWalk(joined: JoinedWalk, lastSegment: number): ArchiveWalk {
  const { reached, records, commits, restorePoints, moreRestorePoints, end } = joined;
  const cut = end.kind === 'cut' && !isPlainEnd(end.cut, lastSegment) ? end.cut : undefined;
  const canceled = end.kind === 'canceled';
  const lastRecord = joined.last.exit?.last;
  const last = lastRecord === undefined ? {} : { lastRecord };
  return { reached, ...last, records, commits, restorePoints, moreRestorePoints, cut, canceled };
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
