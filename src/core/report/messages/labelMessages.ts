import type { BackupHistoryReason } from '../../formats/label/backupHistory';
import type { UnreadableLabelReason, UnusualLabelReason } from '../../formats/label/labelProblems';
import type { Args, Text, Words } from './args';
import { stopFunction } from './phrases';
import { quoted, type ReasonWords, reasonWords, TEXT_FLAWS } from './reasons';

/** A server copies the label's lines into the history file and adds its STOP lines: so since 9.0. */
const FROM_HISTORY = 'If this backup has a .backup file, that file without its STOP lines is the same text.';

const RESTORE_LABEL = `Put backup_label back exactly as the server wrote it, byte for byte. ${FROM_HISTORY}`;

const timelines = (args: Args): string =>
  args.fill(
    (parsed, expected) => ` (START TIMELINE is ${parsed}, but line 1 says ${expected})`,
    'parsed',
    'expected',
  );

const UNREADABLE: ReasonWords<UnreadableLabelReason> = {
  ...TEXT_FLAWS,
  crlf: () => 'its lines end in CR LF (it went through a Windows editor or a text-mode transfer)',
  'trailing-blank': () => 'one of its first two lines ends in a blank, which a terminal or an editor added',
  'blank-first-line': () => 'its first line is empty',
  'psql-output': () => 'it is copied from psql, which adds a blank and a plus sign to each line',
  truncated: () => 'it ends in the middle of its first two lines',
  'missing-start': () => 'START WAL LOCATION is not its first line',
  'missing-checkpoint': () => 'CHECKPOINT LOCATION is not its second line',
  order: (args) =>
    `its first two lines are not in order${args.fill((key) => `: ${key} is in another place`, 'key')}`,
  'start-malformed': (args) => `START WAL LOCATION is not what a server writes${quoted(args)}`,
  'checkpoint-malformed': (args) => `CHECKPOINT LOCATION is not what a server writes${quoted(args)}`,
  'timeline-mismatch': (args) => `its timelines contradict each other${timelines(args)}`,
  'forged-timeline': (args) =>
    `the label text has a line break, and the server reads the next line as the timeline${timelines(args)}`,
  'forged-incremental': () =>
    'the label text has a line break, and the server reads the next line as the mark of an incremental backup',
};

function unreadableLabel(args: Args): Text {
  return {
    message: `A server does not start with this backup_label: ${reasonWords(UNREADABLE, args, 'it cannot be read')}.`,
    hint:
      args.reason === 'crlf'
        ? 'Convert the line ends back to LF, and keep a copy of the file as it is now.'
        : args.reason === 'psql-output'
          ? `Remove what psql added: header, alignment, and a blank and + at line ends. ${FROM_HISTORY} Next time, write only the column labelfile to the file, with psql -AtX.`
          : RESTORE_LABEL,
  };
}

const key = (args: Args, fallback: string): string => args.text('key') ?? fallback;

const UNUSUAL: ReasonWords<UnusualLabelReason> = {
  'unknown-line': (args) => `Servers do not write such a line${quoted(args)}`,
  'duplicate-line': (args) => `A line occurs twice${quoted(args)}`,
  order: (args) => `A line is not in its place${quoted(args)}`,
  'too-large': () => 'The file is much larger than a backup_label; only its beginning was read',
  'file-name-malformed': (args) => `The segment name after the start location is malformed${quoted(args)}`,
  'not-read-by-server': (args) =>
    `The line ${key(args, 'with the method or origin')} is not at the place where the server reads it, so the server ignores it`,
  'unknown-value': (args) => `${key(args, 'A line')} has a value that servers do not write${quoted(args)}`,
  'time-malformed': (args) => `The start time cannot be read${quoted(args)}`,
  'multi-line-label': (args) => `The label text has ${args.count('lines', 'line', 'several lines')}`,
  'hidden-incremental': () =>
    'The label text has a line break that hides INCREMENTAL FROM LSN from the server: it would start from this ' +
    'incremental backup as if it were a full one, and lose data',
};

function unusualLabel(args: Args): Text {
  const accepted = args.isError
    ? 'A server still starts with it, without a warning, so the result cannot be trusted.'
    : 'A server still accepts the file.';
  return {
    message: `${reasonWords(UNUSUAL, args, 'The file is not exactly what a server writes')}. ${accepted}`,
    hint: args.isError
      ? RESTORE_LABEL
      : 'Find out what changed the file: backup_label must stay exactly as the server wrote it.',
  };
}

const HISTORY: ReasonWords<BackupHistoryReason> = {
  ...TEXT_FLAWS,
  crlf: () => 'its lines end in CR LF',
  'missing-start': () => 'the line START WAL LOCATION is missing',
  'missing-stop': () => 'the line STOP WAL LOCATION is missing',
  'start-malformed': (args) => `START WAL LOCATION is malformed${quoted(args)}`,
  'stop-malformed': (args) => `STOP WAL LOCATION is malformed${quoted(args)}`,
  'stop-before-start': () => 'its stop location is before its start location',
  'unknown-line': (args) => `servers do not write such a line${quoted(args)}`,
  'duplicate-line': (args) => `a line occurs twice${quoted(args)}`,
  order: (args) => `a line is not in its place${quoted(args)}`,
};

function unreadableHistory(args: Args): Text {
  const reason = reasonWords(HISTORY, args, 'it cannot be read');
  const cost = args.isError
    ? 'The stop location cannot be taken from it. Servers never read this file, so the backup itself may be intact.'
    : 'Servers never read this file, and its locations could be read.';
  return {
    message: `The backup history file is not what a server writes: ${reason}. ${cost}`,
    hint: args.isError
      ? 'Take the file from another copy of the archive, or verify the set to find the stop location in the WAL.'
      : 'No action is needed for a restore.',
  };
}

/** The states of pg_control in which a server was shut down. */
const SHUT_DOWN = new Set<string | undefined>(['shut down', 'shut down in recovery']);

/** The copy of a server that was shut down cleanly. */
const NO_LABEL_NEEDED: Text = {
  message:
    'This copy has no backup_label, and needs none: its server was shut down cleanly before. The shutdown checkpoint is the ' +
    'last record of its own WAL, and no page that was looked at is newer.',
  hint: 'Keep its WAL directory with it: a server needs the last segment to start.',
};

/** version; state: of pg_control. */
function missingLabel(args: Args): Text {
  if (args.reason === 'shut-down') return NO_LABEL_NEEDED;
  const version = args.version;
  const refuses =
    version !== undefined && version < 90200
      ? ''
      : ' (with an empty WAL directory, the server does not start)';
  const returned =
    version !== undefined && version < 90600
      ? ''
      : ` ${stopFunction(version)} returned it if the backup was non-exclusive.`;
  const state = args.text('state');
  const exception = SHUT_DOWN.has(state)
    ? `pg_control says “${state ?? ''}”. A copy made while the server was down needs no label, but the files cannot prove that the server stayed down.`
    : 'An atomic snapshot of data and WAL directory needs no label: a server performs crash recovery on it. ' +
      'A copy of a server that was shut down cleanly needs no label either. The files alone cannot prove that this is such a copy.';
  return {
    message:
      'This data directory has no backup_label, so you cannot rely on it as a backup. A copy of a running server starts without a ' +
      'warning from the checkpoint in pg_control, not from the start of the backup. Rows are then lost or damaged' +
      `${refuses}. ${exception}`,
    hint:
      `If it was copied during a backup, put its backup_label back.${returned} ${FROM_HISTORY} ` +
      'If it is an atomic snapshot, test it: start a copy of it on another machine and read all tables (pg_dump, pg_amcheck).',
  };
}

/** reason: stored, no-list, tars-not-opened …; tool: the one that stored the files. */
function baseFilesNotSeen(args: Args): Text {
  if (args.reason === 'no-list' || args.reason === 'tars-not-opened') {
    const tool = args.text('tool') ?? 'the backup tool';
    return {
      message:
        args.reason === 'no-list'
          ? `The data files could not be checked, because ${args.text('list') ?? 'the list'}, in which ${tool} records what it stored, does not exist.`
          : `${args.count('count', 'tar', 'Tars')} of ${tool} could not be opened here: encrypted, or in a format that the content does not identify. The content was not checked.`,
      hint: `Use the verification of ${tool}, or restore the backup and verify the result.`,
    };
  }
  if (args.reason === 'encrypted' || args.reason === 'blocks') {
    const tool = args.text('tool') ?? 'the backup tool';
    return {
      message:
        args.reason === 'encrypted'
          ? `The repository is encrypted, so the data files could not be compared with the manifest of ${tool}.`
          : `${tool} stores only the changed blocks of ${args.count('count', 'file', 'some files')}, which were not checked. The other files were compared.`,
      hint: `Use the verification of ${tool}, or restore the backup and verify the result.`,
    };
  }
  if (args.reason === 'stored') {
    const tool = args.text('tool') ?? 'the backup tool';
    return {
      message: `The data files are in the storage format of ${tool} and were not checked. The verdict rests on the tool’s metadata and on the WAL.`,
      hint: `Verify the set with its files: they are compared as far as the metadata of ${tool} allows. To check more, use the verification of ${tool} or restore the backup.`,
    };
  }
  return {
    message:
      'Only the backup_label or backup history file of this backup was found, not its data files. The verdict covers the WAL only.',
    hint: 'Open the directory with the data files as well, so that the verdict covers both.',
  };
}

export const LABEL_MESSAGES = {
  'unreadable-label': unreadableLabel,
  'unusual-label': unusualLabel,
  'missing-label': missingLabel,
  'renamed-label': (args) =>
    args.reason === 'shut-down'
      ? NO_LABEL_NEEDED
      : {
          message:
            'There is no backup_label, only backup_label.old: a server was already started from this copy, or the backup was ' +
            'canceled. A server would start from the wrong checkpoint, so this set cannot be used as a backup.',
          hint: 'Restore again from the original backup. Do not rename the file back: the data files may have changed since.',
        },
  'missing-backup-history': () => ({
    message:
      'The backup history file (.backup) of this backup was not found, so the stop location cannot be taken from it. ' +
      'Recovery does not need the file.',
    hint: 'Add the WAL archive of the server: the server archives the file when the backup ends.',
  }),
  'unreadable-backup-history': unreadableHistory,
  'base-files-not-seen': baseFilesNotSeen,
  'live-data-directory': () => ({
    message:
      'This directory has a postmaster.pid: it is the data directory of a server, or the file was copied by mistake. The files of a server may change at any time.',
    hint: 'If it is a server, keep its backups in another directory. Delete postmaster.pid only if you are certain that this is a copy and that no server, on any host, uses the directory. PostgreSQL Backup Inspector writes nothing here.',
  }),
} satisfies Record<string, Words>;
