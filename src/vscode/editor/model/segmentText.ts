import {
  type LongPageHeader,
  type PageHeaderProblem,
  parseLongPageHeader,
} from '../../../core/wal/pageHeader';
import { type FileFacts, type FileHead, isFailure, type ReadFailure } from '../../../core/ground/ports';
import { systemReason } from '../../../core/report/messages/phrases';
import { visibleText } from '../../../core/report/visibleText';
import { formatVersion } from '../../../core/ground/versions';
import { formatBytes, formatCount } from '../../../core/ground/sizes';
import { isSegmentSize, segmentEndLsn, segmentStartLsn, walGeometry } from '../../../core/wal/geometry';
import { formatLsn } from '../../../core/ground/lsn';
import { parseSegmentName, segmentNumber } from '../../../core/wal/segmentName';

const PROBLEMS: Record<PageHeaderProblem, string> = {
  truncated: 'The file ends inside its first page header: it is not a whole segment.',
  'all-zero': 'The first page is all zeros: no WAL was ever written here.',
  'bad-magic': 'The file does not begin with a WAL page header: this is no WAL, or it is damaged.',
  'big-endian': 'Written on a machine with the other byte order: it cannot be read here.',
  'no-long-header': 'The first page has not the header that every segment begins with: it is damaged.',
  'bad-segment-size': 'The first page header names a segment size that no server accepts: it is damaged.',
  'bad-block-size': 'The first page header names a page size that no server accepts: it is damaged.',
};

/** What the first page of a segment file says, as the text of a read-only document. */
export function segmentText(
  path: string,
  facts: FileFacts | ReadFailure,
  head: FileHead | ReadFailure,
): string {
  const name = /([0-9A-F]{24})[^/]*$/.exec(path)?.[1] ?? '';
  const lines = [`WAL segment ${name}`, '', field('File', visibleText(path, 1000))];
  if (isFailure(facts) || isFailure(head)) {
    const code = isFailure(facts) ? facts.code : isFailure(head) ? head.code : undefined;
    return [...lines, '', `It cannot be read: ${systemReason(code)}.`, ''].join('\n');
  }
  lines.push(field('Size', `${formatBytes(facts.size)} (${formatCount(facts.size)} bytes)`));
  if (head.compression !== 'plain') lines.push(field('Packed with', head.compression));
  return [...lines, '', ...firstPage(name, facts, head), ''].join('\n');
}

function firstPage(name: string, facts: FileFacts, head: FileHead): string[] {
  if (head.bytes === undefined) {
    if (head.compression === 'encrypted') return ['It is encrypted: what it holds was not read.'];
    const why =
      head.problem === 'unsupported' ? 'cannot be unpacked here' : 'cannot be unpacked: it is damaged';
    return [`It ${why}; what it holds was not read.`];
  }
  if (head.bytes.length === 0) return ['It is empty: it holds no WAL.'];
  const { header, problem } = parseLongPageHeader(head.bytes);
  return header === undefined ? [PROBLEMS[problem]] : headerLines(name, header, facts, head);
}

function headerLines(name: string, header: LongPageHeader, facts: FileFacts, head: FileHead): string[] {
  const { versionNumber, segmentSize } = header;
  const version =
    versionNumber === undefined ? 'a version not known here' : `PostgreSQL ${formatVersion(versionNumber)}`;
  const magic = header.magic.toString(16).toUpperCase();
  const wrongSize = head.compression === 'plain' && isSegmentSize(segmentSize) && facts.size !== segmentSize;
  return [
    'First page (its header; the records behind it were not read)',
    field('Written by', `${version} (magic ${magic})`),
    field('Timeline', `${header.timeline}${timelineRemark(name, header)}`),
    field('Page address', `${formatLsn(header.pageAddress)}${addressRemark(name, header)}`),
    field('Segment size', `${formatBytes(segmentSize)}${wrongSize ? ': the file has another size' : ''}`),
    field('WAL page size', formatBytes(header.blockSize)),
    field('System identifier', String(header.systemIdentifier)),
  ];
}

/** After a switch inside the segment the first page still carries the parent's number, so a lower one is no fault. */
function timelineRemark(name: string, header: LongPageHeader): string {
  const named = parseSegmentName(name)?.timeline;
  if (named === undefined || named === header.timeline) return '';
  return header.timeline < named
    ? ` (the name says ${named}: right where timeline ${named} begins in this segment)`
    : `: wrong, the name says ${named}`;
}

function addressRemark(name: string, header: LongPageHeader): string {
  const geometry = walGeometry(header.segmentSize, header.versionNumber);
  const parts = parseSegmentName(name);
  const segment = parts === undefined ? undefined : segmentNumber(parts, geometry);
  if (segment === undefined) return ': a segment of this name cannot be';
  const expected = segmentStartLsn(segment, geometry);
  if (header.pageAddress === expected)
    return `, as its name says; it reaches to ${formatLsn(segmentEndLsn(segment, geometry))}`;
  return header.pageAddress < expected
    ? `: wrong, the name says ${formatLsn(expected)}. This is old WAL in a recycled file`
    : `: wrong, the name says ${formatLsn(expected)}`;
}

function field(name: string, value: string): string {
  return `  ${name.padEnd(19)}${value}`;
}
