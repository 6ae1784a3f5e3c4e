import { type CommitSpan, readTime, repeatedTimes } from '../commits/commitTimes';
import type { RecordWalker } from '../recordWalker';
import type { WalkOutcome } from '../walkTypes';
import { FIELD, LONGEST_RECORD, type RecordKernel } from './recordKernel';

const PAGE = 8192;
/**
 * What the kernel returns: it walked to the end of the block; it met a record that the walker delivers; it met something that it
 * does not know; a back link is wrong. See recordKernel.wat.
 */
const RUN = { toEnd: 0, event: 1, unusual: 2, brokenLink: 3 } as const;

interface HeldRecord {
  readonly high: number;
  readonly low: number;
  readonly total: number;
  readonly got: number;
}

/**
 * Walks blocks with the kernel if possible, and with the walker where something is unusual. The walker's state is
 * authoritative; only the pieces of a record that continues in the segment's next block stay with the kernel.
 */
export class KernelWalker {
  readonly #kernel: RecordKernel;
  readonly #walker: RecordWalker;
  /** The record whose beginning the kernel has. */
  #held: HeldRecord | undefined;

  constructor(kernel: RecordKernel, walker: RecordWalker) {
    this.#kernel = kernel;
    this.#walker = walker;
  }

  /** Same as `RecordWalker.walk`. */
  walk(bytes: Uint8Array, base: number): WalkOutcome {
    const walker = this.#walker;
    const end = base + bytes.length;
    if (!this.#canWalk(bytes, end)) {
      this.#handBack();
      return walker.walk(bytes, base);
    }
    while (walker.offset < end) {
      const outcome = walker.ready ? this.#runKernel(bytes, base) : this.#stepPage(bytes, base, true);
      if (outcome !== 'block-end') return outcome;
    }
    if (end < walker.expect.segmentSize) return 'block-end';
    this.#handBack();
    return 'segment-end';
  }

  #canWalk(bytes: Uint8Array, end: number): boolean {
    const { expect, limit, finishOnly } = this.#walker;
    return (
      !finishOnly &&
      limit > end &&
      expect.format.family === '9.5' &&
      expect.pageSize === PAGE &&
      this.#kernel.holds(bytes)
    );
  }

  /** Walks one page, or the rest of it, with the walker; or until the kernel can continue. */
  #stepPage(bytes: Uint8Array, base: number, untilReady: boolean): WalkOutcome {
    this.#handBack();
    const walker = this.#walker;
    const page = walker.offset - (walker.offset % PAGE);
    return walker.walk(bytes.subarray(page - base, page - base + PAGE), page, untilReady);
  }

  #runKernel(bytes: Uint8Array, base: number): WalkOutcome {
    const kernel = this.#kernel;
    const walker = this.#walker;
    this.#describe(bytes, base);
    const code = kernel.run();
    if (code >= RUN.brokenLink || !kernel.checkCopy()) {
      // The walker looks at the same bytes again and finds which record it is.
      this.#handBack();
      return walker.walk(bytes, base);
    }
    this.#takeOver(bytes, base);
    if (code === RUN.event) return walker.deliver(kernel.view, kernel.event, this.#field('eventLength'));
    // Anything that the kernel does not know is left to the walker, for one page.
    return code === RUN.toEnd ? 'block-end' : this.#stepPage(bytes, base, false);
  }

  #field(name: keyof typeof FIELD): number {
    return this.#kernel.state[FIELD[name]] ?? 0;
  }

  /** Passes the walker's state to the kernel. */
  #describe(bytes: Uint8Array, base: number): void {
    const kernel = this.#kernel;
    const walker = this.#walker;
    const { state } = kernel;
    const { expect } = walker;
    state[FIELD.block] = bytes.byteOffset;
    state[FIELD.end] = bytes.byteOffset + bytes.length;
    state[FIELD.at] = bytes.byteOffset + walker.offset - base;
    state[FIELD.delta] = walker.segmentLow + base - bytes.byteOffset;
    state[FIELD.high] = walker.segmentHigh;
    state[FIELD.magic] = expect.magic;
    state[FIELD.strangeFlags] = ~expect.knownFlags | expect.overwriteFlag;
    state[FIELD.timeline] = walker.pageTimeline;
    state[FIELD.lastLow] = walker.lastLow;
    state[FIELD.lastHigh] = walker.lastHigh;
    state[FIELD.systemLow] = expect.systemLow;
    state[FIELD.systemHigh] = expect.systemHigh;
    state[FIELD.segmentSize] = expect.segmentSize;
    state[FIELD.pageSize] = expect.pageSize;
    state[FIELD.longest] = LONGEST_RECORD;
    state[FIELD.commits] = 0;
    state[FIELD.ended] = 0;
    state[FIELD.repeatedTo] = 0;
    state[FIELD.repeatedTo + 1] = 0;
    if (this.#held !== undefined) return;
    state[FIELD.missing] = 0;
    kernel.resetCopy();
  }

  /** Brings the walker to where the kernel is. */
  #takeOver(bytes: Uint8Array, base: number): void {
    const kernel = this.#kernel;
    const walker = this.#walker;
    const ended = this.#field('ended');
    walker.advance({
      offset: base + this.#field('at') - bytes.byteOffset,
      ended: ended === 0 ? undefined : base + ended - bytes.byteOffset,
      lastLow: this.#field('lastLow'),
      lastHigh: this.#field('lastHigh'),
      records: this.#field('records'),
    });
    const commits = this.#field('commits');
    if (commits > 0) walker.commits.add(this.#commitSpan(commits));
    this.#held = this.#unfinished();
    if (this.#held !== undefined) kernel.keepUnfinished();
  }

  #commitSpan(count: number): CommitSpan {
    const [first, earliest] = [this.#time('firstCommit'), this.#time('earliestCommit')];
    const times = {
      count,
      first,
      last: this.#time('lastCommit'),
      latest: this.#time('latestCommit'),
      ...(earliest < first ? { earliest } : {}),
    };
    if (this.#field('repeatedTo') === 0 && this.#kernel.state[FIELD.repeatedTo + 1] === 0) return times;
    // The kernel takes the times of old builds for whole numbers.
    const repeated = repeatedTimes(this.#time('repeatedTo'), this.#time('repeatedFrom'));
    return repeated === undefined ? times : { ...times, repeated };
  }

  #time(name: keyof typeof FIELD): number {
    return readTime(this.#kernel.view, this.#kernel.state.byteOffset + FIELD[name] * 4);
  }

  #unfinished(): HeldRecord | undefined {
    const missing = this.#field('missing');
    if (missing === 0) return undefined;
    const total = this.#field('recordLength');
    return { high: this.#field('recordHigh'), low: this.#field('recordLow'), total, got: total - missing };
  }

  /** Returns a record's beginning to the walker. */
  #handBack(): void {
    if (this.#held === undefined) return;
    const { high, low, total, got } = this.#held;
    this.#held = undefined;
    this.#walker.resume(high, low, total, this.#kernel.savedRecord(got));
  }
}
