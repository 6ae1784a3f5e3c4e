import type { SegmentRange } from '../../wal/segmentName';
import type { BackupSet } from '../../model/backupSet';
import type { ArchiveLayout } from '../../model/layout';
import { isTool, toolOf } from '../../formats/tools/backupTools';

export interface Expiry {
  readonly reason: 'before-oldest' | 'between';
  /** The kept backup after whose end the gap begins. */
  readonly keeper?: BackupSet;
}

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
  const rule = toolOf(layout)?.retention;
  if (rule === undefined) return undefined;
  const spans = sets.filter((set) => isTool(set.layout)).flatMap(spanOf);
  if (spans.length === 0) return undefined;
  if (spans.every(({ first }) => gap.last < first)) return { reason: 'before-oldest' };
  if (!spans.some(({ first }) => first === gap.last + 1)) return undefined;
  const before = spans.filter(({ last }) => last < gap.first).sort((a, b) => b.last - a.last);
  const keeper = before[0];
  // A backup that reaches into the gap lacks its own WAL there.
  if (keeper === undefined || spans.some(({ first, last }) => first <= gap.last && last >= gap.first))
    return undefined;
  if (keeper.set.retained?.ownWalOnly !== true && !rule.keepsOwnWal) return undefined;
  const cut = keeper.last + 1 + rule.keptPastEnd;
  const rest = present.some(
    ({ timeline, first, last }) =>
      first <= gap.last && last >= cut && (!rule.byTimeline || timeline === gap.timeline),
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
