import type { Lsn } from '../../../ground/lsn';
import { segmentOfEnd, segmentOfStart, segmentStartLsn } from '../../../wal/geometry';
import { RecordReader, type RecordVisitor } from '../../../wal/recordReader';
import { SegmentFeed } from '../../../wal/segmentFeed';
import type { WalkExpectation } from '../../../wal/walkTypes';
import { walkExpectationOf } from '../expectation';
import type { WalContext } from '../walContext';
import { timelineOfSegment } from '../../../wal/timelinePath';

export interface RecordRange {
  /** Where the first record begins. */
  readonly start: Lsn;
  /** Reading ends with the first record that ends here or later. */
  readonly end: Lsn;
}

/** Makes the visitor when the WAL's layout is known; `place` says where the record begins that it is shown. */
export type MakeVisitor = (expect: WalkExpectation, place: () => Lsn) => RecordVisitor;

/**
 * Shows every record of a range of WAL, without proving it. True if all of the range was read; false if something is
 * missing or cannot be followed, or if canceled. Never rejects.
 */
export async function visitRecords(
  context: WalContext,
  { start, end }: RecordRange,
  makeVisitor: MakeVisitor,
): Promise<boolean> {
  if (end <= start) return true;
  const { geometry, source, timelinePath, signal } = context;
  const firstSegment = segmentOfStart(start, geometry);
  const lastSegment = segmentOfEnd(end, geometry);
  const timelineOf = (segment: number): number => timelineOfSegment(timelinePath, segment);
  const { segmentSize } = geometry;
  const feed = new SegmentFeed({ source, segmentSize, timelineOf, firstSegment, readAheadTo: lastSegment });
  let reader: RecordReader | undefined;
  let current = -1;
  try {
    while (signal?.aborted !== true) {
      const step = await feed.next();
      if (step.kind === 'failure') return false;
      reader ??= readerFor(walkExpectationOf(context, step.bytes), makeVisitor);
      const begin = segmentStartLsn(step.segment, geometry);
      if (step.segment !== current) {
        current = step.segment;
        reader.beginSegment(begin);
        reader.limit = current < lastSegment ? Number.POSITIVE_INFINITY : Number(end - begin);
        if (current === firstSegment) reader.offset = Number(start - begin);
      }
      if (reader.offset >= step.base + step.bytes.length) continue;
      const outcome = reader.read(step.bytes, step.base);
      if (outcome === 'limit') return true;
      if (outcome === 'broken') return false;
      if (outcome === 'segment-end' && (await feed.leaveSegment(step)) !== undefined) return false;
    }
    return false;
  } finally {
    await feed.close();
  }
}

function readerFor(expect: WalkExpectation, makeVisitor: MakeVisitor): RecordReader {
  const reader: RecordReader = new RecordReader(expect, (view, at, length, whole) => {
    visit(view, at, length, whole);
  });
  const visit = makeVisitor(expect, () => reader.recordStart);
  return reader;
}
