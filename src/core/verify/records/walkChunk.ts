import { segmentStartLsn } from '../../wal/geometry';
import type { Lsn } from '../../ground/lsn';
import type { RecordWalker, XlogListener } from '../../wal/recordWalker';
import { timelineOfLsn } from '../../wal/timelinePath';
import { decodeXlogRecord, lsnOf } from '../../wal/xlogRecord';
import type { ChunkResult, ChunkSpec, MinimalWal } from './chunk';
import { MOST_RESTORE_POINTS, type RestorePoint } from './restorePoints';
import { SetWatcher } from './setRecords';
import type { WalContext } from './walContext';
import { walkRange } from './walkRange';

/** A watch that no record matches. */
const NO_WATCH = { start: 2n ** 64n, checkpoint: undefined };

/**
 * Walks the records that begin in a range of segments; the last one is read to its end, beyond the range if necessary.
 * Never rejects.
 */
export async function walkChunk(context: WalContext, spec: ChunkSpec): Promise<ChunkResult> {
  const watcher = new SetWatcher(spec.watch ?? NO_WATCH);
  const points: RestorePoint[] = [];
  let more = 0;
  let minimalWal: MinimalWal | undefined;
  const listener: XlogListener = (view, at, length, walker) => {
    const event = decodeXlogRecord(view, at, length, walker.expect);
    if (event === undefined) return;
    watcher.take(event, walker);
    if (spec.stopAtBackupEnd === true && watcher.seen.backupEnd !== undefined) walker.stopRequested = true;
    if (event.kind === 'parameter-change' && event.minimal)
      minimalWal ??= { lsn: lsnOf(walker.lastHigh, walker.lastLow), previous: event.previous };
    if (event.kind !== 'restore-point') return;
    const { name, time } = event;
    const lsn = lsnOf(walker.endHigh, walker.endLow);
    // After a fork the page still shows the timeline on which it was begun.
    const timeline = timelineOfLsn(context.timelinePath, lsn - 1n, context.geometry) ?? walker.pageTimeline;
    if (points.length < MOST_RESTORE_POINTS) points.push({ name, time, lsn, timeline });
    else more++;
  };
  // The kernel counts commits by the block and does not stop between them.
  const isPlain = spec.stopAfterTime !== undefined || spec.stopAtXid !== undefined;
  const plain = isPlain ? { plain: true } : {};
  const walk = await walkRange({ ...context, ...plain }, spec, listener);
  const { walker, end, reached, leftover } = walk;
  const { firstSegment, lastSegment } = spec;
  const found = {
    restorePoints: points,
    moreRestorePoints: more,
    seen: watcher.seen,
    end,
    leftover,
    reached,
    ...(minimalWal === undefined ? {} : { minimalWal }),
  };
  return { firstSegment, lastSegment, ...found, ...stateOf(walker, context) };
}

type WalkerState = Pick<
  ChunkResult,
  'entry' | 'exit' | 'firstTimeline' | 'lastTimeline' | 'systemIdentifier' | 'magic' | 'records' | 'commits'
>;

function stateOf(walker: RecordWalker | undefined, context: WalContext): WalkerState {
  if (walker === undefined) {
    const none = { entry: undefined, exit: undefined, systemIdentifier: undefined, magic: undefined };
    return {
      ...none,
      firstTimeline: 0,
      lastTimeline: 0,
      records: 0,
      commits: { count: 0, first: 0, last: 0, latest: 0 },
    };
  }
  const { expect, first, commits, records } = walker;
  return {
    entry: first.seen
      ? { lsn: lsnOf(first.high, first.low), prev: lsnOf(first.prevHigh, first.prevLow) }
      : undefined,
    exit: walker.linked
      ? { next: nextRecord(walker, context), last: lsnOf(walker.lastHigh, walker.lastLow) }
      : undefined,
    firstTimeline: walker.firstTimeline,
    lastTimeline: walker.pageTimeline,
    systemIdentifier: lsnOf(expect.systemHigh, expect.systemLow),
    magic: expect.magic,
    records,
    commits: commits.span,
  };
}

/** Where the record after the last one begins: on the next page if none can begin on this one any longer. */
function nextRecord(walker: RecordWalker, { geometry }: WalContext): Lsn {
  const { format, pageSize, segmentSize } = walker.expect;
  const left = pageSize - (walker.offset % pageSize);
  const offset = left < format.leastStart ? walker.offset + left : walker.offset;
  if (offset >= segmentSize)
    return segmentStartLsn(walker.segment + 1, geometry) + BigInt(format.longPageHeader);
  const header = offset === 0 ? format.longPageHeader : offset % pageSize === 0 ? format.shortPageHeader : 0;
  return segmentStartLsn(walker.segment, geometry) + BigInt(offset + header);
}
