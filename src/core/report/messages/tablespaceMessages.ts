import type { TablespaceMapReason } from '../../formats/tablespaceMap';
import type { MissingTablespace } from '../../verify/files/tablespaces';
import type { TablespaceSource } from '../../verify/structure/relations/neededTablespaces';
import type { Args, Text, Words } from './args';
import { ANOTHER_COPY } from './phrases';
import { quoted, type ReasonWords, reasonWords, TEXT_FLAWS } from './reasons';

const MAP: ReasonWords<TablespaceMapReason> = {
  binary: TEXT_FLAWS.binary,
  'too-large': TEXT_FLAWS['too-large'],
  'oid-malformed': (args) => `a line does not begin with the OID of a tablespace${quoted(args)}`,
  'path-missing': (args) => `a line has no path${quoted(args)}`,
  'relative-path': () => 'a line has a relative path',
  'empty-line': () => 'it has an empty line',
  'duplicate-oid': (args) => `it lists a tablespace twice${quoted(args)}`,
  'no-final-newline': () => 'its last line is truncated',
};

const TABLESPACE: ReasonWords<
  | MissingTablespace['reason']
  | 'no-tar'
  | 'other-version'
  | 'map-nowhere'
  | 'map-elsewhere'
  | 'created-by-wal'
  | `known-by-${TablespaceSource}`
> = {
  'no-link': () => 'pg_tblspc has no link to it',
  'broken-link': () => 'its link in pg_tblspc is broken',
  empty: () => 'its directory is empty',
  'no-tar': () => 'its tar is not in the directory of base.tar',
  'other-version': () => 'what is there belongs to another version of PostgreSQL',
  'map-nowhere': () => 'tablespace_map leads to a directory that does not exist',
  'map-elsewhere': () => '',
  'created-by-wal': () => '',
  'known-by-relations': (args) =>
    `the system catalogs have ${args.fill((names) => `${names} in it`, 'names') || 'it'}, and neither tablespace_map nor pg_tblspc names it`,
  'known-by-wal': () =>
    'the WAL of the backup changes files in it, and neither tablespace_map nor pg_tblspc names it',
  'known-by-list': () =>
    'pg_tablespace lists it, and neither tablespace_map nor pg_tblspc names it; nothing is known to be in it',
};

/** oid, path, count: the number of its files in the manifest. */
function missingTablespace(args: Args): Text {
  if (args.reason === 'map-elsewhere') {
    return {
      message:
        `Tablespace${args.fill((oid) => ` ${oid}`, 'oid')} is where its link in pg_tblspc leads, but tablespace_map leads ` +
        `elsewhere. A server replaces the link with the one of the map.`,
      hint: 'In the restored directory, write the path of the restored tablespace into tablespace_map, as the restore steps do.',
    };
  }
  if (args.reason === 'created-by-wal') {
    const where = args.fill((path) => ` in ${path}`, 'path');
    return {
      message:
        `The WAL of this backup creates tablespace${args.fill((oid) => ` ${oid}`, 'oid')}${where}. A server stops during recovery ` +
        'if that directory does not exist. If another server uses it, recovery writes into its files.',
      hint: 'Before the start create the directory, empty and owned by the server’s user, as the restore steps do. If it is in use, restore on another host.',
    };
  }
  const why = reasonWords(TABLESPACE, args, '');
  const isEmpty = args.reason === 'known-by-list';
  const files =
    args.number('count') === 0
      ? ''
      : args.fill((count) => ` (${count === '1' ? '1 file' : `${count} files`})`, 'count');
  return {
    message:
      `Tablespace${args.fill((oid) => ` ${oid}`, 'oid')}${files} is not in this set` +
      `${why === '' ? args.fill((path) => ` (on the server it was in ${path})`, 'path') : `: ${why}`}. ${isEmpty ? 'A session that uses it gets an error.' : 'Its tables would be lost.'}`,
    hint: isEmpty
      ? 'If it is not needed, drop it after the restore. Otherwise put a link into pg_tblspc to a new directory that contains an empty directory PG_<version>_<catalog version>.'
      : 'Copy the tablespace from the original backup, and create its link in pg_tblspc.',
  };
}

/** oid or name; reason: file, mapped (tablespace_map names it), directory, in-place (a setting allows it), unchecked (up to 9.6). */
function misplacedTablespace(args: Args): Text {
  if (args.reason === 'file') {
    const cost = args.isError
      ? 'A server does not start with it.'
      : 'A server of this version only logs a warning.';
    return {
      message: `pg_tblspc contains a file${args.fill((name) => ` (${name})`, 'name')}, but it may contain only links to tablespaces. ${cost}`,
      hint: 'Servers never create a file there. Remove it from the restored directory, or move it out of the copy.',
    };
  }
  const what = `Tablespace${args.fill((oid) => ` ${oid}`, 'oid')} is a directory in pg_tblspc instead of a link`;
  if (args.reason === 'in-place') {
    return {
      message: `${what}. The configuration of this copy sets allow_in_place_tablespaces, so a server starts with it and keeps the files there.`,
      hint: 'Keep the setting in the restored server, or move the directory elsewhere and put a link to it into pg_tblspc.',
    };
  }
  if (args.reason === 'unchecked') {
    return {
      message: `${what}. A server of this version does not check that, and keeps the tablespace’s files inside the data directory.`,
      hint: 'To keep them elsewhere, move the directory before the first start and put a link to its new place into pg_tblspc.',
    };
  }
  const mapped = args.reason === 'mapped';
  return {
    message:
      `${what}: the copying tool followed the links. The files of the tablespace are here, but ` +
      (mapped
        ? 'tablespace_map names it, and a server does not start if it cannot create the link.'
        : 'a server does not start with it.'),
    hint:
      'Nothing is lost. When you restore, move the directory out of pg_tblspc to its new place, and put a link to that place into pg_tblspc' +
      (mapped ? ' and its path into tablespace_map' : '') +
      '. The restore steps do this.' +
      (mapped
        ? ''
        : " If the tablespace was created inside pg_tblspc (CREATE TABLESPACE … LOCATION ''), start the restored server with " +
          'allow_in_place_tablespaces = on instead.'),
  };
}

export const TABLESPACE_MESSAGES = {
  'unreadable-tablespace-map': (args) => ({
    message:
      `tablespace_map is not what a server writes: ${reasonWords(MAP, args, 'it cannot be read')}. ` +
      (args.reason === 'relative-path'
        ? 'A server takes the path as relative to pg_tblspc, and finds no tablespace there unless it was put there by hand.'
        : 'A server refuses it or starts without a tablespace.'),
    hint:
      args.reason === 'relative-path'
        ? 'Write the absolute path of the directory that holds the tablespace into the line, in the restored copy.'
        : ANOTHER_COPY,
  }),
  'missing-tablespace': missingTablespace,
  'misplaced-tablespace': misplacedTablespace,
} satisfies Record<string, Words>;
