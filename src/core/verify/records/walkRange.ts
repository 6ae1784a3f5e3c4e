import { segmentOfEnd, segmentStartLsn } from '../../wal/geometry';
import { giveKernel, takeKernel } from '../../wal/kernel/kernelPool';
import { KernelWalker } from '../../wal/kernel/kernelWalker';
import type { RecordKernel } from '../../wal/kernel/recordKernel';
import type { Lsn } from '../../ground/lsn';
import { RecordWalker, type XlogListener } from '../../wal/recordWalker';
import type { WalkOutcome } from '../../wal/walkTypes';
import { type FeedStep, SegmentFeed } from '../../wal/segmentFeed';
import { lsnOf } from '../../wal/xlogRecord';
import { diagnose } from './diagnose';
import { walkExpectationOf } from './expectation';
import { cutOfFailure, type CutPlace, type WalCut } from './walCut';
import type { WalContext } from './walContext';
import { timelineOfSegment } from '../../wal/timelinePath';

export interface WalRange {
  readonly firstSegment: number;
  /** The last segment in which a record may begin; one that crosses its end is read to its own end. */
  readonly lastSegment: number;
  /** Where the first record begins. Without it the walk starts at the first record that begins in the first segment. */
  readonly start?: Lsn;
  /** The walk ends with the first record that ends here or later. */
  readonly limit?: Lsn;
  /** The walk ends with the first commit or abort that is later; needs a context without the kernel. */
  readonly stopAfterTime?: number;
  /** The walk ends at the commit or abort of this transaction; needs a context without the kernel. */
  readonly stopAtXid?: number;
}

/** How a walk ended. */
export type WalkEnd =
  | { readonly kind: 'limit' | 'stopped' | 'range-end' | 'canceled' }
  | { readonly kind: 'cut'; readonly cut: WalCut };

export interface RangeWalk {
  readonly end: WalkEnd;
  /** Undefined if not even the first block could be read. */
  readonly walker: RecordWalker | undefined;
  /** The end of the last whole record; undefined if there was none. */
  readonly reached: Lsn | undefined;
  /** A segment that the walk left early has the wrong size: a server refuses it nevertheless. */
  readonly leftover: WalCut | undefined;
}

/** Walks the records of a range of segments, and reports where and why it ended. Never rejects. */
export async function walkRange(
  context: WalContext,
  range: WalRange,
  listener: XlogListener,
): Promise<RangeWalk> {
  const walk = new Walk(context, range, listener);
  const end = await walk.run();
  return walk.result(end);
}

function placeOfStep({ timeline, segment, file }: FeedStep): CutPlace {
  return { timeline, segment, file };
}

class Walk {
  readonly #feed: SegmentFeed;
  readonly #kernel: RecordKernel | undefined;
  #kernelWalker: KernelWalker | undefined;
  readonly #limitSegment: number;
  readonly #startOffset: number;
  #walker: RecordWalker | undefined;
  #segment = -1;
  #started = false;
  #leftover: WalCut | undefined;

  readonly #context: WalContext;
  readonly #range: WalRange;
  readonly #listener: XlogListener;

  constructor(context: WalContext, range: WalRange, listener: XlogListener) {
    this.#context = context;
    this.#range = range;
    this.#listener = listener;
    const { geometry, timelinePath, source } = context;
    const { firstSegment, lastSegment, start, limit } = range;
    this.#kernel = context.plain === true ? undefined : takeKernel();
    this.#feed = new SegmentFeed({
      ...(this.#kernel === undefined ? {} : { buffers: this.#kernel.blocks }),
      source,
      segmentSize: geometry.segmentSize,
      timelineOf: (segment) => timelineOfSegment(timelinePath, segment),
      firstSegment,
      readAheadTo: lastSegment,
    });
    this.#limitSegment = limit === undefined ? -1 : segmentOfEnd(limit, geometry);
    this.#startOffset = start === undefined ? 0 : Number(start - segmentStartLsn(firstSegment, geometry));
  }

  async run(): Promise<WalkEnd> {
    while (true) {
      if (this.#context.signal?.aborted === true) return { kind: 'canceled' };
      const step = await this.#feed.next();
      if (step.kind === 'failure') return { kind: 'cut', cut: cutOfFailure(step, this.#context) };
      const walker = this.#enter(step);
      const outcome = this.#walkBlock(walker, step);
      this.#context.progress?.(step.bytes.length);
      const end = await this.#judge(walker, step, outcome);
      if (end !== undefined) return end;
    }
  }

  async result(end: WalkEnd): Promise<RangeWalk> {
    await this.#feed.close();
    if (this.#kernel !== undefined) giveKernel(this.#kernel);
    const walker = this.#walker;
    const leftover = this.#leftover;
    const reached = walker?.linked === true ? lsnOf(walker.endHigh, walker.endLow) : undefined;
    return { end, walker, reached, leftover };
  }

  /** Creates the walker at the first block, and moves it to the next segment. */
  #enter(step: FeedStep & { kind: 'block' }): RecordWalker {
    this.#walker ??= new RecordWalker(walkExpectationOf(this.#context, step.bytes), this.#listener);
    const walker = this.#walker;
    walker.stopAfterTime = this.#range.stopAfterTime ?? Number.POSITIVE_INFINITY;
    walker.stopAtXid = this.#range.stopAtXid ?? -1;
    if (step.segment === this.#segment) return walker;
    this.#segment = step.segment;
    const start = segmentStartLsn(step.segment, this.#context.geometry);
    walker.beginSegment(step.segment, start, step.timeline);
    walker.finishOnly = step.segment > this.#range.lastSegment;
    walker.limit = this.#limitOffset(step.segment, start);
    walker.history = this.#context.timelinePath.parts.map(({ timeline }) => timeline);
    if (!this.#started && this.#range.start === undefined) walker.passLeadingContinuation();
    return walker;
  }

  #limitOffset(segment: number, start: Lsn): number {
    const { limit } = this.#range;
    if (limit === undefined || segment < this.#limitSegment) return Number.POSITIVE_INFINITY;
    return segment > this.#limitSegment ? 0 : Number(limit - start);
  }

  #walkBlock(walker: RecordWalker, step: FeedStep & { kind: 'block' }): WalkOutcome {
    if (this.#started) return this.#fastWalk(walker, step);
    if (step.base === 0 && !walker.checkPage(step.bytes, 0, 0)) return 'fault';
    if (this.#startOffset >= step.base + step.bytes.length) return 'block-end';
    if (!walker.checkPage(step.bytes, step.base, this.#startOffset)) return 'fault';
    this.#started = true;
    walker.offset = this.#startOffset;
    return this.#fastWalk(walker, step);
  }

  #fastWalk(walker: RecordWalker, step: FeedStep & { kind: 'block' }): WalkOutcome {
    if (this.#kernel === undefined) return walker.walk(step.bytes, step.base);
    this.#kernelWalker ??= new KernelWalker(this.#kernel, walker);
    return this.#kernelWalker.walk(step.bytes, step.base);
  }

  async #judge(
    walker: RecordWalker,
    step: FeedStep & { kind: 'block' },
    outcome: WalkOutcome,
  ): Promise<WalkEnd | undefined> {
    if (outcome === 'fault')
      return { kind: 'cut', cut: await diagnose(this.#context, walker, step, this.#feed) };
    if (outcome === 'block-end') return undefined;
    // A record can also be longer than the segment after the range.
    if (walker.finishOnly)
      return outcome === 'segment-end' && walker.pending ? undefined : { kind: 'range-end' };
    const failure = await this.#feed.leaveSegment(step);
    if (failure !== undefined) {
      const cut = cutOfFailure({ ...placeOfStep(step), failure }, this.#context);
      if (outcome === 'segment-end') return { kind: 'cut', cut };
      this.#leftover = cut;
    }
    if (outcome !== 'segment-end') return { kind: outcome };
    return this.#atSegmentEnd(walker);
  }

  #atSegmentEnd(walker: RecordWalker): WalkEnd | undefined {
    if (this.#segment < this.#range.lastSegment || walker.pending) return undefined;
    return { kind: 'range-end' };
  }
}
