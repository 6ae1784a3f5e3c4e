import type { ToolProblemReason } from '../../formats/tools/toolProblem';
import type { Args, Text, Words } from './args';
import { quoted, type ReasonWords, reasonWords, TEXT_FLAWS } from './reasons';

const METADATA: ReasonWords<ToolProblemReason> = {
  empty: TEXT_FLAWS.empty,
  binary: TEXT_FLAWS.binary,
  'too-large': TEXT_FLAWS['too-large'],
  encrypted: () => 'it is encrypted',
  cut: (args) => `it is cut short${args.fill((size) => ` after ${size} bytes`, 'detail')}`,
  malformed: (args) => `it is not in the tool’s form${quoted(args, 'detail')}`,
  'long-value': (args) => `a value is far too long${quoted(args, 'detail')}`,
  'bad-value': (args) =>
    `${args.fill((field) => `the value of ${field}`, 'field') || 'a value'} makes no sense${quoted(args, 'detail')}`,
  checksum: () => 'it does not match the checksum in it',
  foreign: () => 'what belongs into such a file is not there',
  missing: () => 'it is not there',
};

function unreadableMetadata(args: Args): Text {
  const reason = reasonWords(METADATA, args, 'it cannot be read');
  if (args.reason === 'encrypted') {
    return {
      message: 'The metadata of the backup tool is encrypted, so the backups that it lists cannot be shown.',
      hint: 'Decrypt the repository’s metadata with the tool itself; the WAL is shown without it.',
    };
  }
  return {
    message:
      `The metadata of the backup tool has a fault: ${reason}. What it would have told is taken from other files ` +
      'where they tell it, and else stays unknown.',
    hint: 'Compare with the tool’s own listing, and take the file from another copy of the repository if it is damaged.',
  };
}

const FIELDS: Record<string, string> = {
  start: 'where the backup starts',
  stop: 'where the backup ends',
  'start-segment': 'the segment of its start',
  'stop-segment': 'the segment of its end',
  'system-identifier': 'the system identifier',
  version: 'the server’s version',
  'segment-size': 'the WAL segment size',
  parent: 'the backup on which this one builds',
  type: 'its type',
  label: 'its name',
};

/** field; tool, told: by the metadata; files: by the files; needed, unneeded: segments; reason: beyond, short, unlisted. */
function metadataMismatch(args: Args): Text {
  const tool = args.text('tool') ?? 'The backup tool';
  const field = FIELDS[args.text('field') ?? ''] ?? 'a value';
  const values = args.fill((told, files) => ` (${told}; the files say ${files})`, 'told', 'files');
  if (args.reason === 'beyond') {
    const unneeded = args.segmentName('unneeded') ?? 'the segment that it names last';
    return {
      message:
        `${tool} takes the backup to end later than it does${values}. The files are right: WAL is needed up to ` +
        `${args.segmentName('needed') ?? 'the backup’s end'}, and ${unneeded} is not.`,
      hint: `Nothing has to be done. If ${tool} calls the backup failed or incomplete for want of ${unneeded}, it still restores.`,
    };
  }
  if (args.reason === 'unlisted') {
    return {
      message: `${tool} has a folder with a manifest of this backup, but does not list it: it expired and was not removed yet, or its entry was lost. ${tool} restores only what it lists.`,
      hint: `Do not count on it. If it is needed, copy its folder away before ${tool} expires again, which removes such folders.`,
    };
  }
  if (args.reason === 'short') {
    return {
      message: `${tool} takes the backup to end earlier than it does${values}. A restore needs WAL up to the later location.`,
      hint: 'Keep the WAL up to there: the tool may expire or export too little.',
    };
  }
  return {
    message: `${tool} and the files of this backup disagree on ${field}${values}. What the files say counts here.`,
    hint: 'Check that the metadata and the files belong to the same backup: a copy may have been put into the wrong folder.',
  };
}

function unfinished(args: Args): Text {
  const tool = args.text('tool') ?? 'the backup tool';
  const status = args.fill((word) => ` (${word})`, 'status');
  return {
    message:
      `By the account of ${tool} this backup is not finished${status}: it still runs, or it was broken off. ` +
      'Files of it may be missing, so it must not be counted on.',
    hint: `If ${tool} is not at work on it any more, take a new backup and have ${tool} remove this one.`,
  };
}

const FAILED: Record<string, string> = {
  failed: 'failed',
  corrupt: 'is corrupt',
  orphan: 'builds on a backup that is corrupt or gone',
  removed: 'was being removed or merged into another one',
};

function failed(args: Args): Text {
  const tool = args.text('tool') ?? 'the backup tool';
  const what = FAILED[args.reason ?? ''] ?? 'failed';
  const status = args.fill((word) => ` (${word})`, 'status');
  const error = args.fill((text) => `: “${text}”`, 'error');
  if (!args.isError) {
    return {
      message: `${tool} holds WAL of this backup for missing${status}${error}. What is really needed is judged here from the files.`,
      hint: 'Nothing has to be done if no segment is reported as missing here.',
    };
  }
  return {
    message: `By the account of ${tool} this backup ${what}${status}${error}. It cannot be restored.`,
    hint: `Use another backup, and look into the log of ${tool} for the cause.`,
  };
}

/** reason: before-oldest, between; first, last, count; labels: the backup before. */
function expiredWal(args: Args): Text {
  const what = args.count('count', 'segment', 'Some segments');
  const range = args.fill(
    () => ` (${args.segmentName('first') ?? ''} – ${args.segmentName('last') ?? ''})`,
    'first',
    'last',
  );
  if (args.reason === 'between') {
    const from = args.fill((label) => ` ${label}`, 'labels') || ' the older backup';
    return {
      message:
        `${what}${range} between the end of${from} and the next backup expired by the tool’s retention. That older backup ` +
        'can be restored to its own end only, and no recovery crosses the gap.',
      hint: 'Nothing has to be done: this is what the retention policy asks for.',
    };
  }
  return {
    message: `${what}${range} from before the oldest backup expired by the tool’s retention. No backup that is left needs such WAL.`,
    hint: 'Nothing has to be done.',
  };
}

export const TOOL_MESSAGES = {
  'unreadable-tool-metadata': unreadableMetadata,
  'tool-metadata-mismatch': metadataMismatch,
  'unfinished-backup': unfinished,
  'failed-backup': failed,
  'missing-base-files': (args) => ({
    message:
      `${args.text('tool') ?? 'The backup tool'} lists this backup, but its data files are gone. ` +
      'Without them it cannot be restored.',
    hint: 'Look for another copy of the repository. If there is none, have the tool forget this backup and take a new one.',
  }),
  'expired-wal': expiredWal,
  'wal-list-mismatch': (args) => ({
    message:
      `${args.count('absent', 'segment', 'Some segments')} of the tool’s own list of WAL ` +
      `${args.number('absent') === 1 ? 'is' : 'are'} not on disk, and ${args.count('unlisted', 'segment', 'some segments')} on disk ` +
      `${args.number('unlisted') === 1 ? 'is' : 'are'} not in the list. What lies on disk counts here.`,
    hint: 'With Barman, rebuild the list: barman rebuild-xlogdb.',
  }),
  'segment-checksum-mismatch': (args) => ({
    message:
      `The content of ${args.ofSegment} does not match the checksum in its name: the file was damaged or replaced after the tool ` +
      'had stored it. The tool may still hand it to recovery.',
    hint: 'Take the segment from another copy of the repository, from a standby or from the server itself.',
  }),
} satisfies Record<string, Words>;
