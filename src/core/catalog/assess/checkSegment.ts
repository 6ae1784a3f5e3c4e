import { wrongSizeCode } from '../../wal/wrongSize';
import type { Finding } from '../../ground/finding';
import { LONGEST_PAGE_HEADER, type LongPageHeader } from '../../wal/pageHeader';
import {
  type FileFacts,
  type FileHead,
  type FileTree,
  isFailure,
  type ReadFailure,
  type Compression,
} from '../../ground/ports';
import { segmentStartLsn, type WalGeometry } from '../../wal/geometry';
import { formatLsn } from '../../ground/lsn';
import { segmentName } from '../../wal/segmentName';
import { type FileFault, fault, fileFault, firstPage } from '../read/firstPage';
import { segmentPath } from '../read/archiveEvidence';
import { stampOf } from './fingerprint';
import type { EvidenceLevel } from '../../model/evidence';

/** The requirements on a segment of a set. Absent facts are unknown and not compared. */
export interface SegmentExpectation {
  readonly geometry: WalGeometry;
  readonly systemIdentifier: bigint | undefined;
  readonly versionNum: number | undefined;
  /** Timelines that the first page may have: the segment's own and its ancestors. */
  readonly timelines: ReadonlySet<number>;
}

export interface SegmentAddress {
  readonly timeline: number;
  readonly segment: number;
  readonly archive: string;
  readonly suffix: string;
}

export interface SegmentCheck {
  readonly finding: Finding | undefined;
  /** Compression of the file, if it was determined and the content could be read. */
  readonly form?: Compression;
  /** For a fingerprint: changes when the file does. */
  readonly stamp: string;
}

/**
 * Compares a segment's size and, from level `headers` on, its first page with its name, by the page rules of
 * `XLogReaderValidatePageHeader`. No finding if nothing is wrong.
 */
export async function checkSegment(
  tree: FileTree,
  address: SegmentAddress,
  expected: SegmentExpectation,
  level: EvidenceLevel,
): Promise<SegmentCheck> {
  const name = segmentName(address.timeline, address.segment, expected.geometry);
  const file = segmentPath(address.archive, name, address.suffix);
  const facts = await tree.stat(file);
  const stamp = `${file} ${stampOf(facts)}`;
  const head = await lookInto(tree, file, facts, address, expected, level);
  const problem =
    fileFault(facts) ??
    sizeFault(facts, head, address, expected) ??
    (level === 'names' ? undefined : headFault(head, address, expected));
  const form =
    head === undefined || isFailure(head) || head.bytes === undefined ? {} : { form: head.compression };
  if (problem === undefined) return { stamp, finding: undefined, ...form };
  const finding = { ...problem, args: { segment: name, ...problem.args }, file, segment: name };
  return { stamp, finding, ...form };
}

/** The first page. At level `names` it is read only if the size does not fit, as compressed files have any size. */
async function lookInto(
  tree: FileTree,
  file: string,
  facts: FileFacts | ReadFailure,
  { suffix }: SegmentAddress,
  { geometry }: SegmentExpectation,
  level: EvidenceLevel,
): Promise<FileHead | ReadFailure | undefined> {
  if (isFailure(facts) || facts.size === 0) return undefined;
  if (level === 'names' && (suffix !== '' || facts.size === geometry.segmentSize)) return undefined;
  return tree.readHead(file, LONGEST_PAGE_HEADER);
}

/** Compressed files have any size, whatever their name; if the file was not read, the name decides. */
function sizeFault(
  facts: FileFacts | ReadFailure,
  head: FileHead | ReadFailure | undefined,
  { suffix }: SegmentAddress,
  { geometry }: SegmentExpectation,
): FileFault | undefined {
  if (isFailure(facts)) return undefined;
  const isPlain = head === undefined || isFailure(head) ? suffix === '' : head.compression === 'plain';
  if (!isPlain || facts.size === geometry.segmentSize) return undefined;
  const args = { size: facts.size, expected: geometry.segmentSize };
  return fault(wrongSizeCode(facts.size, geometry.segmentSize), args);
}

function headFault(
  head: FileHead | ReadFailure | undefined,
  address: SegmentAddress,
  expected: SegmentExpectation,
): FileFault | undefined {
  if (head === undefined) return undefined;
  const page = firstPage(head);
  return 'header' in page ? headerFault(page.header, address, expected) : page;
}

/** What is wrong with a header that could be read, the most significant contradiction first. */
function headerFault(
  header: LongPageHeader,
  { timeline, segment }: Pick<SegmentAddress, 'timeline' | 'segment'>,
  expected: SegmentExpectation,
): FileFault | undefined {
  const { geometry, systemIdentifier, versionNum, timelines } = expected;
  if (systemIdentifier !== undefined && header.systemIdentifier !== systemIdentifier) {
    const args = { found: String(header.systemIdentifier), expected: String(systemIdentifier) };
    return fault('foreign-segment', args);
  }
  if (versionNum !== undefined && header.versionNum !== undefined && header.versionNum !== versionNum) {
    return fault('wrong-version-segment', { found: header.versionNum, expected: versionNum });
  }
  if (header.segmentSize !== geometry.segmentSize) {
    const args = { reason: 'segment-size', found: header.segmentSize, expected: geometry.segmentSize };
    return fault('invalid-page-header', args);
  }
  const start = segmentStartLsn(segment, geometry);
  if (header.pageAddress !== start) {
    const args = { pageAddress: formatLsn(header.pageAddress), expected: formatLsn(start) };
    return fault(header.pageAddress < start ? 'recycled-segment' : 'misnamed-segment', args);
  }
  if (header.timeline !== timeline && !timelines.has(header.timeline)) {
    return fault('wrong-timeline', { found: header.timeline, expected: timeline });
  }
  return undefined;
}
