import type { ToolProblemReason } from '../../formats/tools/toolProblem';
import type { Args, Text, Words } from './args';
import { quoted, type ReasonWords, reasonWords, TEXT_FLAWS } from './reasons';

const METADATA: ReasonWords<ToolProblemReason> = {
  empty: TEXT_FLAWS.empty,
  binary: TEXT_FLAWS.binary,
  'too-large': TEXT_FLAWS['too-large'],
  encrypted: () => 'it is encrypted',
  cut: (args) => `it is truncated${args.fill((size) => ` after ${size} bytes`, 'detail')}`,
  malformed: (args) => `it is not in the tool’s format${quoted(args, 'detail')}`,
  'long-value': (args) => `a value is much too long${quoted(args, 'detail')}`,
  'bad-value': (args) =>
    `${args.fill((field) => `the value of ${field}`, 'field') || 'a value'} is not valid${quoted(args, 'detail')}`,
  checksum: () => 'it does not match its own checksum',
  foreign: () => 'it does not have the content of such a file',
  missing: () => 'it does not exist',
};

function unreadableMetadata(args: Args): Text {
  const reason = reasonWords(METADATA, args, 'it cannot be read');
  if (args.reason === 'encrypted') {
    return {
      message: 'The metadata of the backup tool is encrypted, so the backups in it cannot be shown.',
      hint: 'Decrypt the metadata with the tool itself. The WAL is shown without it.',
    };
  }
  return {
    message:
      `The metadata of the backup tool has a fault: ${reason}. Its values are taken from other files if possible; ` +
      'otherwise they stay unknown.',
    hint: 'Compare with the tool’s own listing. If the file is damaged, take it from another copy of the repository.',
  };
}

const FIELDS: Record<string, string> = {
  start: 'the start location',
  stop: 'the stop location',
  'start-segment': 'the first segment',
  'stop-segment': 'the last segment',
  'system-identifier': 'the system identifier',
  version: 'the server’s version',
  'segment-size': 'the WAL segment size',
  parent: 'the backup that this one depends on',
  type: 'its type',
  label: 'its name',
};

/** field; tool; `recorded`: the value in the metadata; files: that in the files; needed, unneeded: segments; reason: beyond, short, unlisted. */
function metadataMismatch(args: Args): Text {
  const tool = args.text('tool') ?? 'The backup tool';
  const field = FIELDS[args.text('field') ?? ''] ?? 'a value';
  const values = args.fill(
    (inMetadata, inFiles) => ` (${inMetadata}; the files say ${inFiles})`,
    'recorded',
    'files',
  );
  if (args.reason === 'beyond') {
    const unneeded = args.text('unneeded') ?? 'the last segment in the metadata';
    return {
      message:
        `${tool} records a later end of the backup than the real one${values}. The files are right: WAL is needed up to ` +
        `${args.text('needed') ?? 'the backup’s end'}; ${unneeded} is not needed.`,
      hint: `No action is needed. If ${tool} calls the backup failed or incomplete only because ${unneeded} is missing, it can still be restored.`,
    };
  }
  if (args.reason === 'unlisted') {
    return {
      message: `${tool} has a directory with a manifest of this backup, but does not list the backup. It expired and was not removed yet, or its entry was lost. ${tool} restores only the backups that it lists.`,
      hint: `Do not rely on it. If you need it, copy its directory elsewhere before the next expiry of ${tool}, which removes such directories.`,
    };
  }
  if (args.reason === 'short') {
    return {
      message: `${tool} records an earlier end of the backup than the real one${values}. A restore needs WAL up to the later location.`,
      hint: 'Keep the WAL up to that location: the tool may remove WAL too early or export too little.',
    };
  }
  return {
    message: `${tool} and the files of this backup disagree on ${field}${values}. The verdict uses the values from the files.`,
    hint: 'Check that the metadata and the files belong to the same backup: a copy may be in the wrong directory.',
  };
}

function unfinished(args: Args): Text {
  const tool = args.text('tool') ?? 'the backup tool';
  const status = args.fill((word) => ` (${word})`, 'status');
  return {
    message:
      `According to ${tool}, this backup is not finished${status}: it is still running, or it was interrupted. ` +
      'Files may be missing, so do not rely on it.',
    hint: `If ${tool} no longer works on it, take a new backup and have ${tool} remove this one.`,
  };
}

const FAILED: Record<string, string> = {
  failed: 'failed',
  corrupt: 'is corrupt',
  orphan: 'depends on a backup that is corrupt or missing',
  removed: 'was being removed or merged into another one',
};

function failed(args: Args): Text {
  const tool = args.text('tool') ?? 'the backup tool';
  const what = FAILED[args.reason ?? ''] ?? 'failed';
  const status = args.fill((word) => ` (${word})`, 'status');
  const error = args.fill((text) => `: “${text}”`, 'error');
  if (!args.isError) {
    return {
      message: `According to ${tool}, WAL of this backup is missing${status}${error}. PostgreSQL Backup Inspector determines the required WAL from the files instead.`,
      hint: 'No action is needed unless a finding reports a missing segment.',
    };
  }
  return {
    message: `According to ${tool}, this backup ${what}${status}${error}. Do not rely on it.`,
    hint: `Use another backup, and look for the cause in the log of ${tool}.`,
  };
}

/** reason: before-oldest, between; first, last, count; labels: the backup before. */
function expiredWal(args: Args): Text {
  const what = args.count('count', 'segment', 'Some segments');
  const range = args.fill(
    () => ` (${args.text('first') ?? ''} to ${args.text('last') ?? ''})`,
    'first',
    'last',
  );
  if (args.reason === 'between') {
    const from = args.fill((label) => ` ${label}`, 'labels') || ' the older backup';
    return {
      message:
        `${what}${range} between the end of${from} and the next backup ${args.number('count') === 1 ? 'was' : 'were'} removed by the tool’s retention. That older backup ` +
        'can be restored only to its own end; recovery cannot cross the gap.',
      hint: 'No action is needed: this is what the retention policy asks for.',
    };
  }
  return {
    message: `${what}${range} from before the oldest backup ${args.number('count') === 1 ? 'was' : 'were'} removed by the tool’s retention. The remaining backups do not need such WAL.`,
    hint: 'No action is needed.',
  };
}

export const TOOL_MESSAGES = {
  'unreadable-tool-metadata': unreadableMetadata,
  'tool-metadata-mismatch': metadataMismatch,
  'unfinished-backup': unfinished,
  'failed-backup': failed,
  'missing-base-files': (args) => ({
    message:
      `${args.text('tool') ?? 'The backup tool'} lists this backup, but its data files are missing. ` +
      'Without them it cannot be restored.',
    hint: 'Look for another copy of the repository. If there is none, have the tool delete this backup, and take a new one.',
  }),
  'expired-wal': expiredWal,
  'wal-list-mismatch': (args) => ({
    message:
      `${args.count('absent', 'segment', 'Some segments')} in the tool’s own list of WAL ` +
      `${args.number('absent') === 1 ? 'is' : 'are'} not on disk, and ${args.count('unlisted', 'segment', 'some segments')} on disk ` +
      `${args.number('unlisted') === 1 ? 'is' : 'are'} not in the list. The verdicts use the files on disk.`,
    hint: 'With Barman, rebuild the list with barman rebuild-xlogdb.',
  }),
  'segment-checksum-mismatch': (args) => ({
    message:
      `The content of ${args.ofSegment} does not match the checksum in its name: the file was damaged or replaced after the tool ` +
      'had stored it. The tool may still pass it to recovery.',
    hint: 'Get the segment from another copy of the repository, from a standby or from the server itself.',
  }),
} satisfies Record<string, Words>;
