import { formatLsn, type Lsn } from '../../ground/lsn';
import { segmentOfStart, segmentStartLsn } from '../../wal/geometry';
import { versionOfMagic } from '../../wal/pageHeader';
import type { RecordWalker } from '../../wal/recordWalker';
import type { WalFault } from '../../wal/walkTypes';
import type { FeedStep, SegmentFeed } from '../../wal/segmentFeed';
import { lsnOf } from '../../wal/xlogRecord';
import { firstLink, pageAddress, restOfSegment } from './pageEvidence';
import { cutAt, type WalCut } from './walCut';
import type { WalContext } from './walContext';
import { timelineOfSegment } from '../../wal/timelinePath';

type Block = FeedStep & { kind: 'block' };
type Words = Pick<WalCut, 'code' | 'args'>;

interface Scene {
  readonly context: WalContext;
  readonly walker: RecordWalker;
  readonly block: Block;
  readonly feed: SegmentFeed;
  readonly fault: WalFault;
  /** Location of the faulty page or record. */
  readonly lsn: Lsn;
}

/** Faults that a server finds in a record; it finds the others in a page's header. */
const OF_RECORDS: ReadonlySet<WalFault> = new Set<WalFault>([
  'no-record',
  'record-length',
  'prev-link',
  'checksum',
  'overwrite-mismatch',
]);

/**
 * Describes in a DBA's terms what stopped a walk: which file, and whether it is recycled, cut short, foreign or
 * damaged. Reads the rest of the segment if that makes a difference.
 */
export async function diagnose(
  context: WalContext,
  walker: RecordWalker,
  block: Block,
  feed: SegmentFeed,
): Promise<WalCut> {
  const fault = walker.fault ?? 'no-record';
  const page = segmentStartLsn(block.segment, context.geometry) + BigInt(walker.faultOffset);
  const lsn = OF_RECORDS.has(fault) ? lsnOf(walker.recordHigh, walker.recordLow) : page;
  const scene: Scene = { context, walker, block, feed, fault, lsn };
  const words = await wordsFor(scene);
  return cutAt(placeOf(scene), context, words, lsn);
}

/** The file to blame: the file of the page; for a record, the file in which it begins. */
function placeOf({ context, walker, block, fault, lsn }: Scene): Block | Omit<Block, 'kind'> {
  const ofContinuation = (fault === 'no-continuation' || fault === 'continuation-length') && walker.pending;
  const { high, low } = walker.pendingPlace;
  const record = ofContinuation ? lsnOf(high, low) : lsn;
  const segment = segmentOfStart(record, context.geometry);
  if (segment === block.segment) return block;
  // If the first record of the next segment links back to this record, the record ended earlier: its length is wrong.
  if (ofContinuation && firstLink(block.bytes, walker.faultOffset - block.base, walker.expect) !== record)
    return block;
  return { ...block, segment, timeline: timelineOfSegment(context.timelinePath, segment), file: undefined };
}

async function wordsFor(scene: Scene): Promise<Words> {
  switch (scene.fault) {
    case 'magic':
      return wrongMagic(scene);
    case 'page-address':
      return wrongAddress(scene);
    case 'no-record':
      return noRecord(scene);
    case 'timeline':
    case 'timeline-order':
      return wrongTimeline(scene);
    case 'system-identifier':
      return { code: 'foreign-segment', args: foreign(scene) };
    case 'checksum':
      return { code: 'record-checksum-mismatch', args: {} };
    case 'info-bits':
    case 'long-header-missing':
    case 'segment-size':
    case 'page-size':
      return { code: 'invalid-page-header', args: { reason: scene.fault } };
    default:
      return { code: 'broken-record-chain', args: { reason: scene.fault } };
  }
}

async function wrongMagic(scene: Scene): Promise<Words> {
  const { block, walker, feed } = scene;
  const at = walker.faultOffset - block.base;
  const found = new DataView(block.bytes.buffer, block.bytes.byteOffset).getUint16(at, true);
  const args = { found: hex4(found), expected: hex4(walker.expect.magic) };
  if (found === 0) {
    const rest = await restOfSegment(feed, block, walker, walker.faultOffset);
    if (!rest.startsWithZeroPage) return { code: 'invalid-page-header', args: { reason: 'magic', ...args } };
    return walker.faultOffset === 0 || rest.laterPages ? zeroed(scene) : endsHere('zero');
  }
  if (swapped(found) === walker.expect.magic)
    return { code: 'invalid-page-header', args: { reason: 'byte-order' } };
  const version = versionOfMagic(found);
  if (version === undefined || walker.faultOffset !== 0)
    return { code: 'invalid-page-header', args: { reason: 'magic', ...args } };
  return {
    code: 'wrong-version-segment',
    args: { found: version, expected: versionWords(walker.expect.magic) },
  };
}

async function wrongAddress(scene: Scene): Promise<Words> {
  const { block, walker, feed, context, lsn } = scene;
  const found = pageAddress(block.bytes, walker.faultOffset - block.base, walker.expect);
  const args = { pageAddress: formatLsn(found), expected: formatLsn(lsn) };
  const rest = await restOfSegment(feed, block, walker, walker.faultOffset);
  const aligned = Number(found % BigInt(context.geometry.segmentSize)) === walker.faultOffset;
  if (rest.laterPages || !aligned)
    return { code: 'invalid-page-header', args: { reason: 'page-address', ...args } };
  if (walker.faultOffset === 0) return { code: found < lsn ? 'recycled-segment' : 'misnamed-segment', args };
  if (found > lsn) return { code: 'invalid-page-header', args: { reason: 'page-address', ...args } };
  return endsHere('recycled');
}

async function noRecord(scene: Scene): Promise<Words> {
  const { block, walker, feed } = scene;
  const { pageSize } = walker.expect;
  const at = walker.faultOffset - block.base;
  const pageEnd = at - (at % pageSize) + pageSize;
  if (block.bytes.subarray(at, pageEnd).some((byte) => byte !== 0))
    return { code: 'broken-record-chain', args: { reason: 'record-length' } };
  const rest = await restOfSegment(feed, block, walker, block.base + pageEnd);
  return rest.laterPages ? zeroed(scene) : endsHere('zero');
}

function wrongTimeline(scene: Scene): Words {
  const { block, walker, fault } = scene;
  const at = walker.faultOffset - block.base;
  const found = new DataView(block.bytes.buffer, block.bytes.byteOffset).getUint32(at + 4, true);
  // After the end of the WAL of a new timeline, the file may contain the copied rest of the old timeline.
  if (fault === 'timeline-order' && walker.faultOffset !== 0) return endsHere('recycled');
  return { code: 'wrong-timeline', args: { found, expected: walker.timeline } };
}

function foreign({ block, walker }: Scene): WalCut['args'] {
  const { expect } = walker;
  const at = walker.faultOffset - block.base + expect.format.shortPageHeader;
  const found = new DataView(block.bytes.buffer, block.bytes.byteOffset).getBigUint64(at, true);
  return { found: String(found), expected: String(lsnOf(expect.systemHigh, expect.systemLow)) };
}

function zeroed({ walker }: Scene): Words {
  return { code: 'zeroed-segment', args: { offset: walker.faultOffset } };
}

/** The file was copied before it was finished: the rest was never written, or belongs to its earlier use. */
function endsHere(tail: 'zero' | 'recycled'): Words {
  return { code: 'incomplete-segment', args: { tail } };
}

function swapped(magic: number): number {
  return ((magic & 0xff) << 8) | (magic >>> 8);
}

function versionWords(magic: number): number | string {
  return versionOfMagic(magic) ?? `page magic ${hex4(magic)}`;
}

function hex4(value: number): string {
  return value.toString(16).toUpperCase().padStart(4, '0');
}
