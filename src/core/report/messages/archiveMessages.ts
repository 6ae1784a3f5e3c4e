import { formatCount } from '../words';
import type { Args, Text, Words } from './args';
import { bytesWords } from './segmentMessages';

/** first, last, count: the gap; before, after: the segments at its edges; set: label of the backup that it cuts. */
function archiveGap(args: Args): Text {
  const count = args.number('count') ?? 1;
  const verb = count === 1 ? 'segment is' : 'segments are';
  const before = args.segmentName('before');
  const after = args.segmentName('after');
  const where = before === undefined || after === undefined ? '' : ` between ${before} and ${after}`;
  return {
    message:
      `${formatCount(count)} ${verb} missing${where}. Recovery from an older backup would end at the gap ` +
      'without an error, and everything later would be lost.',
    hint:
      'Look for the missing segments on a standby or in another archive. ' +
      'If they are gone, take a new backup now: only a backup from after the gap reaches later moments.',
  };
}

/** timeline; switchLsn, stop: locations. */
function forkBeforeStop(args: Args): Text {
  const timeline = args.fill((number) => ` ${number}`, 'timeline');
  const fork = args.fill((lsn) => ` at ${lsn}`, 'switchLsn');
  const stop = args.fill((lsn) => ` at ${lsn}`, 'stop');
  return {
    message:
      `Timeline${timeline} forks off${fork}, before this backup ends${stop}. Recovery along the new timeline ` +
      'leaves the backup’s WAL too early and refuses to start from this set.',
    hint:
      'Restore it with recovery_target_timeline set to the backup’s own timeline, ' +
      'or use a backup that ended before the fork or was taken after it.',
  };
}

/** timeline. */
function missingHistory(args: Args): Text {
  const timeline = args.text('timeline');
  const name =
    timeline === undefined ? 'A timeline’s .history file' : `The .history file of timeline ${timeline}`;
  return {
    message:
      `${name} is missing. With recovery_target_timeline = 'latest' recovery stays silently on the old timeline; ` +
      'with the timeline’s number it refuses to start.',
    hint: 'Copy the file from the server’s WAL directory or from another archive into this one.',
  };
}

export const ARCHIVE_MESSAGES = {
  'archive-gap': archiveGap,
  'missing-timeline-history': missingHistory,
  'timeline-fork-before-stop': forkBeforeStop,
  'dead-branch-wal': (args) => ({
    message:
      `${args.count('count', 'segment', 'Some segments')} ` +
      args.fill((timeline) => `of timeline ${timeline} `, 'timeline') +
      `lie behind the point where the next timeline left${args.fill((lsn) => ` (${lsn})`, 'switchLsn')}. ` +
      'Recovery to the newest timeline never reads them.',
    hint: 'Keep them only if you may want to recover along the old timeline.',
  }),
  'obsolete-wal': (args) => ({
    message:
      args.count('count', 'segment', 'Some segments') +
      `${bytesWords(args, 'bytes') === undefined ? '' : ` (${bytesWords(args, 'bytes') ?? ''})`} ` +
      'are older than every backup that was found. Recovery from these backups does not need them.',
    hint: 'Before you remove them, make sure that no older backup lies elsewhere and that no standby still reads them.',
  }),
  'stray-file': (args) => ({
    message:
      `${args.count('count', 'file does', 'A file does', 'files do')} not belong into a WAL archive` +
      `${args.fill((name) => `: ${name}`, 'name')}. Recovery does not read ${args.number('count') === 1 ? 'it' : 'such files'}.`,
    hint: 'Nothing has to be done. If it is an unfinished copy, check that the archive_command copies under a temporary name.',
  }),
  'wal-elsewhere': (args) => ({
    message:
      `${args.count('count', 'needed segment was', 'Needed segments were', 'needed segments were')} found outside this set` +
      `${args.fill((directory) => `, in ${directory}`, 'directory')}. The set alone cannot be restored.`,
    hint: 'Let the restore_command read from there, and keep that place as long as the backup.',
  }),
} satisfies Record<string, Words>;
