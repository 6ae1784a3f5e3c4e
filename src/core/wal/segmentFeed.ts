import { wrongSizeCode } from './wrongSize';
import {
  isSegmentFailure,
  type SegmentFailure,
  type SegmentReader,
  type SegmentSource,
} from './segmentSource';

/** The next piece of WAL, or why there is none. Blocks contain whole pages and follow each other without a gap. */
export type FeedStep =
  | {
      readonly kind: 'block';
      readonly timeline: number;
      readonly segment: number;
      readonly file: string | undefined;
      /** Offset of the block in its segment. */
      readonly base: number;
      readonly bytes: Uint8Array;
    }
  | {
      readonly kind: 'failure';
      readonly timeline: number;
      readonly segment: number;
      readonly file: string | undefined;
      readonly failure: SegmentFailure;
    };

/**
 * A walk needs two buffers of this size, for every segment size. A block is walked while it is still in the processor's
 * second-level cache.
 */
export const BLOCK_SIZE = 512 * 1024;

export interface FeedPlan {
  readonly source: SegmentSource;
  readonly segmentSize: number;
  /** The timeline under whose name a segment is read. */
  readonly timelineOf: (segment: number) => number;
  readonly firstSegment: number;
  /** Segments after this one are opened only on demand. */
  readonly readAheadTo: number;
  /** The two buffers to read into, of `BLOCK_SIZE` bytes each. */
  readonly buffers?: readonly [Uint8Array, Uint8Array];
}

interface Current {
  readonly timeline: number;
  readonly segment: number;
  readonly reader: SegmentReader;
  base: number;
}

/**
 * Reads segment after segment in blocks. If reading is asynchronous, the next block is read while the caller works on
 * the last. The bytes of a block are valid until the next call of `next`.
 */
export class SegmentFeed {
  #current: Current | undefined;
  #ahead: Promise<FeedStep> | undefined;
  #turn = 0;

  readonly #plan: FeedPlan;
  readonly #buffers: readonly [Uint8Array, Uint8Array];
  #nextSegment: number;

  constructor(plan: FeedPlan) {
    this.#plan = plan;
    this.#nextSegment = plan.firstSegment;
    this.#buffers = plan.buffers ?? [new Uint8Array(BLOCK_SIZE), new Uint8Array(BLOCK_SIZE)];
  }

  /** The next block; at the end of a segment, the first of the next segment. */
  async next(): Promise<FeedStep> {
    const step = await (this.#ahead ?? this.#load());
    this.#ahead = step.kind === 'block' && this.#wantsAhead() ? this.#load() : undefined;
    return step;
  }

  /**
   * Leaves the rest of the current segment unread, except for its size: a file of the wrong size is refused as a whole.
   * Returns what is wrong with it.
   */
  async leaveSegment(step: FeedStep): Promise<SegmentFailure | undefined> {
    const ahead = await this.#ahead;
    if (ahead?.segment === step.segment) {
      this.#ahead = undefined;
      if (ahead.kind === 'failure') return ahead.failure;
    }
    return this.#current?.segment === step.segment ? this.#finishCurrent() : undefined;
  }

  /** Call this when no more blocks are wanted. */
  async close(): Promise<void> {
    await this.#ahead;
    this.#ahead = undefined;
    await this.#current?.reader.close();
    this.#current = undefined;
  }

  #wantsAhead(): boolean {
    const current = this.#current;
    if (current?.reader.immediate === true) return false;
    if (current !== undefined && current.base < this.#plan.segmentSize) return true;
    return this.#nextSegment <= this.#plan.readAheadTo;
  }

  async #load(): Promise<FeedStep> {
    if (this.#current?.base === this.#plan.segmentSize) {
      const { timeline, segment, reader } = this.#current;
      const failure = await this.#finishCurrent();
      if (failure !== undefined) return { kind: 'failure', timeline, segment, file: reader.file, failure };
    }
    const current = this.#current ?? (await this.#open());
    return 'kind' in current ? current : this.#block(current);
  }

  async #open(): Promise<Current | FeedStep> {
    const segment = this.#nextSegment++;
    const timeline = this.#plan.timelineOf(segment);
    const reader = await this.#plan.source.open(timeline, segment);
    if (isSegmentFailure(reader)) {
      return { kind: 'failure', timeline, segment, file: reader.file, failure: reader };
    }
    if (reader.size !== undefined && reader.size !== this.#plan.segmentSize) {
      await reader.close();
      const failure = wrongSize(reader.size, this.#plan.segmentSize);
      return { kind: 'failure', timeline, segment, file: reader.file, failure };
    }
    this.#current = { timeline, segment, reader, base: 0 };
    return this.#current;
  }

  async #block(current: Current): Promise<FeedStep> {
    const { timeline, segment, reader, base } = current;
    const { file } = reader;
    const wanted = Math.min(BLOCK_SIZE, this.#plan.segmentSize - base);
    const buffer = this.#buffers[this.#turn & 1 ? 1 : 0].subarray(0, wanted);
    this.#turn++;
    const count = await reader.read(buffer);
    if (count === wanted) {
      current.base += wanted;
      return { kind: 'block', timeline, segment, file, base, bytes: buffer };
    }
    await reader.close();
    this.#current = undefined;
    const failure = isSegmentFailure(count) ? count : wrongSize(base + count, this.#plan.segmentSize);
    return { kind: 'failure', timeline, segment, file, failure };
  }

  async #finishCurrent(): Promise<SegmentFailure | undefined> {
    const compressed = this.#current?.reader.size === undefined;
    const size = await this.#current?.reader.finish(this.#plan.segmentSize);
    this.#current = undefined;
    if (size === undefined || size === this.#plan.segmentSize) return undefined;
    return isSegmentFailure(size) ? size : wrongSize(size, this.#plan.segmentSize, compressed);
  }
}

function wrongSize(size: number, segmentSize: number, compressed = false): SegmentFailure {
  // How much more a compressed file contains was not read.
  const found = compressed && size > segmentSize ? { reason: 'more' } : { size };
  return { code: wrongSizeCode(size, segmentSize), args: { ...found, expected: segmentSize } };
}
