import { formatCount } from '../../ground/sizes';
import type { Args, Text, Words } from './args';
import { bytesWords } from './segmentMessages';

/**
 * first, last, count: the gap; reason: fork, between; affected, labels: the sets before it; bypassedBy: a timeline that
 * forked off before the gap, if any.
 */
function archiveGap(args: Args): Text {
  return args.reason === 'fork' ? gapAtFork(args) : gapBetween(args);
}

/** `NAME is missing`, `4 segments are missing`. */
function missingWords(args: Args): string {
  const count = args.number('count') ?? 1;
  return count === 1
    ? `${args.text('first') ?? 'A segment'} is missing`
    : `${formatCount(count)} segments are missing`;
}

/** The worst silent damage: recovery reads the old timeline's file instead, and continues with data of the old timeline. */
function gapAtFork(args: Args): Text {
  const timeline = args.text('timeline');
  const of = timeline === undefined ? 'a new timeline' : `timeline ${timeline}`;
  const found = args.number('count') === 1 ? 'the segment is found' : 'the segments are found';
  return {
    message:
      `${missingWords(args)} at the beginning of ${of}, and the archive has the old timeline’s file of that number. Recovery to ${of} ` +
      'reads that file instead and goes past the fork. The server then starts with data of the old timeline, without an error.',
    hint:
      `Do not restore to this timeline until ${found}: look on the server that was promoted and on its standbys. ` +
      'Without them, only backups taken on this timeline after the gap can be trusted.',
  };
}

function gapBetween(args: Args): Text {
  const it = (args.number('count') ?? 1) === 1 ? 'it' : 'them';
  const range =
    it === 'it'
      ? ''
      : args.fill(() => `: ${args.text('first') ?? ''} to ${args.text('last') ?? ''}`, 'first', 'last');
  const what = `${missingWords(args)}${range}.`;
  if (args.number('affected') === 0) {
    return {
      message: `${what} None of the backups found needs ${it}.`,
      hint: 'No action is needed, unless an older backup is kept somewhere else.',
    };
  }
  const along = args.fill((timeline) => ` along timeline ${timeline}`, 'timeline');
  const from = args.fill((labels) => ` (${labels})`, 'labels');
  const bypassedBy = args.fill(
    (timeline) => ` Recovery to timeline ${timeline}, which forked off before the gap, does not need ${it}.`,
    'bypassedBy',
  );
  return {
    message: `${what} Recovery${along} from an older backup${from} ends there, and later changes are not recovered. Without a recovery target, the server then ends recovery without an error and accepts connections.${bypassedBy}`,
    hint:
      `Look for ${it} on a standby or in another archive. If no copy is left, only a backup from after the gap can be ` +
      'recovered to a later time. If there is none, take one now.',
  };
}

export const ARCHIVE_MESSAGES = {
  'archive-gap': archiveGap,
  'dead-branch-wal': (args) => ({
    message:
      `${args.count('count', 'segment', 'Some segments')} ` +
      args.fill((timeline) => `of timeline ${timeline} `, 'timeline') +
      `${args.number('count') === 1 ? 'is' : 'are'} after the point where the next timeline forked off${args.fill((lsn) => ` (${lsn})`, 'switchLsn')}. ` +
      `Recovery to the newest timeline never reads ${args.number('count') === 1 ? 'it' : 'them'}.`,
    hint: `Keep ${args.number('count') === 1 ? 'it' : 'them'} only if you may want to recover along the old timeline.`,
  }),
  'obsolete-wal': (args) => ({
    message:
      args.count('count', 'segment', 'Some segments') +
      `${bytesWords(args, 'bytes') === undefined ? '' : ` (${bytesWords(args, 'bytes') ?? ''})`} ` +
      `${args.number('count') === 1 ? 'is' : 'are'} older than every backup found. Recovery from these backups does not need ${args.number('count') === 1 ? 'it' : 'them'}.`,
    hint: 'Before you remove old WAL, make sure that no older backup is kept somewhere else and that no standby still reads it.',
  }),
  'stray-file': (args) => ({
    message:
      `${args.count('count', 'file does', 'A file does', 'files do')} not belong in a WAL archive` +
      `${args.fill((name) => (args.number('count') === 1 ? `: ${name}` : `, for example ${name}`), 'sample')}. Recovery does not read ${args.number('count') === 1 ? 'it' : 'such files'}.`,
    hint: 'No action is needed. If it is an unfinished copy, check that archive_command copies under a temporary name.',
  }),
  'wal-elsewhere': (args) => ({
    message:
      `${args.count('count', 'missing segment is', 'Missing segments are', 'missing segments are')} in another directory` +
      `${args.fill((directory) => `: ${directory}`, 'directory')}. ${args.number('count') === 1 ? 'It does' : 'They do'} not count, because that directory is not known as an archive of this set.`,
    hint: 'If it holds WAL of this server, add that directory as a WAL archive.',
  }),
} satisfies Record<string, Words>;
