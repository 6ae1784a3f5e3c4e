import { formatBytes, formatCount } from '../words';
import type { Args, Text, Words } from './args';
import { FETCH_AGAIN, keepSetting, recoveryStops, systemReason, walDirectory } from './phrases';
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
  const it = count === 1 ? 'it' : 'every one of them';
  const searched = args.number('archives') === 0 ? 'No WAL archive was found for this set. ' : '';
  const object = count === 1 ? 'it' : 'them';
  return {
    message: `${what} Recovery needs ${it} and stops before the end of the backup, so this set cannot be restored.`,
    hint:
      `${searched}Look for ${object} in other WAL archives, on a standby or in ${walDirectory(args.version)} of the server, ` +
      'and name that folder in the setting pgBackupInspector.archiveDirectories or with --archive. ' +
      'If no copy is left, take the backup again.',
  };
}

/** size, expected: bytes. */
function sizeWords(args: Args): string {
  const size = args.number('size');
  export const SEGMENT_MESSAGES = {
  'missing-segment': missingSegment,
  'partial-segment-only': (args) => ({
    message: `${args.segment} is there only as a .partial copy, which recovery never reads.${recoveryStops(args)}`,
    hint:
      'Find the whole segment. After a promotion the new timeline has a file of the same number that holds its content; ' +
      'otherwise a copy of the .partial file under the plain name serves as far as it was written.',
  }),
  'empty-segment': (args) => ({
    message: `${args.segment} is an empty file. A server stops with an error at a segment of the wrong size.${recoveryStops(args)}`,
    hint: FETCH_AGAIN,
  }),
  'truncated-segment': (args) => ({
    message: `${args.segment} is cut short: it ${sizeWords(args)}.${recoveryStops(args)}`,
    hint: FETCH_AGAIN,
  }),
  'wrong-size-segment': (args) => ({
    message: `${args.segment} ${sizeWords(args)}. A server stops with an error at a segment of the wrong size.${recoveryStops(args)}`,
    hint: FETCH_AGAIN,
  }),
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
      `${args.segment} belongs to another database cluster` +
      `${args.fill((found, expected) => ` (system identifier ${found}, here it is ${expected})`, 'found', 'expected')}. ` +
      `Two servers may write into one archive.${recoveryStops(args)}`,
    hint: `Give every cluster its own archive. ${FETCH_AGAIN}`,
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
  'encrypted-segment': (args) => ({
    message: `${args.segment} is encrypted: its content was not checked.`,
    hint: 'Decrypt it into a folder of its own and name that folder with --archive to have it checked.',
  }),
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
