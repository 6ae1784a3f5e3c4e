import { segmentOfStart } from '../../wal/geometry';
import { formatLsn, type Lsn } from '../../ground/lsn';
import type { ChunkResult, MinimalWal } from './chunk';
import { MOST_RESTORE_POINTS, type RestorePoint } from './restorePoints';
import { mergeSetRecords, type SetRecords } from './setRecords';
import { cutAt, type WalCut } from './walCut';
import { type CommitSpan, joinSpans } from '../../wal/commits/commitTimes';
import type { WalFacts } from './walContext';
import type { WalkEnd } from './walkRange';
import { timelineOfSegment } from '../../wal/timelinePath';

/** A walk joined from consecutive chunks. */
export interface JoinedWalk {
  readonly end: WalkEnd;
  readonly reached: Lsn | undefined;
  readonly leftover: WalCut | undefined;
  readonly records: number;
  readonly magic: number | undefined;
  readonly commits: CommitSpan;
  readonly restorePoints: readonly RestorePoint[];
  readonly moreRestorePoints: number;
  readonly seen: SetRecords;
  readonly minimalWal?: MinimalWal;
  /** The chunk that the next one has to agree with. */
  readonly last: ChunkResult;
}

/** A walk of one chunk. */
export function joinedOf(chunk: ChunkResult): JoinedWalk {
  return { ...chunk, last: chunk };
}

/** Appends the next chunk. A walk that has already ended stays as it is. */
export function appendChunk(context: WalFacts, joined: JoinedWalk, next: ChunkResult): JoinedWalk {
  if (joined.end.kind !== 'range-end') return joined;
  const cut = borderCut(context, joined.last, next);
  if (cut !== undefined) return { ...joined, end: { kind: 'cut', cut } };
  const minimalWal = joined.minimalWal ?? next.minimalWal;
  const points = [...joined.restorePoints, ...next.restorePoints];
  const restorePoints = points.slice(0, MOST_RESTORE_POINTS);
  return {
    end: next.end,
    reached: next.reached ?? joined.reached,
    leftover: joined.leftover ?? next.leftover,
    records: joined.records + next.records,
    magic: joined.magic ?? next.magic,
    commits: joinSpans(joined.commits, next.commits),
    restorePoints,
    moreRestorePoints:
      joined.moreRestorePoints + next.moreRestorePoints + points.length - restorePoints.length,
    seen: mergeSetRecords(joined.seen, next.seen),
    ...(minimalWal === undefined ? {} : { minimalWal }),
    last: withBorder(joined.last, next),
  };
}

/** After a chunk without a record of its own, the next chunk must fit the one before it. */
function withBorder(before: ChunkResult, next: ChunkResult): ChunkResult {
  if (next.exit !== undefined) return next;
  const lastTimeline = Math.max(before.lastTimeline, next.lastTimeline);
  return { ...next, exit: before.exit, lastTimeline, systemIdentifier: before.systemIdentifier };
}

/** What is wrong between two chunks, by the same rules as between two records or pages of one walk. */
function borderCut(context: WalFacts, before: ChunkResult, next: ChunkResult): WalCut | undefined {
  if (next.magic === undefined) return undefined;
  const foreign = before.systemIdentifier !== undefined && next.systemIdentifier !== before.systemIdentifier;
  if (foreign) {
    const args = { found: String(next.systemIdentifier), expected: String(before.systemIdentifier) };
    return cutOf(context, next.firstSegment, { code: 'foreign-segment', args });
  }
  if (next.firstTimeline > 0 && next.firstTimeline < before.lastTimeline) {
    const args = { found: next.firstTimeline, expected: before.lastTimeline };
    return cutOf(context, next.firstSegment, { code: 'wrong-timeline', args });
  }
  return chainCut(context, before, next);
}

function chainCut(context: WalFacts, before: ChunkResult, next: ChunkResult): WalCut | undefined {
  const { exit } = before;
  if (exit === undefined || next.entry === undefined) return undefined;
  if (exit.next === next.entry.lsn && exit.last === next.entry.prev) return undefined;
  const reason = exit.next === next.entry.lsn ? 'prev-link' : 'continuation-length';
  const args = { reason, expected: formatLsn(exit.next), found: formatLsn(next.entry.lsn) };
  const segment = segmentOfStart(next.entry.lsn, context.geometry);
  const what = { code: 'broken-record-chain', args } as const;
  return cutOf(context, segment, what, next.entry.lsn);
}

function cutOf(context: WalFacts, segment: number, what: Pick<WalCut, 'code' | 'args'>, lsn?: Lsn): WalCut {
  const timeline = timelineOfSegment(context.timelinePath, segment);
  return cutAt({ timeline, segment, file: undefined }, context, what, lsn);
}
