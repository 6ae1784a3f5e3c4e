import type { BackupHistoryReason } from '../../formats/label/backupHistory';
import type { UnreadableLabelReason, UnusualLabelReason } from '../../formats/label/labelProblems';
import type { Args, Text, Words } from './args';
import { stopFunction } from './phrases';
import { quoted, type ReasonWords, reasonWords, TEXT_FLAWS } from './reasons';

/** A server copies the label's lines into the history file and adds its STOP lines: so since 9.0. */
const FROM_HISTORY =
  'the .backup file of this backup, if there is one, holds the same lines; without its STOP lines it is the label';

const RESTORE_LABEL = `Put the label back byte by byte as the server wrote it: ${FROM_HISTORY}.`;

const timelines = (args: Args): string =>
  args.fill(
    (parsed, expected) => `, START TIMELINE is ${parsed} and line 1 says ${expected}`,
    'parsed',
    'expected',
  );

const UNREADABLE: ReasonWords<UnreadableLabelReason> = {
  ...TEXT_FLAWS,
  crlf: () => 'its lines end in CR LF (it went through a Windows editor or a text-mode transfer)',
  truncated: () => 'it ends in the middle of its first two lines',
  'missing-start': () => 'START WAL LOCATION is not its first line',
  'missing-checkpoint': () => 'CHECKPOINT LOCATION is not its second line',
  order: (args) =>
    `its first two lines are not in order${args.fill((key) => `: ${key} stands elsewhere`, 'key')}`,
  'start-malformed': (args) => `START WAL LOCATION is not what a server writes${quoted(args)}`,
  'checkpoint-malformed': (args) => `CHECKPOINT LOCATION is not what a server writes${quoted(args)}`,
  'timeline-mismatch': (args) => `its timelines contradict each other${timelines(args)}`,
  'forged-timeline': (args) =>
    `the label text has a line break, and the server takes the next line for the timeline${timelines(args)}`,
  'forged-incremental': () =>
    'the label text has a line break, and the server takes the next line for the mark of an incremental backup',
};

function unreadableLabel(args: Args): Text {
  return {
    message: `No server starts from this backup_label: ${reasonWords(UNREADABLE, args, 'it cannot be read')}.`,
    hint:
      args.reason === 'crlf'
        ? 'Convert the line ends back to LF, in a copy that you keep beside the backup.'
        : RESTORE_LABEL,
  };
}

const key = (args: Args, fallback: string): string => args.text('key') ?? fallback;

const UNUSUAL: ReasonWords<UnusualLabelReason> = {
  'unknown-line': (args) => `A line is none that a server writes${quoted(args)}`,
  'duplicate-line': (args) => `A line is there twice${quoted(args)}`,
  order: (args) => `A line is not in its place${quoted(args)}`,
  'too-large': () => 'The file is far larger than a label; only its beginning was read',
  'file-name-malformed': (args) => `The segment name behind the start location is malformed${quoted(args)}`,
  'not-read-by-server': (args) =>
    `The server does not find the line ${key(args, 'of the method or origin')} where it looks for it, and ignores it`,
  'unknown-value': (args) => `${key(args, 'A line')} has a value that no server writes${quoted(args)}`,
  'time-malformed': (args) => `The start time cannot be read${quoted(args)}`,
  'multi-line-label': (args) => `The label text has ${args.count('lines', 'line', 'several lines')}`,
  'hidden-incremental': () =>
    'The label text has a line break that hides INCREMENTAL FROM LSN from the server: it would start from this ' +
    'incremental backup as if it were a full one, and lose data',
};

function unusualLabel(args: Args): Text {
  const accepted = args.isError
    ? 'A server starts from it all the same, without a warning: the result cannot be trusted.'
    : 'A server accepts the label all the same.';
  return {
    message: `${reasonWords(UNUSUAL, args, 'The label is not quite as a server writes it')}. ${accepted}`,
    hint: args.isError
      ? RESTORE_LABEL
      : 'Find out who changed the file: a label belongs to its backup exactly as the server wrote it.',
  };
}

const HISTORY: ReasonWords<BackupHistoryReason> = {
  ...TEXT_FLAWS,
  crlf: () => 'its lines end in CR LF',
  'missing-start': () => 'the line START WAL LOCATION is missing',
  'missing-stop': () => 'the line STOP WAL LOCATION is missing',
  'start-malformed': (args) => `START WAL LOCATION is malformed${quoted(args)}`,
  'stop-malformed': (args) => `STOP WAL LOCATION is malformed${quoted(args)}`,
  'stop-before-start': () => 'its stop location lies before its start location',
  'unknown-line': (args) => `a line is none that a server writes${quoted(args)}`,
  'duplicate-line': (args) => `a line is there twice${quoted(args)}`,
  order: (args) => `a line is not in its place${quoted(args)}`,
};

function unreadableHistory(args: Args): Text {
  const reason = reasonWords(HISTORY, args, 'it cannot be read');
  const cost = args.isError
    ? 'It does not tell where the backup ends. Servers never read this file, so the backup itself may be whole.'
    : 'Servers never read this file, and its locations could be read.';
  return {
    message: `The backup history file is not as a server writes it: ${reason}. ${cost}`,
    hint: args.isError
      ? 'Take the file from another copy of the archive, or verify the set: the WAL itself tells where the backup ends.'
      : 'Nothing has to be done for a restore.',
  };
}

/** The states of pg_control in which a server was shut down. */
const SHUT_DOWN = new Set<string | undefined>(['shut down', 'shut down in recovery']);

/** version; state: of pg_control. */
function missingLabel(args: Args): Text {
  const version = args.version;
  const refuses =
    version !== undefined && version < 90200 ? '' : ' (with an empty WAL directory it refuses to start)';
  const returned =
    version !== undefined && version < 90600
      ? ''
      : `${stopFunction(version)} returned it if the backup was non-exclusive, and `;
  const state = args.text('state');
  const exception = SHUT_DOWN.has(state)
    ? `pg_control says “${state ?? ''}”: a copy made while the server was down needs no label, but the files cannot prove that it stayed down.`
    : 'An atomic snapshot, of data and WAL directory at one moment, needs no label and is recovered like after a crash; ' +
      'a copy of a server that was shut down cleanly needs none either. The files alone cannot prove that this is one.';
  return {
    message:
      'This data directory has no backup_label. If it was copied while the server ran, a server starts from it without a ' +
      'warning, at the checkpoint in pg_control instead of the start of the backup, and rows are lost or damaged' +
      `${refuses}; so it is no backup to rely on. ${exception}`,
    hint:
      `If it was copied during a backup, put its label back: ${returned}${FROM_HISTORY}. ` +
      'If the storage made it as an atomic snapshot, test it: start a copy of it on another machine and read all tables (pg_dump, pg_amcheck).',
  };
}

/** reason: stored, no-list, tars-not-opened …; tool: whose form the files have. */
function baseFilesNotSeen(args: Args): Text {
  if (args.reason === 'no-list' || args.reason === 'tars-not-opened') {
    const tool = args.text('tool') ?? 'the backup tool';
    return {
      message:
        args.reason === 'no-list'
          ? `There is no ${args.text('list') ?? 'list'}, in which ${tool} says what it stored, so the data files could not be compared with anything.`
          : `${args.count('count', 'tar', 'Tars')} of ${tool} could not be opened here, as they are encrypted or of a form without a mark. They are there; what is in them was not looked at.`,
      hint: `Use the verification of ${tool}, or restore the backup and verify the result.`,
    };
  }
  if (args.reason === 'encrypted' || args.reason === 'blocks') {
    const tool = args.text('tool') ?? 'the backup tool';
    return {
      message:
        args.reason === 'encrypted'
          ? `The repository is encrypted, so the data files could not be compared with the manifest of ${tool}.`
          : `Of ${args.count('count', 'file', 'Some files')} ${tool} stores changed blocks only. They were not put together, so nothing is said of them; all others were compared.`,
      hint: `Use the verification of ${tool}, or restore the backup and verify the result.`,
    };
  }
  if (args.reason === 'stored') {
    const tool = args.text('tool') ?? 'the backup tool';
    return {
      message: `The data files lie in the form of ${tool} and were not looked at. The verdict rests on its metadata and on the WAL.`,
      hint: `Verify the set, on the command line with --files: the data files are compared as far as the metadata of ${tool} allow. More tells its own verification, or a restore.`,
    };
  }
  return {
    message:
      'Only the label or history file of this backup was found, not its data files. The verdict speaks of the WAL alone.',
    hint: 'Open the folder with the data files as well to have both judged together.',
  };
}

export const LABEL_MESSAGES = {
  'unreadable-label': unreadableLabel,
  'unusual-label': unusualLabel,
  'missing-label': missingLabel,
  'renamed-label': () => ({
    message:
      'There is no backup_label, only backup_label.old: a server was already started from this copy, or the backup was ' +
      'canceled. Started again it would begin at the wrong checkpoint; it cannot be used as a backup.',
    hint: 'Restore again from the original backup. Do not rename the file back: the data files may have changed since.',
  }),
  'missing-backup-history': () => ({
    message:
      'No backup history file (.backup) of this backup was found, so it does not tell where the backup ends. ' +
      'Recovery does not need the file.',
    hint: 'Name the WAL archive with --archive or in pgBackupInspector.archiveDirectories: the server archives the file when the backup ends.',
  }),
  'unreadable-backup-history': unreadableHistory,
  'base-files-not-seen': baseFilesNotSeen,
  'live-data-directory': () => ({
    message:
      'This is the data directory of a server (postmaster.pid is there), not a backup: its files may change at any moment.',
    hint: 'Copy backups elsewhere before they are started. Nothing is ever written here.',
  }),
} satisfies Record<string, Words>;
