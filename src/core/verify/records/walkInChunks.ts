import type { ChunkResult, ChunkSpec } from './chunk';
import { appendChunk, joinedOf, type JoinedWalk } from './joinChunks';
import type { WalFacts } from './walContext';

export interface ChunkPlan {
  /** Segments in one chunk, at least 1. */
  readonly segmentsPerChunk: number;
  /** Chunks in progress or waiting at the same time: a few more than there are workers. */
  readonly inFlight: number;
}

/** Runs one chunk, in any thread. Must not reject because of the content of files. */
export type RunChunk = (spec: ChunkSpec) => Promise<ChunkResult>;

/** About 64 MB: large enough that starting one costs little, and small enough that all workers end together. */
export function chunkPlan(segmentSize: number, workers: number): ChunkPlan {
  const segmentsPerChunk = Math.max(1, Math.round((64 * 1024 * 1024) / segmentSize));
  return { segmentsPerChunk, inFlight: workers * 2 };
}

/**
 * A walk over a range of segments, divided into chunks that run in parallel. Chunks after the one that ends the walk
 * may have been started by then; their results are not awaited.
 */
export async function walkInChunks(
  context: WalFacts,
  range: ChunkSpec,
  plan: ChunkPlan,
  run: RunChunk,
): Promise<JoinedWalk> {
  const waiting: Promise<ChunkResult>[] = [];
  const specs = chunkSpecs(range, plan.segmentsPerChunk);
  let joined: JoinedWalk | undefined;
  for (;;) {
    while (waiting.length < plan.inFlight) {
      const { value, done } = specs.next();
      if (done === true) break;
      waiting.push(run(value));
    }
    const next = waiting.shift();
    if (next === undefined) return joined ?? joinedOf(await run(range));
    const result = await next;
    joined = joined === undefined ? joinedOf(result) : appendChunk(context, joined, result);
    if (joined.end.kind === 'range-end') continue;
    for (const left of waiting) left.catch(() => undefined);
    return joined;
  }
}

/**
 * All walks are divided at the same segments, wherever they begin: then a chunk that one walk has read need not be read
 * again.
 */
export function* chunkSpecs(range: ChunkSpec, size: number): Generator<ChunkSpec, undefined> {
  const { start, ...common } = range;
  for (let first = range.firstSegment; first <= range.lastSegment;) {
    const lastSegment = Math.min(first - (first % size) + size - 1, range.lastSegment);
    const spec = { ...common, firstSegment: first, lastSegment };
    yield first === range.firstSegment && start !== undefined ? { ...spec, start } : spec;
    first = lastSegment + 1;
  }
  return undefined;
}
