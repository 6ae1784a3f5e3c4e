import type { ControlFileReason } from '../../formats/controlFile';
import type { TablespaceMapReason } from '../../formats/tablespaceMap';
import type { TimelineHistoryReason } from '../../formats/timelineHistory';
import type { MissingTablespace } from '../../verify/files/tablespaces';
import type { Args, Text, Words } from './args';
import { ANOTHER_COPY, systemReason } from './phrases';
import { quoted, type ReasonWords, reasonWords, TEXT_FLAWS } from './reasons';

const MAP: ReasonWords<TablespaceMapReason> = {
  binary: TEXT_FLAWS.binary,
  'too-large': TEXT_FLAWS['too-large'],
  'oid-malformed': (args) => `a line does not begin with a tablespace’s number${quoted(args)}`,
  'path-missing': (args) => `a line names no path${quoted(args)}`,
  'empty-line': () => 'it has an empty line',
  'duplicate-oid': (args) => `a tablespace is there twice${quoted(args)}`,
  'no-final-newline': () => 'its last line is cut short',
};

const TIMELINE: ReasonWords<TimelineHistoryReason> = {
  ...TEXT_FLAWS,
  'no-timeline-id': (args) => `a line does not begin with a timeline’s number${quoted(args)}`,
  'no-switch-location': (args) => `a line does not say where the timeline was left${quoted(args)}`,
  'not-increasing': (args) =>
    `its timelines do not increase${args.fill((next, before) => ` (${next} follows ${before})`, 'timeline', 'previous')}`,
  'not-less-than-child': (args) =>
    `an ancestor is not older than the timeline itself${args.fill((old, child) => ` (${old} in the file of ${child})`, 'timeline', 'child')}`,
  'line-too-long': () => 'a line is longer than a server reads',
  'mixed-forms': () => 'it mixes the forms of 9.2 and of later versions',
};

/** timeline: whose history cannot be read, own: the backup's. */
function newerTimelineUnreadable(args: Args): Text {
  const cost = args.isError
    ? 'It is the newest timeline here, which this server follows unless it is told not to: it refuses to start from this set.'
    : 'A server that is told to follow it refuses to start from this set.';
  return {
    message: `The history file of timeline ${args.text('timeline') ?? 'a newer one'} cannot be read. ${cost}`,
    hint:
      'Replace the file from the server or another archive, or move it away if no such timeline is wanted, or restore with ' +
      `recovery_target_timeline = ${args.text('own') ?? 'the backup’s own timeline'}.`,
  };
}

function unreadableTimeline(args: Args): Text {
  if (args.reason === 'newer-timeline') return newerTimelineUnreadable(args);
  const reason = reasonWords(TIMELINE, args, 'it cannot be read');
  return {
    message: `The timeline history file is not as a server writes it: ${reason}. ${
      args.isError
        ? 'A server refuses it, and no recovery can follow this timeline.'
        : 'Recovery may still follow this timeline.'
    }`,
    hint: 'Copy the file again from the server’s WAL directory or from another archive.',
  };
}

const CONTROL: ReasonWords<ControlFileReason> = {
  empty: () => 'it is empty',
  truncated: (args) => `it is cut short${args.fill((size) => ` (${size} bytes)`, 'size')}`,
  zeroed: () => 'it holds only zeros',
  'big-endian': () => 'it comes from a machine with another byte order',
  'unknown-version': (args) =>
    `its version${args.fill((version) => ` (${version})`, 'version')} is not known here`,
  'too-old': () => 'it is of a server before 9.0',
  'not-a-control-file': () => 'it is no control file',
  checksum: () => 'it does not match its own checksum',
  'segment-size': () => 'its WAL segment size is none that a server accepts',
  state: () => 'its state is none that a server writes',
  checkpoint: () => 'its checkpoint lies where no record can be',
  'page-size': (args) =>
    `its page size${args.fill((size) => ` (${size} bytes)`, 'size')} is none that a server can have`,
};

function unreadableControl(args: Args): Text {
  if (args.reason === 'missing') {
    return {
      message: 'global/pg_control is missing. No server starts without it, so this set cannot be restored.',
      hint: ANOTHER_COPY,
    };
  }
  const reason = reasonWords(CONTROL, args, 'it cannot be read');
  return args.isError
    ? {
        message: `global/pg_control cannot be used: ${reason}. No server starts from it.`,
        hint: ANOTHER_COPY,
      }
    : {
        message: `global/pg_control was read with doubts: ${reason}. What was taken from it may be wrong.`,
        hint: 'Look for a newer release of PostgreSQL Backup Inspector.',
      };
}

/** field, control, other, source: what differs and how; reason state, state: not that of a standby. */
/** checkpoint, start, stop: locations; reason: before-start, after-stop. */
function controlFromElsewhen(args: Args): Text {
  const checkpoint = args.fill((lsn) => ` (checkpoint ${lsn})`, 'checkpoint');
  return args.reason === 'before-start'
    ? {
        message:
          `pg_control is from before this backup began${checkpoint}: the label is of a later backup than the data files. ` +
          'A server starts without a word, and rows are lost.',
        hint: 'Put back the label that belongs to these files, or take the files of this label’s backup.',
      }
    : {
        message:
          `pg_control is from after this backup ended${checkpoint}: files were copied too late, or the label is of an ` +
          'earlier backup. Recovery may call itself consistent too early.',
        hint: 'Check that the copy had ended before the backup was stopped; else take the backup again.',
      };
}

function controlMismatch(args: Args): Text {
  if (args.reason === 'state') {
    return {
      message:
        `The label says that this backup was taken from a standby, but pg_control was not` +
        `${args.fill((state) => ` (its state is “${state}”)`, 'state')}. A server refuses such a pair.`,
      hint: 'Take pg_control and label from the original of this very backup.',
    };
  }
  if (args.reason === 'before-start' || args.reason === 'after-stop') return controlFromElsewhen(args);
  const isVersion = args.text('field') === 'version';
  const value = (name: string): string | undefined => (isVersion ? args.versionWords(name) : args.text(name));
  const field = args.text('field') ?? 'what it says';
  const source = args.text('source') ?? 'other files';
  const told =
    value('control') === undefined || value('other') === undefined
      ? ''
      : ` (${value('control') ?? ''}, by ${source} ${value('other') ?? ''})`;
  return {
    message:
      `pg_control does not fit the rest of this set: ${field} differs${told}. It comes from another backup or cluster, ` +
      'and a server refuses the set or damages data.',
    hint: ANOTHER_COPY,
  };
}

const TABLESPACE: ReasonWords<MissingTablespace['reason'] | 'no-tar'> = {
  'no-link': () => 'pg_tblspc has no link to it',
  'broken-link': () => 'its link in pg_tblspc leads nowhere',
  empty: () => 'its folder is there, but nothing in it',
  'no-tar': () => 'its tar does not lie beside base.tar',
};

/** oid, path, count: files that the manifest lists of it. */
function missingTablespace(args: Args): Text {
  const why = reasonWords(TABLESPACE, args, '');
  const files =
    args.number('count') === 0
      ? ''
      : args.fill((count) => ` (${count === '1' ? 'one file' : `${count} files`})`, 'count');
  return {
    message:
      `Tablespace${args.fill((oid) => ` ${oid}`, 'oid')}${files} is not in this set` +
      `${why === '' ? args.fill((path) => ` (it was in ${path})`, 'path') : `: ${why}`}. Tables in it would be lost.`,
    hint: 'Copy the tablespace from the backup to its place, and let pg_tblspc link to it.',
  };
}

/** oid; reason: directory. Or name; reason: file. */
/** oid or name; reason: file, mapped (tablespace_map names it), directory, in-place (a setting allows it), unchecked (up to 9.6). */
function misplacedTablespace(args: Args): Text {
  if (args.reason === 'file') {
    const cost = args.isError
      ? 'No server starts with it.'
      : 'A server of this version only complains of it.';
    return {
      message: `In pg_tblspc lies a file${args.fill((name) => ` (${name})`, 'name')}, where only links to tablespaces may be. ${cost}`,
      hint: 'No server puts a file there: remove it from the restored directory, or move it out of the copy.',
    };
  }
  const what = `Tablespace${args.fill((oid) => ` ${oid}`, 'oid')} is a directory in pg_tblspc instead of a link`;
  if (args.reason === 'in-place') {
    return {
      message: `${what}. With allow_in_place_tablespaces, which this copy’s configuration switches on, a server starts with it and keeps the files there.`,
      hint: 'Keep the setting in the restored server, or move the directory to a place of its own and put a link to it into pg_tblspc.',
    };
  }
  if (args.reason === 'unchecked') {
    return {
      message: `${what}. A server of this version does not look at that, and keeps the tablespace’s files inside the data directory.`,
      hint: 'To have them elsewhere, move the directory before the first start and put a link to its new place into pg_tblspc.',
    };
  }
  const mapped = args.reason === 'mapped';
  return {
    message:
      `${what}: the copy followed the links. All of its files are here, but ` +
      (mapped
        ? 'tablespace_map names it, and a server refuses to start when it cannot put the link there.'
        : 'servers refuse to start with it.'),
    hint:
      'Nothing is lost. When you restore, move the directory out of pg_tblspc to where it is to be, and put a link to that place there' +
      (mapped ? ', and the same place into tablespace_map' : '') +
      '; the restore steps do so.' +
      (mapped
        ? ''
        : " If the tablespace was made inside pg_tblspc (CREATE TABLESPACE … LOCATION ''), start the restored server with " +
          'allow_in_place_tablespaces = on instead.'),
  };
}

/** name; reason: map (without it no database opens), all (a directory that holds none of its files). */
function missingFile(args: Args): Text {
  const name = args.text('name') ?? 'A file';
  const message =
    args.reason === 'all'
      ? `The directory ${name} is empty. A server refuses this set, or loses rows without a word.`
      : `${name} is missing. Without it no server opens a database of this set.`;
  return { message, hint: ANOTHER_COPY };
}

/** name; reason: empty, where it holds nothing in most clusters; else directories, files. */
function missingDirectory(args: Args): Text {
  const name = args.text('name') ?? 'A directory';
  const cost = args.isError
    ? 'A server does not get through recovery without it.'
    : 'A server whose settings do not put it elsewhere does not start without it.';
  return {
    message: `The directory ${name} is missing. ${cost}`,
    hint:
      args.reason === 'empty'
        ? 'It is empty in most clusters, and some copying tools leave empty directories away: if the original was empty, make it ' +
          '(mode 0700, of the server’s user) in the restored directory. Have the backup copy empty directories too.'
        : ANOTHER_COPY,
  };
}

/** name; reason: recovery-conf. */
function refusedConfiguration(): Text {
  return {
    message:
      'The copy holds a recovery.conf. A server from 12 on refuses to start while that file is there, whatever is in it.',
    hint:
      'Remove recovery.conf from the restored directory before the first start, as our restore steps do. From 12 on an ' +
      'empty file recovery.signal asks for recovery, and the settings go to postgresql.auto.conf.',
  };
}

export const FILE_MESSAGES = {
  'unreadable-timeline-history': unreadableTimeline,
  'unreadable-tablespace-map': (args) => ({
    message:
      `tablespace_map is not as a server writes it: ${reasonWords(MAP, args, 'it cannot be read')}. ` +
      'A server refuses it or starts without a tablespace.',
    hint: ANOTHER_COPY,
  }),
  'missing-tablespace': missingTablespace,
  'misplaced-tablespace': misplacedTablespace,
  'refused-configuration': refusedConfiguration,
  'missing-directory': missingDirectory,
  'missing-file': missingFile,
  'unreadable-control-file': unreadableControl,
  'control-file-mismatch': controlMismatch,
  'unreadable-version-file': (args) => ({
    message:
      args.reason === 'missing'
        ? 'PG_VERSION is missing. No server starts from this directory, so this set cannot be restored.'
        : `PG_VERSION does not hold a version of PostgreSQL${quoted(args)}. No server starts from this directory, ` +
          'and the version is taken from other files.',
    hint: ANOTHER_COPY,
  }),
  'unreadable-directory': (args) => ({
    message: `This folder could not be read: ${systemReason(args.reason)}. What it holds is not part of the answer.`,
    hint: 'Make it readable for you, then refresh.',
  }),
  'unreadable-file': (args) => ({
    message: `This file could not be read: ${systemReason(args.reason)}.`,
    hint: 'Make it readable for you, then refresh.',
  }),
  'too-deep': (args) => ({
    message: `Folders below this one were not searched: they lie more than ${args.count('depth', 'level', '24 levels')} deep.`,
    hint: 'Open a folder further down to see what is there.',
  }),
  'link-not-followed': () => ({
    message:
      'This link leads to a folder that holds the searched folder itself, or to the root of a file system. It was not followed: everything there would have been searched.',
    hint: 'If backups or WAL lie there, open that folder itself.',
  }),
  'verification-failed': (args) => ({
    message: `The verification did not come to its end${args.fill((reason) => `: ${reason}`, 'reason')}. It says nothing about the set.`,
    hint: 'Start it again; the log tells more.',
  }),
} satisfies Record<string, Words>;
