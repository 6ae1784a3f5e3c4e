import type { SegmentRange } from '../../wal/segmentName';
import type { BackupSet } from '../../model/backupSet';
import type { ArchiveLayout } from '../../model/layout';
import { isTool } from './foundBackup';

export interface Expiry {
  readonly reason: 'before-oldest' | 'between';
  /** The kept backup after whose end the gap begins. */
  readonly keeper?: BackupSet;
}

/** For a kept backup that archive retention has passed, these keep only its own WAL (`expire` and `--wal-depth`). */
const KEEPS_OWN_WAL: ReadonlySet<ArchiveLayout> = new Set<ArchiveLayout>(['pgbackrest', 'pg_probackup']);

/**
 * Whether a gap in a tool's archive comes from its retention, and is not a loss: everything before its oldest backup,
 * or everything from the end of a backup that is kept with its own WAL only to the start of the next, on all timelines.
 * A loss would hardly begin and end with a backup's WAL. Segment numbers compare across the timelines of a cluster.
 *
 * @param sets that the archive serves
 * @param present segments on all timelines
 */
export function expiryOf(
  layout: ArchiveLayout,
  gap: SegmentRange,
  sets: readonly BackupSet[],
  present: readonly SegmentRange[],
): Expiry | undefined {
  if (!isTool(layout)) return undefined;
  const spans = sets.filter((set) => isTool(set.layout)).flatMap(spanOf);
  if (spans.length === 0) return undefined;
  if (spans.every(({ first }) => gap.last < first)) return { reason: 'before-oldest' };
  if (!spans.some(({ first }) => first === gap.last + 1)) return undefined;
  const before = spans.filter(({ last }) => last < gap.first).sort((a, b) => b.last - a.last);
  const keeper = before[0];
  // A backup that reaches into the gap lacks its own WAL there.
  if (keeper === undefined || spans.some(({ first, last }) => first <= gap.last && last >= gap.first))
    return undefined;
  if (keeper.set.retained?.ownWalOnly !== true && !KEEPS_OWN_WAL.has(layout)) return undefined;
  // Barman keeps WAL up to its own idea of the end, which may be one segment too far.
  const cut = keeper.last + 1 + (layout === 'barman' ? 1 : 0);
  // Barman does not touch timelines with another backup on them (`get_timelines_to_protect` of 3.4).
  const rest = present.some(
    ({ timeline, first, last }) =>
      first <= gap.last && last >= cut && (layout !== 'barman' || timeline === gap.timeline),
  );
  return rest ? undefined : { reason: 'between', keeper: keeper.set };
}

interface Span {
  readonly set: BackupSet;
  readonly first: number;
  readonly last: number;
}

/** If the end is open, nothing shows where retention may cut. */
function spanOf(set: BackupSet): Span[] {
  const ranges = set.required?.ranges ?? [];
  const first = ranges[0]?.first;
  const last = ranges.at(-1)?.last;
  if (first === undefined || last === undefined) return [];
  return [{ set, first, last: set.required?.openEnd === true ? Number.MAX_SAFE_INTEGER : last }];
}
