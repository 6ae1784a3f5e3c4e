import { formatBytes, formatCount } from '../../ground/sizes';
import type { Args, Text, Words } from './args';
import {
  FETCH_AGAIN,
  fetchWritten,
  NOTHING_TO_DO,
  recoveryStops,
  sizeRefused,
  systemReason,
  walDirectory,
} from './phrases';
import { duplicateSegment } from './duplicateMessages';
import { chainReason, pageReason } from './walReasons';

/** first, last, count; archives: the number of searched ones; version. */
function missingSegment(args: Args): Text {
  const count = args.number('count') ?? 1;
  const first = args.text('first') ?? args.segment;
  const last = args.text('last');
  const what =
    count === 1
      ? `${first} is missing.`
      : `${formatCount(count)} segments are missing${last === undefined ? '' : `: ${first} to ${last}`}.`;
  const searched =
    args.number('archives') === 0 ? 'No WAL archive of this cluster was found for this set. ' : '';
  const object = count === 1 ? 'it' : 'them';
  return {
    message: `${what} Without ${object} recovery stops before the end of the backup: this set cannot be restored.`,
    hint:
      `${searched}Look for ${object} in other WAL archives, on a standby or in ${walDirectory(args.version)} of the server, ` +
      'and add that directory as a WAL archive. ' +
      'If no copy is left, use another backup, and take a new one.',
  };
}

/** size, expected: bytes; reason: more, if the content was not decompressed to its end. */
function sizeWords(args: Args): string {
  const size = args.number('size');
  const expected = args.number('expected');
  if (args.reason === 'more' && expected !== undefined)
    return `decompresses to more than ${formatCount(expected)} bytes`;
  if (size === undefined) return 'does not have the size of a complete segment';
  const should = expected === undefined ? '' : ` instead of ${formatCount(expected)}`;
  return `has ${formatCount(size)} bytes${should}`;
}

/** pageAddress, expected: locations; version. */
function recycledSegment(args: Args): Text {
  const old = args.text('pageAddress');
  return {
    message:
      `${args.segment} is a recycled file: it contains old WAL${old === undefined ? '' : ` from ${old}`}, ` +
      `because the server had renamed the file for later use.${recoveryStops(args)}`,
    hint: fetchWritten(args.version),
  };
}

/** end, stop: locations. */
function incompleteSegment(args: Args): Text {
  const at = args.fill((end) => ` at ${end}`, 'end') || ' early';
  const stop = args.fill((lsn) => ` but the backup ends at ${lsn}.`, 'stop');
  return {
    message:
      `${args.segment} was copied before the server had finished writing it: its WAL ends${at}${stop === '' ? '.' : ','}` +
      `${stop}${recoveryStops(args)}`,
    hint: FETCH_AGAIN,
  };
}

/** wrapping; reason: unsupported, broken, truncated. */
function unreadableCompression(args: Args): Text {
  const how = args.text('compression') ?? 'compressed';
  if (args.reason === 'unsupported') {
    return {
      message: `${args.segment} is compressed with ${how}, which cannot be read here: its content was not checked.`,
      hint: 'To have it checked, decompress it into a separate directory and add that directory as a WAL archive.',
    };
  }
  return {
    message: `The ${how} file of ${args.ofSegment} cannot be decompressed: it is damaged or truncated.${recoveryStops(args)}`,
    hint: FETCH_AGAIN,
  };
}

/** reason: all, mixed; suffix, form, promised; count of files in this format. */
function misleadingSuffix(args: Args): Text {
  const form = args.text('form') ?? 'an unexpected format';
  const suffix = args.text('suffix');
  const name = suffix === undefined ? 'a plain name' : `the suffix ${suffix}`;
  if (args.reason !== 'all') {
    return {
      message:
        `${args.segment} has ${name} but ${form === 'plain' ? 'is not compressed' : `is compressed with ${form}`}. Other files with ` +
        'such names differ, or a server reads this file itself. Hardly any restore_command can handle that, and the files do not show whether yours can.',
      hint: 'Compress all files in the same way, with names that match. Then verify again.',
    };
  }
  const what = form === 'plain' ? 'are not compressed' : `are compressed with ${form}`;
  return {
    message: `Segments with ${name} ${what}, for example ${args.ofSegment}. A restore_command that relies on the name fails.`,
    hint:
      form === 'plain'
        ? 'Use a restore_command that copies them as they are, or rename the files.'
        : `Use a restore_command that decompresses them with ${form}: cp copies the compressed bytes, which a server refuses.`,
  };
}

/** reason: unknown, if the content looks encrypted and the name has the suffix of a compression. */
function encryptedSegment(args: Args): Text {
  const hint =
    'To have it checked, decrypt it into a separate directory and add that directory as a WAL archive.';
  if (args.reason !== 'unknown')
    return { message: `${args.segment} is encrypted: its content was not checked.`, hint };
  return {
    message:
      `${args.segment} is neither WAL nor compressed as its name says: it is encrypted, or damaged at its ` +
      'beginning. Its content was not checked.',
    hint: `${hint} If this archive is not encrypted, take the file from another copy.`,
  };
}

function wrongSize(args: Args): Text {
  return { message: `${args.segment} ${sizeWords(args)}.${sizeRefused(args)}`, hint: sizeHint(args) };
}

/** reason: own-wal, if it is harmless. */
function sizeHint({ reason }: Args): string {
  return reason === 'own-wal' ? NOTHING_TO_DO : FETCH_AGAIN;
}

/** Complete segments of a different size than most of the archive. */
function otherSize(args: Args): Text {
  const files = args.count('count', 'segment', 'Some segments');
  return {
    message:
      `${files} in this archive ${args.number('count') === 1 ? `has a valid size that differs from that of most others: ${args.segment}` : `have a valid size that differs from that of most others, beginning with ${args.segment}`}. ` +
      'The segment size was changed (pg_resetwal --wal-segsize), or another server writes here. Recovery cannot continue from one size to the other.',
    hint: 'Keep the WAL of each segment size in a separate archive. After a change of the size, take a new backup: each backup needs segments of its own size.',
  };
}

export const SEGMENT_MESSAGES = {
  'missing-segment': missingSegment,
  'partial-segment-only': (args) => ({
    message: `${args.segment} exists only as a .partial file, which recovery never reads.${recoveryStops(args)}`,
    hint:
      'Find the complete segment. After a promotion, the new timeline’s segment of the same number contains the same WAL up to the fork. ' +
      'It is enough if the backup ended before the fork and recovery follows that timeline (the default in PostgreSQL 12 and later; ' +
      'in 11 and earlier, set recovery_target_timeline). ' +
      'Otherwise recovery can read a copy of the .partial file without the suffix, up to where it was written. ' +
      'The copy must be uncompressed and have the full segment size; if it is shorter, pad it with zeros.',
  }),
  'empty-segment': (args) => ({
    message: `${args.segment} is an empty file.${sizeRefused(args)}`,
    hint: sizeHint(args),
  }),
  'truncated-segment': (args) => ({
    message: `${args.segment} is truncated: it ${sizeWords(args)}.${sizeRefused(args)}`,
    hint: sizeHint(args),
  }),
  'wrong-size-segment': (args) => (args.reason === 'other-size' ? otherSize(args) : wrongSize(args)),
  'zeroed-segment': (args) => ({
    message:
      `${args.segment} contains zeros instead of WAL` +
      `${args.number('offset') === 0 ? '' : args.fill((offset) => ` from byte ${offset} on`, 'offset')}: ` +
      `it was preallocated and never written, or its content was lost.${recoveryStops(args)}`,
    hint: FETCH_AGAIN,
  }),
  'invalid-page-header': (args) => ({
    message:
      `${args.segment} has no valid WAL page${args.atLocation}${pageReason(args)}: ` +
      `the file is damaged or is not WAL.${recoveryStops(args)}`,
    hint: FETCH_AGAIN,
  }),
  'recycled-segment': recycledSegment,
  'misnamed-segment': (args) => ({
    message:
      `${args.segment} has a wrong name: ` +
      (args.fill((found) => `its first page belongs to ${found}`, 'pageAddress') ||
        'its first page belongs to another location') +
      `${args.fill((expected) => `, but its name says ${expected}`, 'expected')}.${recoveryStops(args)}`,
    hint: `Find out which file was renamed or overwritten. ${FETCH_AGAIN}`,
  }),
  'foreign-segment': (args) => ({
    message:
      `${args.segment}${args.fill((count) => ` and ${formatCount(Number(count) - 1)} more of the needed segments belong`, 'count') || ' belongs'} to another database cluster` +
      `${args.fill((found, expected) => ` (system identifier ${found} instead of ${expected})`, 'found', 'expected')}.` +
      recoveryStops(args),
    hint: `${FETCH_AGAIN} If two servers write into one archive, give each server its own archive.`,
  }),
  'wrong-timeline': (args) => ({
    message:
      `${args.segment} contains WAL of ` +
      (args.fill((found) => `timeline ${found}`, 'found') || 'another timeline') +
      `${args.fill((expected) => `, but its name says timeline ${expected}`, 'expected')}.${recoveryStops(args)}`,
    hint: FETCH_AGAIN,
  }),
  'wrong-version-segment': (args) => ({
    message:
      `${args.segment} was written by ${args.versionWords('found') ?? 'another version of PostgreSQL'}` +
      `${args.fill(() => `, but the backup was taken from ${args.versionWords('expected') ?? ''}`, 'expected')}.${recoveryStops(args)}`,
    hint: 'After an upgrade, give the new server its own archive, and take a backup of it.',
  }),
  'incomplete-segment': incompleteSegment,
  'record-checksum-mismatch': (args) => ({
    message: `A WAL record${args.atLocation} in ${args.ofSegment} does not match its checksum: the file was damaged.${recoveryStops(args)}`,
    hint: FETCH_AGAIN,
  }),
  'broken-record-chain': (args) => ({
    message: `The chain of WAL records breaks${args.atLocation} in ${args.ofSegment}${chainReason(args)}. What follows is not the WAL that belongs there.${recoveryStops(args)}`,
    hint: FETCH_AGAIN,
  }),
  'duplicate-segment': duplicateSegment,
  'unreadable-compression': unreadableCompression,
  'misleading-suffix': misleadingSuffix,
  'encrypted-segment': encryptedSegment,
  'unreadable-segment': (args) => ({
    message: `${args.segment} could not be read: ${systemReason(args.reason)}. Its content was not checked.`,
    hint: 'Make the file readable for your user, then try again.',
  }),
  'unknown-wal-version': (args) => ({
    message:
      `${args.segment} was written by a version of PostgreSQL that PostgreSQL Backup Inspector does not know` +
      `${args.fill((magic) => ` (page magic ${magic})`, 'magic')}: its content was not checked.`,
    hint: 'Look for a newer release of PostgreSQL Backup Inspector.',
  }),
} satisfies Record<string, Words>;

/** Bytes in words for the arguments of other messages. */
export function bytesWords(args: Args, name: string): string | undefined {
  const bytes = args.number(name);
  return bytes === undefined ? undefined : formatBytes(bytes);
}
