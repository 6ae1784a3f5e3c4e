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
  let joined: JoinedWalk | undefined;
  for await (const { result } of chunksInOrder(range, plan, run)) {
    joined = joined === undefined ? joinedOf(result) : appendChunk(context, joined, result);
    if (joined.end.kind !== 'range-end') return joined;
  }
  return joined ?? joinedOf(await run(range));
}

/** A chunk of a walk, and what reading it gave. */
export interface ReadChunk {
  readonly spec: ChunkSpec;
  readonly result: ChunkResult;
}

/**
 * The chunks of a range in their order, while later ones are already read in parallel. Their results are not awaited if the
 * caller stops before their turn, and may be errors then.
 */
export async function* chunksInOrder(
  range: ChunkSpec,
  { segmentsPerChunk, inFlight }: ChunkPlan,
  run: RunChunk,
): AsyncGenerator<ReadChunk, undefined> {
  const waiting: { readonly spec: ChunkSpec; readonly result: Promise<ChunkResult> }[] = [];
  const specs = chunkSpecs(range, segmentsPerChunk);
  for (;;) {
    while (waiting.length < inFlight) {
      const { value, done } = specs.next();
      if (done === true) break;
      const result = run(value);
      // An error counts when the chunk's turn comes, which it may not.
      result.catch(() => undefined);
      waiting.push({ spec: value, result });
    }
    const next = waiting.shift();
    if (next === undefined) return undefined;
    yield { spec: next.spec, result: await next.result };
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
