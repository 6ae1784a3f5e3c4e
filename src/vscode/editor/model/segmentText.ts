import {
  type LongPageHeader,
  type PageHeaderProblem,
  parseLongPageHeader,
} from '../../../core/wal/pageHeader';
import { type FileFacts, type FileHead, isFailure, type ReadFailure } from '../../../core/ground/ports';
import { systemReason } from '../../../core/report/messages/phrases';
import { visibleText } from '../../../core/report/visibleText';
import { formatMajorVersion } from '../../../core/ground/versions';
import { formatBytes, formatCount } from '../../../core/ground/sizes';
import { isSegmentSize, segmentEndLsn, segmentStartLsn, walGeometry } from '../../../core/wal/geometry';
import { formatLsn } from '../../../core/ground/lsn';
import { parseSegmentName, segmentNumber } from '../../../core/wal/segmentName';

const PROBLEMS: Record<PageHeaderProblem, string> = {
  truncated: 'The file ends inside its first page header: it is not a whole segment.',
  'all-zero': 'The first page is all zeros: no WAL was ever written here.',
  'bad-magic': 'The file does not begin with a WAL page header: it is not WAL, or it is damaged.',
  'big-endian': 'The file was written on a machine with another byte order: it cannot be read here.',
  'no-long-header': 'The first page does not have the header of a first page: it is damaged.',
  'bad-segment-size': 'The first page header contains an invalid segment size: it is damaged.',
  'bad-block-size': 'The first page header contains an invalid page size: it is damaged.',
};

/** The content of a segment file's first page header, as the text of a read-only document. */
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
  if (head.compression !== 'plain') lines.push(field('Compressed with', head.compression));
  return [...lines, '', ...firstPage(name, facts, head), ''].join('\n');
}

function firstPage(name: string, facts: FileFacts, head: FileHead): string[] {
  if (head.bytes === undefined) {
    if (head.compression === 'encrypted') return ['The file is encrypted: its content was not read.'];
    const why =
      head.problem === 'unsupported'
        ? 'cannot be decompressed here'
        : 'cannot be decompressed: it is damaged';
    return [`The file ${why}. Its content was not read.`];
  }
  if (head.bytes.length === 0) return ['The file is empty: it contains no WAL.'];
  const { header, problem } = parseLongPageHeader(head.bytes);
  return header === undefined ? [PROBLEMS[problem]] : headerLines(name, header, facts, head);
}

function headerLines(name: string, header: LongPageHeader, facts: FileFacts, head: FileHead): string[] {
  const { versionNum, segmentSize } = header;
  const version =
    versionNum === undefined ? 'an unknown version' : `PostgreSQL ${formatMajorVersion(versionNum)}`;
  const magic = header.magic.toString(16).toUpperCase();
  const wrongSize = head.compression === 'plain' && isSegmentSize(segmentSize) && facts.size !== segmentSize;
  return [
    'Header of the first page (the records were not read)',
    field('Written by', `${version} (magic ${magic})`),
    field('Timeline', `${header.timeline}${timelineRemark(name, header)}`),
    field('Page address', `${formatLsn(header.pageAddress)}${addressRemark(name, header)}`),
    field('Segment size', `${formatBytes(segmentSize)}${wrongSize ? ': the file has a different size' : ''}`),
    field('WAL page size', formatBytes(header.blockSize)),
    field('System identifier', String(header.systemIdentifier)),
  ];
}

/** After a switch inside the segment, the first page still has the parent's number, so a lower one is not a fault. */
function timelineRemark(name: string, header: LongPageHeader): string {
  const named = parseSegmentName(name)?.timeline;
  if (named === undefined || named === header.timeline) return '';
  return header.timeline < named
    ? ` (the name says ${named}; this is right if timeline ${named} begins in this segment)`
    : `: wrong, the name says ${named}`;
}

function addressRemark(name: string, header: LongPageHeader): string {
  const geometry = walGeometry(header.segmentSize, header.versionNum);
  const parts = parseSegmentName(name);
  const segment = parts === undefined ? undefined : segmentNumber(parts, geometry);
  if (segment === undefined) return ': such a segment name cannot exist';
  const expected = segmentStartLsn(segment, geometry);
  if (header.pageAddress === expected)
    return `, as its name says; the segment ends at ${formatLsn(segmentEndLsn(segment, geometry))}`;
  return header.pageAddress < expected
    ? `: wrong, the name says ${formatLsn(expected)}. This is old WAL in a recycled file`
    : `: wrong, the name says ${formatLsn(expected)}`;
}

function field(name: string, value: string): string {
  return `  ${name.padEnd(19)}${value}`;
}
