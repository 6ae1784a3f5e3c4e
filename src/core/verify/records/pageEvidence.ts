import type { Lsn } from '../../ground/lsn';
import { PAGE_LONG_HEADER } from '../../wal/pageHeader';
import { PAGE_CONTINUES_RECORD } from '../../wal/recordFormat';
import type { RecordWalker } from '../../wal/recordWalker';
import type { WalkExpectation } from '../../wal/walkTypes';
import type { FeedStep, SegmentFeed } from '../../wal/segmentFeed';
import { lsnOf } from '../../wal/xlogRecord';

type Block = FeedStep & { kind: 'block' };

/** The address in the header of the page at `at`. */
export function pageAddress(bytes: Uint8Array, at: number, { format }: WalkExpectation): Lsn {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return lsnOf(
    view.getInt32(at + format.pageAddressHigh, true),
    view.getInt32(at + format.pageAddressLow, true),
  );
}

/** The back link of the first record that begins on the page at `at`; undefined if none is seen to begin there. */
export function firstLink(bytes: Uint8Array, at: number, expect: WalkExpectation): Lsn | undefined {
  const { format, pageSize } = expect;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const flags = view.getUint16(at + 2, true);
  let record = at + ((flags & PAGE_LONG_HEADER) !== 0 ? format.longPageHeader : format.shortPageHeader);
  if ((flags & PAGE_CONTINUES_RECORD) !== 0) {
    const gap = format.continuationGap;
    record += gap + view.getUint32(gap > 0 ? record : at + 16, true);
  }
  record = (record + 7) & ~7;
  if (record < 0 || record + format.recordHeader > at + pageSize) return undefined;
  return lsnOf(view.getInt32(record + format.prevHigh, true), view.getInt32(record + format.prevLow, true));
}

export interface RestOfSegment {
  readonly startsWithZeroPage: boolean;
  /** Whether later pages belong exactly where they are: then the fault is a hole, not an end. */
  readonly laterPages: boolean;
}

/**
 * Reads the content of a segment from the page at offset `from` on. The blocks are taken from the feed, which cannot be
 * used afterwards.
 */
export async function restOfSegment(
  feed: SegmentFeed,
  block: Block,
  walker: RecordWalker,
  from: number,
): Promise<RestOfSegment> {
  const { pageSize } = walker.expect;
  const start = from - block.base;
  const page = block.bytes.subarray(start, start + pageSize);
  const startsWithZeroPage = page.length > 0 && page.every((byte) => byte === 0);
  let step: FeedStep = block;
  let laterPages = hasOwnPage(block, walker, start);
  while (!laterPages) {
    step = await feed.next();
    if (step.kind === 'failure' || step.segment !== block.segment) break;
    laterPages = hasOwnPage(step, walker, 0);
  }
  return { startsWithZeroPage, laterPages };
}

/** Whether a page of the block, from offset `from` on, has the magic number of this WAL and its own address. */
function hasOwnPage(block: Block, walker: RecordWalker, from: number): boolean {
  const { expect } = walker;
  const { format, magic, pageSize } = expect;
  const { bytes, base } = block;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = from; at < bytes.length; at += pageSize) {
    if (view.getUint16(at, true) !== magic) continue;
    if (view.getInt32(at + format.pageAddressLow, true) !== ((walker.segmentLow + base + at) | 0)) continue;
    if (view.getInt32(at + format.pageAddressHigh, true) !== walker.segmentHigh) continue;
    if (view.getUint32(at + 4, true) >= walker.pageTimeline) return true;
  }
  return false;
}
