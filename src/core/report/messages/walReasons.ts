import type { PageHeaderProblem } from '../../wal/pageHeader';
import type { WalFault } from '../../wal/walkTypes';
import type { Args } from './args';
import { type ReasonWords, reasonWords } from './reasons';

/** Faults of records; the rest are those of pages, with findings of their own for some. */
type RecordFault =
  | Extract<WalFault, 'no-record' | 'record-length' | 'prev-link' | 'overwrite-mismatch'>
  | Extract<WalFault, `${string}continuation${string}`>;
type PageFault =
  | Exclude<WalFault, RecordFault | 'checksum' | 'system-identifier' | 'timeline' | 'timeline-order'>
  | 'byte-order';

const expected = (args: Args, name = 'found'): string =>
  args.fill((found, should) => `: ${found} instead of ${should}`, name, 'expected');

const PAGE: ReasonWords<PageHeaderProblem | PageFault> = {
  truncated: () => 'it is truncated',
  'all-zero': () => 'it contains only zeros',
  'bad-magic': () => 'it does not begin with the magic number of a WAL page',
  'big-endian': () => 'it comes from a machine with another byte order',
  'byte-order': () => 'it comes from a machine with another byte order',
  'no-long-header': () => 'the long header of a segment’s first page is missing',
  'long-header-missing': () => 'the long header of a segment’s first page is missing',
  'bad-segment-size': () => 'its segment size is not valid',
  'segment-size': (args) => `its segment size differs from the rest${expected(args)}`,
  'bad-block-size': () => 'its page size is not valid',
  'page-size': () => 'its page size differs from the rest',
  magic: (args) => `the magic number of the page is wrong${expected(args)}`,
  'info-bits': () => 'its flags are not valid',
  'page-address': (args) => `its address is wrong${expected(args, 'pageAddress')}`,
};

const CHAIN: ReasonWords<RecordFault> = {
  'unexpected-continuation': () => 'a page continues a record that did not begin before it',
  'no-continuation': () => 'a record does not continue on the next page',
  'continuation-length': () => 'the lengths of the parts of a record do not add up',
  'no-record': () => 'there is no record',
  'record-length': () => 'a record has an impossible length',
  'prev-link': () => 'a record does not link back to the one before it',
  'overwrite-mismatch': () => 'a record that replaces a broken one does not name that one',
};

/** What is wrong with a page, in parentheses, or nothing. */
export function pageReason(args: Args): string {
  return parenthesised(reasonWords(PAGE, args, ''));
}

/** What is wrong with a record, in parentheses, or nothing. */
export function chainReason(args: Args): string {
  return parenthesised(reasonWords(CHAIN, args, ''));
}

function parenthesised(words: string): string {
  return words === '' ? '' : ` (${words})`;
}
