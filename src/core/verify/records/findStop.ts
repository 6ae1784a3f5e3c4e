import { segmentOfEnd, segmentOfStart } from '../../wal/geometry';
import type { Lsn } from '../../ground/lsn';
import type { ChunkResult, ChunkSpec } from './chunk';
import { appendChunk, joinedOf, type JoinedWalk } from './joinChunks';
import type { WalFacts } from './walContext';
import { type ChunkPlan, chunksInOrder, type RunChunk } from './walkInChunks';

/** What ends a recovery: the first commit or abort after a time, or the first record at or after a location. */
export type StopRule =
  /** Microseconds since 1970 UTC. */
  | { readonly kind: 'time'; readonly time: number }
  | { readonly kind: 'lsn'; readonly lsn: Lsn }
  /** The commit or abort of a transaction; servers compare the lower 32 bits of its number. */
  | { readonly kind: 'xid'; readonly xid: number };

export interface StopRange {
  /** Where the first record begins: the start of the backup. */
  readonly from: Lsn;
  /** The highest segment on the path that is present. */
  readonly lastSegment: number;
}

/** The record at which recovery stops. */
export interface StopPlace {
  readonly kind: 'found';
  /** Where it begins. Recovery to a time stops before it, recovery to a location after it. */
  readonly record: Lsn;
  /** Where it ends: recovery reads up to here. */
  readonly end: Lsn;
  /** The segment in which it ends. */
  readonly lastSegment: number;
  /** For a commit or abort: its time, in microseconds since 1970 UTC. */
  readonly time?: number;
}

/** `none`: no record stops it, so recovery goes to the end. `unread`: the WAL could not be read that far. */
export type StopSearch = StopPlace | { readonly kind: 'none' | 'unread' | 'canceled' };

/**
 * Where recovery stops, by the rules of `recoveryStopsBefore` and `recoveryStopsAfter` (xlogrecovery.c) with an
 * inclusive target. For a time every record from the start on counts, as clocks can be put back; chunks that were read
 * before and contain no later time are not read again. Rejects only if the runner does.
 */
export function findStop(
  context: WalFacts,
  range: StopRange,
  rule: StopRule,
  parallel: { readonly plan: ChunkPlan; readonly run: RunChunk },
): Promise<StopSearch> {
  const { plan, run } = parallel;
  if (rule.kind === 'lsn') return findLocation(context, range, rule.lsn, run);
  if (rule.kind === 'xid') return findTransaction(context, range, rule.xid, plan, run);
  return findTime(context, range, rule.time, plan, run);
}

async function findTime(
  context: WalFacts,
  range: StopRange,
  time: number,
  plan: ChunkPlan,
  run: RunChunk,
): Promise<StopSearch> {
  let joined: JoinedWalk | undefined;
  for await (const { spec, result } of chunksInOrder(specOf(context, range), plan, run)) {
    joined = joined === undefined ? joinedOf(result) : appendChunk(context, joined, result);
    // If the border to this chunk does not fit, recovery never enters it.
    const isEntered = joined.last.lastSegment === result.lastSegment;
    if (isEntered && result.commits.count > 0 && result.commits.latest > time)
      return committed(await run({ ...spec, stopAfterTime: time }), context);
    if (joined.end.kind === 'range-end') continue;
    return { kind: joined.end.kind === 'canceled' ? 'canceled' : 'none' };
  }
  return { kind: 'none' };
}

/** Every record is read until the transaction ends: earlier reads kept no list of transactions. */
async function findTransaction(
  context: WalFacts,
  range: StopRange,
  xid: number,
  plan: ChunkPlan,
  run: RunChunk,
): Promise<StopSearch> {
  let joined: JoinedWalk | undefined;
  for await (const { result } of chunksInOrder({ ...specOf(context, range), stopAtXid: xid }, plan, run)) {
    joined = joined === undefined ? joinedOf(result) : appendChunk(context, joined, result);
    // If the border to this chunk does not fit, recovery never enters it.
    const isEntered = joined.last.lastSegment === result.lastSegment;
    if (isEntered && result.end.kind === 'stopped') return committed(result, context);
    if (joined.end.kind === 'range-end') continue;
    return { kind: joined.end.kind === 'canceled' ? 'canceled' : 'none' };
  }
  return { kind: 'none' };
}

function specOf({ geometry }: WalFacts, { from, lastSegment }: StopRange): ChunkSpec {
  return { firstSegment: segmentOfStart(from, geometry), lastSegment, start: from };
}

/** The record that contains the location, or begins there; if that begins before the start, the next one. */
async function findLocation(
  context: WalFacts,
  { from, lastSegment }: StopRange,
  lsn: Lsn,
  run: RunChunk,
): Promise<StopSearch> {
  const { geometry } = context;
  const begin = from > lsn ? from : lsn;
  const firstSegment = segmentOfStart(begin, geometry);
  let limit = begin + 1n;
  for (;;) {
    const start = firstSegment === segmentOfStart(from, geometry) ? { start: from } : {};
    const result = await run({ firstSegment, lastSegment, ...start, limit });
    const { end, exit } = result;
    if (end.kind === 'canceled') return { kind: 'canceled' };
    if (exit !== undefined && exit.last >= lsn && end.kind === 'limit') return placeOf(result, context);
    if (end.kind !== 'limit' || exit === undefined) return { kind: 'none' };
    limit = exit.next + 1n;
  }
}

function committed(result: ChunkResult, context: WalFacts): StopSearch {
  const place = placeOf(result, context);
  return place.kind === 'found' ? { ...place, time: result.commits.last } : place;
}

function placeOf({ exit, reached, end }: ChunkResult, { geometry }: WalFacts): StopSearch {
  if (end.kind === 'canceled') return { kind: 'canceled' };
  if (exit === undefined || reached === undefined || (end.kind !== 'stopped' && end.kind !== 'limit'))
    return { kind: 'unread' };
  return {
    kind: 'found',
    record: exit.last,
    end: reached,
    lastSegment: segmentOfEnd(reached, geometry),
  };
}
