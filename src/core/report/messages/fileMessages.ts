import type { ControlFileReason } from '../../formats/controlFile';
import type { TimelineHistoryReason } from '../../formats/timelineHistory';
import type { Args, Text, Words } from './args';
import { ANOTHER_COPY, ANOTHER_DIRECTORY, systemReason } from './phrases';
import { quoted, type ReasonWords, reasonWords, TEXT_FLAWS } from './reasons';

const TIMELINE: ReasonWords<TimelineHistoryReason> = {
  ...TEXT_FLAWS,
  'no-timeline-id': (args) => `a line does not begin with a timeline number${quoted(args)}`,
  'no-switch-location': (args) => `a line has no switch location${quoted(args)}`,
  'not-increasing': (args) =>
    `its timelines do not increase${args.fill((next, before) => ` (${next} follows ${before})`, 'timeline', 'previous')}`,
  'not-less-than-child': (args) =>
    `an ancestor is not older than the timeline itself${args.fill((old, child) => ` (${old} in the file of ${child})`, 'timeline', 'child')}`,
  'line-too-long': () => 'a line is longer than a server reads',
  'mixed-forms': () => 'it mixes the formats of 9.2 and of later versions',
};

/** timeline: the one with the unreadable history; own: the backup's timeline. */
function newerTimelineUnreadable(args: Args): Text {
  const cost = args.isError
    ? 'It is the newest timeline found. This server follows the newest timeline by default, so it does not start from this set.'
    : 'A server that is configured to follow it does not start from this set.';
  return {
    message: `The history file of ${args.fill((timeline) => `timeline ${timeline}`, 'timeline') || 'a newer timeline'} cannot be read. ${cost}`,
    hint:
      'Replace the file from the server or another archive. If you do not need that timeline, move the file away or restore with ' +
      `recovery_target_timeline = ${args.text('own') ?? 'the backup’s own timeline'}.`,
  };
}

function unreadableTimeline(args: Args): Text {
  if (args.reason === 'newer-timeline') return newerTimelineUnreadable(args);
  const reason = reasonWords(TIMELINE, args, 'it cannot be read');
  return {
    message: `The timeline history file is not what a server writes: ${reason}. ${
      args.isError
        ? 'A server refuses it, and no recovery can follow this timeline.'
        : 'Recovery may still follow this timeline.'
    }`,
    hint: 'Copy the file again from the server’s WAL directory or from another archive.',
  };
}

const CONTROL: ReasonWords<ControlFileReason> = {
  empty: () => 'it is empty',
  truncated: (args) => `it is truncated${args.fill((size) => ` (${size} bytes)`, 'size')}`,
  zeroed: () => 'it holds only zeros',
  'big-endian': () => 'it comes from a machine with another byte order',
  'unknown-version': (args) =>
    `its version${args.fill((version) => ` (${version})`, 'version')} is unknown to PostgreSQL Backup Inspector`,
  'too-old': () => 'a server before 9.0 wrote it',
  'not-a-control-file': () => 'it is not a control file',
  checksum: () => 'it does not match its own checksum',
  'segment-size': () => 'its WAL segment size is not valid',
  state: () => 'its state is not one that a server writes',
  checkpoint: () => 'its checkpoint is at a location that cannot hold a record',
  'page-size': (args) => `its page size${args.fill((size) => ` (${size} bytes)`, 'size')} is not valid`,
};

function unreadableControl(args: Args): Text {
  if (args.reason === 'missing') {
    return {
      message:
        'global/pg_control is missing. A server does not start without it, so this set cannot be restored.',
      hint: ANOTHER_COPY,
    };
  }
  const reason = reasonWords(CONTROL, args, 'it cannot be read');
  return args.isError
    ? {
        message: `global/pg_control cannot be used: ${reason}. A server does not start with it.`,
        hint: ANOTHER_COPY,
      }
    : {
        message: `global/pg_control may have been misread: ${reason}. Values from it may be wrong.`,
        hint: 'Look for a newer release of PostgreSQL Backup Inspector.',
      };
}

/** checkpoint, start, stop: locations; reason: before-start, after-stop. */
function controlFromElsewhen(args: Args): Text {
  const checkpoint = args.fill((lsn) => ` (checkpoint ${lsn})`, 'checkpoint');
  return args.reason === 'before-start'
    ? {
        message:
          `pg_control is from before this backup began${checkpoint}: backup_label belongs to a later backup than the data files. ` +
          'A server starts without a warning, and rows are lost.',
        hint: 'Put back the backup_label that belongs to these files, or use the data files of its backup.',
      }
    : {
        message:
          `pg_control is from after this backup ended${checkpoint}: files were copied too late, or backup_label belongs to an ` +
          'earlier backup. Recovery reports a consistent state too early, and tables and indexes may contradict each other.',
        hint: 'Check that the copy had ended before the backup was stopped. If not, take the backup again.',
      };
}

/** field, control, other or expected, source: the value that differs; reason: state (not that of a standby) and those above. */
function controlMismatch(args: Args): Text {
  if (args.reason === 'state') {
    return {
      message:
        `According to backup_label, this backup was taken from a standby, but pg_control is not that of a standby` +
        `${args.fill((state) => ` (its state is “${state}”)`, 'state')}. A server does not start with these files.`,
      hint: 'Copy pg_control and backup_label again from the original backup.',
    };
  }
  if (args.reason === 'before-start' || args.reason === 'after-stop') return controlFromElsewhen(args);
  if (args.reason === 'timeline') {
    return {
      message:
        `pg_control is on ${args.fill((control) => `timeline ${control}`, 'control') || 'another timeline'}. According to its history file, that timeline did not ` +
        `branch off from timeline ${args.text('other') ?? ''} of backup_label after this backup began. A server does not start with these files.`,
      hint: 'Copy pg_control and backup_label again from the original backup.',
    };
  }
  const isVersion = args.text('field') === 'version';
  const value = (name: string): string | undefined => (isVersion ? args.versionWords(name) : args.text(name));
  const field = args.text('field') ?? 'a value';
  const source = args.text('source') ?? 'other files';
  const other = value('other') ?? value('expected');
  const values =
    value('control') === undefined || other === undefined
      ? ''
      : ` (${value('control') ?? ''} in pg_control, ${other} in ${source})`;
  return {
    message:
      `pg_control does not match the rest of this set: ${field} differs${values}. It comes from another backup or cluster, ` +
      'so a server does not start from this set, or may damage data.',
    hint: ANOTHER_COPY,
  };
}

/** name; setting: only with this one it is needed; reason: empty, if the directory is empty in most clusters; otherwise directories, files. */
function missingDirectory(args: Args): Text {
  const name = args.text('name') ?? 'A directory';
  const cost = args.isError
    ? 'Without it, a server cannot complete recovery or the checkpoint after it.'
    : `A server does not start without it, ${args.fill((setting) => `if it has ${setting}`, 'setting') || 'unless its settings move it elsewhere'}.`;
  return {
    message: `The directory ${name} is missing. ${cost}`,
    hint:
      args.reason === 'empty'
        ? 'It is empty in most clusters, and some copying tools leave out empty directories. If the original was empty, create it ' +
          'in the restored directory (mode 0700, owned by the server’s user). Make sure that the next copy includes empty directories.'
        : ANOTHER_DIRECTORY,
  };
}

/** name; reason: recovery-conf, no-configuration (name: the missing files), include. */
function refusedConfiguration(args: Args): Text {
  const name = args.text('name');
  if (args.reason === 'no-configuration') {
    return {
      message: `The copy has no ${name ?? 'configuration files'}. Some systems (Debian, Ubuntu) keep these outside of the data directory. A server does not start from this directory alone.`,
      hint: 'Back up the directory of the configuration, too. When you restore, start the server with config_file and hba_file set, or put such files into the data directory.',
    };
  }
  if (args.reason === 'include') {
    return {
      message: 'postgresql.conf includes a file that is not in the copy. A server does not start without it.',
      hint: 'Copy the file from the original server, or remove the line from postgresql.conf in the restored directory.',
    };
  }
  return {
    message:
      'The copy contains a recovery.conf. PostgreSQL 12 and later do not start while that file is there, whatever its content.',
    hint:
      'Remove recovery.conf from the restored directory before the first start, as the restore steps do. In PostgreSQL 12 and later, ' +
      'an empty file recovery.signal requests recovery, and the recovery settings are ordinary settings in postgresql.conf.',
  };
}

export const FILE_MESSAGES = {
  'unreadable-timeline-history': unreadableTimeline,
  'refused-configuration': refusedConfiguration,
  'missing-directory': missingDirectory,
  'unreadable-control-file': unreadableControl,
  'control-file-mismatch': controlMismatch,
  'unreadable-version-file': (args) => ({
    message:
      args.reason === 'missing'
        ? 'PG_VERSION is missing. A server does not start from this directory, so this set cannot be restored.'
        : `PG_VERSION does not contain a version of PostgreSQL${quoted(args)}. A server does not start from this directory. ` +
          'Here the version is taken from other files.',
    hint: ANOTHER_COPY,
  }),
  'unreadable-directory': (args) => ({
    message:
      `This directory could not be read: ${args.reason === 'not-utf8' ? 'its name is not UTF-8' : systemReason(args.reason)}. ` +
      'Its content is not part of the result.',
    hint:
      args.reason === 'not-utf8'
        ? 'Rename the directory, or open it through a symbolic link whose name is UTF-8.'
        : 'Make the directory readable for your user, then try again.',
  }),
  'unreadable-file': (args) => ({
    message: `This file could not be read: ${systemReason(args.reason)}.`,
    hint: 'Make the file readable for your user, then try again.',
  }),
  'too-deep': (args) => ({
    message: `The subdirectories of this directory were not searched, because they are more than ${args.count('depth', 'level', '24 levels')} deep.`,
    hint: 'To search them, open a directory further down.',
  }),
  'link-not-followed': () => ({
    message:
      'This link was not followed. It leads to a directory that contains the searched one, or to the root of a file system.',
    hint: 'If there are backups or WAL, open that directory itself.',
  }),
  'verification-failed': (args) => ({
    message: `The verification failed before it was finished${args.fill((reason) => `: ${reason}`, 'reason')}. So it shows neither that the backup is good nor that it is damaged.`,
    hint: 'Start it again. The log has more details.',
  }),
} satisfies Record<string, Words>;
