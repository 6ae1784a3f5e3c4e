import type { PageHeaderProblem } from '../../formats/walPageHeader';
import type { WalFault } from '../../wal/walkTypes';
import type { Args } from './args';
import type { ReasonWords } from './reasons';
import { reasonWords } from './reasons';

/** Faults of records; the rest are those of pages, with findings of their own for some. */
type RecordFault =
  | Extract<WalFault, 'no-record' | 'record-length' | 'prev-link' | 'overwrite-mismatch'>
  | Extract<WalFault, `${string}continuation${string}`>;
type PageFault =
  | Exclude<WalFault, RecordFault | 'checksum' | 'system-identifier' | 'timeline' | 'timeline-order'>
  | 'byte-order';

const expected = args.number('expected');
  if (size === undefined) return 'has not the size of a whole segment';
  const should = expected === undefined ? '' : ` instead of ${formatCount(expected)}`;
  return `has ${formatCount(size)} bytes${should}`;
}

/** pageAddress, expected: locations; version. */
function recycledSegment(args: Args): Text {
  const old = args.text('pageAddress');
  return {
    message:
      `${args.segment} carries this name but holds old WAL${old === undefined ? '' : ` of ${old}`} ` +
      `(a file that the server had recycled for later use).${recoveryStops(args)}`,
    hint:
      'Take the file from the WAL archive. If it is not there, take the backup again with archiving on ' +
      `or with a larger ${keepSetting(args.version)}.`,
  };
}

/** end, stop: locations. */
function incompleteSegment(args: Args): Text {
  const at = args.fill((end) => ` at ${end}`, 'end') || ' early';
  const stop = args.fill((lsn) => ` the backup ends at ${lsn}.`, 'stop');
  return {
    message:
      `${args.segment} was copied before the server had finished it: its WAL ends${at}${stop === '' ? '.' : ';'}` +
      `${stop}${recoveryStops(args)}`,
    hint: FETCH_AGAIN,
  };
}

/** wrapping; reason: unsupported, broken, truncated. */
function unreadableCompression(args: Args): Text {
  const how = args.text('wrapping') ?? 'compressed';
  if (args.reason === 'unsupported') {
    return {
      message: `${args.segment} is packed with ${how}, which cannot be opened here: its content was not checked.`,
      hint: 'Unpack it into a folder of its own and name that folder with --archive to have it checked.',
    };
  }
  return {
    message: `The ${how} file of ${args.ofSegment} cannot be unpacked: it is damaged or cut short.${recoveryStops(args)}`,
    hint: FETCH_AGAIN,
  };
}

/** reason: not-compared, harmless, one-wrong, differ; good: path of the copy that is right, where that is known. */
function duplicateSegment(args: Args): Text {
  const good = args.text('good');
  if (args.reason === 'not-compared') {
    return {
      message:
        `${args.segment} is there more than once. Identical copies do no harm; ` +
        'whether these are identical was not checked.',
      hint: 'Verify the set at level records to have them compared.',
    };
  }
  if (args.reason === 'harmless') {
    return {
      message: `The copies of ${args.ofSegment} differ, but this backup can be restored with either of them.`,
      hint: 'Nothing has to be done for this backup.',
    };
  }
  const what = args.reason === 'one-wrong' ? 'are not both good' : 'differ';
  return {
    message:
      `The copies of ${args.ofSegment} ${what}. Which of them recovery gets depends on the restore_command, ` +
      'so a restore may work once and fail the next time.',
    hint:
      good === undefined
        ? 'Compare the copies, keep the good one and move the others out of the archive.'
        : `The good copy is ${good}: move the others out of the archive.`,
  };
}

const expected = (args: Args, before: string, name = 'found'): string =>
  args.fill((found, should) => ` (${before}${found} instead of ${should})`, name, 'expected');

const PAGE: ReasonWords<PageHeaderProblem | PageFault> = {
  truncated: () => 'it is cut short',
  'all-zero': () => 'it holds only zeros',
  'bad-magic': () => 'it does not begin with the mark of a WAL page',
  'big-endian': () => 'it comes from a machine with another byte order',
  'byte-order': () => 'it comes from a machine with another byte order',
  'no-long-header': () => 'the long header of a segment’s first page is missing',
  'long-header-missing': () => 'the long header of a segment’s first page is missing',
  'bad-segment-size': () => 'its segment size is none that a server accepts',
  'segment-size': (args) => `its segment size differs from the rest${expected(args, '')}`,
  'bad-block-size': () => 'its page size is none that a server accepts',
  'page-size': () => 'its page size differs from the rest',
  magic: (args) => `the mark of a WAL page is wrong${expected(args, '')}`,
  'info-bits': () => 'its flags are none that a server sets',
  'page-address': (args) => `its address is wrong${expected(args, '', 'pageAddress')}`,
};

const CHAIN: ReasonWords<RecordFault> = {
  'unexpected-continuation': () => 'a page continues a record that did not begin before it',
  'no-continuation': () => 'a record is not continued on the next page',
  'continuation-length': () => 'the parts of a record do not add up',
  'no-record': () => 'there is no record',
  'record-length': () => 'a record has an impossible length',
  'prev-link': () => 'a record does not link back to the one before it',
  'overwrite-mismatch': () => 'a record that replaces a broken one does not name it',
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
