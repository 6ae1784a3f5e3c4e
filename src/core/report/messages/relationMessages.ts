import type { CatalogLoss } from '../../verify/structure/relations/catalogLoss';
import type { FaultCode, FaultReason } from '../../verify/structure/relations/relationFault';
import type { Args, Text, Words } from './args';
import { ANOTHER_COPY, ANOTHER_DIRECTORY } from './phrases';
import { type ReasonWords, reasonWords } from './reasons';

type Reasons = Partial<Record<FaultReason, string>>;

const database = (args: Args): string => args.fill((name) => `database ${name}`, 'database') || 'a database';

/** `: shop.orders (base/16384/16401), shop.items (base/16384/16405), …` */
function named(args: Args): string {
  const names = [1, 2, 3]
    .map((at) => args.fill((name, file) => `${name} (${file})`, `relation${String(at)}`, `file${String(at)}`))
    .filter((text) => text !== '');
  if (names.length === 0) return '';
  const more = (args.number('count') ?? 0) > names.length ? ', …' : '';
  return `: ${names.join(', ')}${more}`;
}

const files = (args: Args, what: string): string => args.count('count', what, `Some ${what}s`);
const are = (args: Args): string => (args.number('count') === 1 ? 'is' : 'are');

const LOST =
  'A server starts from this set silently, and the rows in these files are lost or cannot be read.';

function missingFile(args: Args): Text {
  if (args.reason === 'init') {
    return {
      message:
        `${files(args, 'initialization fork')} of unlogged relations in ${database(args)} ${are(args)} missing${named(args)}. ` +
        'Recovery makes unlogged relations empty by copying these files. Without them the relations cannot be used.',
      hint: ANOTHER_COPY,
    };
  }
  if (args.reason === 'base') {
    return {
      message:
        `Only changed pages of ${files(args, 'relation file').replace(/^Some/, 'some')} of ${database(args)} are in this set${named(args)}, ` +
        'and the earlier backups lack the files. pg_combinebackup refuses to combine them.',
      hint: 'Use another copy of the earlier backups, or an earlier backup by itself.',
    };
  }
  const later = args.reason === 'segment' ? ['Later segments of the same relation are there.'] : [];
  return {
    message: sentences(
      `${files(args, 'relation file')} of ${database(args)} ${are(args)} missing${named(args)}.`,
      ...later,
      LOST,
    ),
    hint: `The copy was interrupted, filtered or changed afterwards. ${ANOTHER_COPY}`,
  };
}

const UNPROVEN =
  'This alone does not prove that rows are lost: the statistics can be older than the files, or come from another server.';

const EMPTY: Reasons = {
  'never-empty': 'Indexes and sequences always have at least one page.',
  index: 'An index in this set refers to rows in the missing pages.',
  'visibility-map': 'The visibility map in this set lists pages that are not there.',
  'free-space-map': 'The free space map in this set lists pages that are not there.',
  statistics: `The planner’s statistics say that there were pages. ${UNPROVEN}`,
};

const SHORT: Reasons = {
  'not-full': 'More segments of the same relation follow, and a server does not read them.',
  page: 'The size is not a whole number of pages.',
  index: 'An index in this set refers to pages after the end.',
  'visibility-map': 'The visibility map in this set lists pages after the end.',
  statistics: `The planner’s statistics say that there were more pages. ${UNPROVEN}`,
};

function emptyFile(args: Args): Text {
  return wrongSize(args, 'empty', EMPTY);
}

function shortFile(args: Args): Text {
  return wrongSize(args, 'truncated', SHORT);
}

function wrongSize(args: Args, what: string, reasons: Reasons): Text {
  const { reason } = args;
  const known = reason !== undefined && Object.hasOwn(reasons, reason);
  return {
    message: sentences(
      `${files(args, 'relation file')} of ${database(args)} ${are(args)} ${what}${named(args)}.`,
      (known ? reasons[reason as FaultReason] : undefined) ?? '',
      args.isError ? LOST : '',
    ),
    hint: args.isError
      ? `The copy was interrupted, or a disk was full. ${ANOTHER_COPY}`
      : 'Compare the sizes with another copy of this backup or with the server, or restore the set and count the rows.',
  };
}

function sentences(...texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join(' ');
}

function missingDatabase(args: Args): Text {
  const directory = args.fill((path) => ` (${path})`, 'directory');
  return {
    message:
      `The directory of ${database(args)} is missing${directory}. ` +
      'At best a server starts from this set, and it refuses every connection to that database: everything in it is lost.',
    hint: ANOTHER_DIRECTORY,
  };
}

const LOSS: ReasonWords<CatalogLoss> = {
  missing: () => 'its file is missing',
  empty: () => 'its file is empty',
  rows: () => 'rows that it always has are not in its file',
  map: () => 'the relation map that names its file is missing or damaged',
};

/** catalog: pg_class or pg_database; name: its file; reason: missing, empty, rows; database, unless it is pg_database. */
function unreadableCatalog(args: Args): Text {
  const why = reasonWords(LOSS, args, 'its file cannot be used');
  const file = args.fill((name) => ` (${name})`, 'name');
  const isList = args.text('catalog') === 'pg_database';
  const cost = isList
    ? 'At best a server starts from this set, and it refuses every connection: everything is lost.'
    : 'At best a server starts from this set, and it refuses every connection to that database: everything in it is lost.';
  const what = isList
    ? 'The list of databases, pg_database, cannot be read'
    : `The catalog of ${database(args)}, pg_class, cannot be read`;
  return { message: `${what}: ${why}${file}. ${cost}`, hint: ANOTHER_COPY };
}

/** Words for files of relations that the set's own catalogs know. */
export const RELATION_MESSAGES: Record<
  FaultCode | 'missing-database-directory' | 'unreadable-catalog',
  Words
> = {
  'missing-database-directory': missingDatabase,
  'unreadable-catalog': unreadableCatalog,
  'missing-relation-file': missingFile,
  'empty-relation-file': emptyFile,
  'short-relation-file': shortFile,
};
