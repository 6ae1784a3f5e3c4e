import { formatBytes, formatCount } from '../words';
import type { Args, Text, Words } from './args';
import { FETCH_AGAIN, fetchWritten, recoveryStops, sizeRefused, systemReason, walDirectory } from './phrases';
import { chainReason, pageReason } from './walReasons';

/** first, last, count; archives: how many were searched; version. */
function missingSegment(args: Args): Text {
  const count = args.number('count') ?? 1;
  const first = args.segmentName('first') ?? args.segment;
  const last = args.segmentName('last');
  const what =
    count === 1
      ? `${first} is missing.`
      : `${formatCount(count)} segments are missing${last === undefined ? '' : `: ${first} – ${last}`}.`;
  const searched =
    args.number('archives') === 0 ? 'No WAL archive of this cluster was found for this set. ' : '';
  const object = count === 1 ? 'it' : 'them';
  return {
    message: `${what} Without ${object} recovery stops before the end of the backup: this set cannot be restored.`,
    hint:
      `${searched}Look for ${object} in other WAL archives, on a standby or in ${walDirectory(args.version)} of the server, ` +
      'and name that folder in the setting pgBackupInspector.archiveDirectories or with --archive. ' +
      'If no copy is left, use another backup, and take a new one.',
  };
}

/** size, expected: bytes; reason: more, where the size was not read to its end. */
function sizeWords(args: Args): string {
  const size = args.number('size');
  const expected = args.number('expected');
  if (args.reason === 'more' && expected !== undefined)
    return `unpacks to more than ${formatCount(expected)} bytes`;
  if (size === undefined) return 'has not the size of a whole segment';
  const should = expected === undefined ? '' : ` instead of ${formatCount(expected)}`;
  return `has ${formatCount(size)} bytes${should}`;
}

/** pageAddress, expected: locations; version. */
function recycledSegment(args: Args): Text {
  const old = args.text('pageAddress');
  return {
    message:
      `${args.segment} carries this name but holds old WAL${old === undefined ? '' : ` of ${old}`} ` +
      `(a file that the server had recycled for later use).${recoveryStops(args)}`,
    hint: fetchWritten(args.version),
  };
}

/** end, stop: locations. */
function incompleteSegment(args: Args): Text {
  const at = args.fill((end) => ` at ${end}`, 'end') || ' early';
  const stop = args.fill((lsn) => ` the backup ends at ${lsn}.`, 'stop');
  return {
    message:
      `${args.segment} was copied before the server had finished it: its WAL ends${at}${stop === '' ? '.' : ';'}` +
      `${stop}${recoveryStops(args)}`,
    hint: FETCH_AGAIN,
  };
}

/** wrapping; reason: unsupported, broken, truncated. */
function unreadableCompression(args: Args): Text {
  const how = args.text('wrapping') ?? 'compressed';
  if (args.reason === 'unsupported') {
    return {
      message: `${args.segment} is packed with ${how}, which cannot be opened here: its content was not checked.`,
      hint: 'Unpack it into a folder of its own and name that folder with --archive to have it checked.',
    };
  }
  return {
    message: `The ${how} file of ${args.ofSegment} cannot be unpacked: it is damaged or cut short.${recoveryStops(args)}`,
    hint: FETCH_AGAIN,
  };
}

/** reason: all, mixed; suffix, form, promised; count of files that are packed so. */
function misleadingSuffix(args: Args): Text {
  const form = args.text('form') ?? 'another form';
  const suffix = args.text('suffix');
  const name = suffix === undefined ? 'a plain name' : `the suffix ${suffix}`;
  if (args.reason !== 'all') {
    return {
      message:
        `${args.segment} has ${name} and ${form === 'plain' ? 'is not packed' : `is packed with ${form}`}, unlike others of such a ` +
        'name or as a server reads them: hardly any restore_command gets over that. Whether yours does cannot be told from the files.',
      hint: 'Bring the files into one form, under names that tell it. Then verify again.',
    };
  }
  const what = form === 'plain' ? 'are not packed' : `are packed with ${form}`;
  return {
    message: `Segments with ${name} ${what}, as ${args.ofSegment}. A restore_command that goes by the name fails.`,
    hint:
      form === 'plain'
        ? 'Use a restore_command that copies them as they are, or rename the files.'
        : `Use a restore_command that unpacks them with ${form}: cp alone hands over the packed bytes, which a server refuses.`,
  };
}

/** reason: unknown, where the content is noise and the name promises something packed. */
function encryptedSegment(args: Args): Text {
  const hint = 'Decrypt it into a folder of its own and name that folder with --archive to have it checked.';
  if (args.reason !== 'unknown')
    return { message: `${args.segment} is encrypted: its content was not checked.`, hint };
  return {
    message:
      `${args.segment} is neither WAL nor packed in any way that its name promises: it is encrypted, or damaged at its ` +
      'beginning. Its content was not checked.',
    hint: `${hint} If nothing encrypts this archive, take the file from another copy.`,
  };
}

/** reason: not-compared, not-comparable, not-walked, same (count), harmless, one-wrong, differ; good: path of the copy that is right, where that is known. */
function duplicateSegment(args: Args): Text {
  const good = args.text('good');
  if (args.reason === 'not-compared') {
    return {
      message:
        `${args.segment} is there more than once. Identical copies do no harm; ` +
        'whether these are identical was not checked.',
      hint: 'Verify the set to have them compared.',
    };
  }
  if (args.reason === 'same') {
    return {
      message: `${args.count('count', 'segment', 'Segments')} of this backup lie here in more than one form, with the same content.`,
      hint: 'Nothing has to be done: any of the forms serves.',
    };
  }
  if (args.reason === 'not-comparable') {
    return {
      message: `${args.segment} is there more than once, and one of the copies cannot be opened here: nobody can tell whether they hold the same.`,
      hint: 'Unpack or decrypt it elsewhere to have it compared, or move one of the copies out of the archive.',
    };
  }
  if (args.reason === 'not-walked') {
    return {
      message:
        `${args.segment} is there in three forms or more, and this one differs from ${good}. Its records were not read: ` +
        'whether a restore succeeds depends on which of them the restore_command takes.',
      hint: 'Move the copies that are not wanted out of the archive, then verify again.',
    };
  }
  if (args.reason === 'harmless') {
    return {
      message: `The copies of ${args.ofSegment} differ, but this backup can be restored with either of them.`,
      hint: 'Nothing has to be done for this backup.',
    };
  }
  if (args.reason === 'two-files') {
    return {
      message:
        `There are two files of ${args.segment} in the archive, with different checksums in their names. ` +
        'The tool that keeps it hands out neither of them, so recovery stops there.',
      hint:
        'Find out which server wrote the second one (two primaries may archive to the same place), keep the file that ' +
        'belongs to this cluster and move the other out of the archive.',
    };
  }
  const what = args.reason === 'one-wrong' ? 'are not all good' : 'differ';
  return {
    message:
      `The copies of ${args.ofSegment} ${what}. Which of them recovery gets depends on the restore_command, ` +
      'so a restore may succeed or fail.',
    hint:
      good === undefined
        ? 'Compare the copies, keep the good one and move the others out of the archive.'
        : `The good copy is ${good}: move the others out of the archive.`,
  };
}

function wrongSize(args: Args): Text {
  return { message: `${args.segment} ${sizeWords(args)}.${sizeRefused(args)}`, hint: FETCH_AGAIN };
}

/** Whole segments of another size than most of the archive. */
function otherSize(args: Args): Text {
  const files = args.count('count', 'segment', 'Some segments');
  return {
    message:
      `${files} here, the first is ${args.segment}, ${args.number('count') === 1 ? 'is' : 'are'} whole, but of another size than most of the archive. ` +
      'The segment size was changed (pg_resetwal --wal-segsize), or another server writes here; no recovery leads from one size to the other, and gaps that are shown between them may be none.',
    hint: 'Keep the WAL of each segment size in an archive of its own, and take a new backup after the size was changed: each backup needs segments of its own size.',
  };
}

export const SEGMENT_MESSAGES = {
  'missing-segment': missingSegment,
  'partial-segment-only': (args) => ({
    message: `${args.segment} is there only as a .partial copy, which recovery never reads.${recoveryStops(args)}`,
    hint:
      'Find the whole segment. After a promotion the new timeline has a file of the same number that holds its content; ' +
      'otherwise a copy of the .partial file under the plain name serves as far as it was written.',
  }),
  'empty-segment': (args) => ({
    message: `${args.segment} is an empty file.${sizeRefused(args)}`,
    hint: FETCH_AGAIN,
  }),
  'truncated-segment': (args) => ({
    message: `${args.segment} is cut short: it ${sizeWords(args)}.${sizeRefused(args)}`,
    hint: FETCH_AGAIN,
  }),
  'wrong-size-segment': (args) => (args.reason === 'other-size' ? otherSize(args) : wrongSize(args)),
  'zeroed-segment': (args) => ({
    message:
      `${args.segment} holds zeros where WAL should be` +
      `${args.number('offset') === 0 ? '' : args.fill((offset) => `, from byte ${offset}`, 'offset')}: ` +
      `it was allocated but not written, or its content was lost.${recoveryStops(args)}`,
    hint: FETCH_AGAIN,
  }),
  'invalid-page-header': (args) => ({
    message:
      `${args.segment} holds no valid WAL page${args.atLocation}${pageReason(args)}: ` +
      `the file is damaged or is no WAL.${recoveryStops(args)}`,
    hint: FETCH_AGAIN,
  }),
  'recycled-segment': recycledSegment,
  'misnamed-segment': (args) => ({
    message:
      `${args.segment} has a wrong name: ` +
      (args.fill((found) => `its first page is that of ${found}`, 'pageAddress') ||
        'its first page is that of another place') +
      `${args.fill((expected) => `, the name means ${expected}`, 'expected')}.${recoveryStops(args)}`,
    hint: `Find out which file was renamed or overwritten. ${FETCH_AGAIN}`,
  }),
  'foreign-segment': (args) => ({
    message:
      `${args.segment}${args.fill((count) => ` and ${formatCount(Number(count) - 1)} more of the needed segments belong`, 'count') || ' belongs'} to another database cluster` +
      `${args.fill((found, expected) => ` (system identifier ${found}, here it is ${expected})`, 'found', 'expected')}.` +
      recoveryStops(args),
    hint: `${FETCH_AGAIN} If two servers write into one archive, give each its own.`,
  }),
  'wrong-timeline': (args) => ({
    message:
      `${args.segment} holds WAL of ` +
      (args.fill((found) => `timeline ${found}`, 'found') || 'another timeline') +
      `${args.fill((expected) => `, its name says timeline ${expected}`, 'expected')}.${recoveryStops(args)}`,
    hint: FETCH_AGAIN,
  }),
  'wrong-version-segment': (args) => ({
    message:
      `${args.segment} was written by ${args.versionWords('found') ?? 'another version of PostgreSQL'}` +
      `${args.fill(() => `, the backup is of ${args.versionWords('expected') ?? ''}`, 'expected')}.${recoveryStops(args)}`,
    hint: 'After an upgrade give the new server an archive of its own, and take a backup of it.',
  }),
  'incomplete-segment': incompleteSegment,
  'record-checksum-mismatch': (args) => ({
    message: `A WAL record${args.atLocation} in ${args.ofSegment} does not match its checksum: the file was damaged.${recoveryStops(args)}`,
    hint: FETCH_AGAIN,
  }),
  'broken-record-chain': (args) => ({
    message: `The chain of WAL records breaks${args.atLocation} in ${args.ofSegment}${chainReason(args)}: what follows is not the WAL that belongs there.${recoveryStops(args)}`,
    hint: FETCH_AGAIN,
  }),
  'duplicate-segment': duplicateSegment,
  'unreadable-compression': unreadableCompression,
  'misleading-suffix': misleadingSuffix,
  'encrypted-segment': encryptedSegment,
  'unreadable-segment': (args) => ({
    message: `${args.segment} could not be read: ${systemReason(args.reason)}. Its content was not checked.`,
    hint: 'Make the file readable for you, then refresh.',
  }),
  'unknown-wal-version': (args) => ({
    message:
      `${args.segment} was written by a version of PostgreSQL that is not known here` +
      `${args.fill((magic) => ` (page magic ${magic})`, 'magic')}: its content was not checked.`,
    hint: 'Look for a newer release of PostgreSQL Backup Inspector.',
  }),
} satisfies Record<string, Words>;

/** Bytes in words for the arguments of other messages. */
export function bytesWords(args: Args, name: string): string | undefined {
  const bytes = args.number(name);
  return bytes === undefined ? undefined : formatBytes(bytes);
}
