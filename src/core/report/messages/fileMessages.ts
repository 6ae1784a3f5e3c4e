import type { TablespaceMapReason } from '../../formats/tablespaceMap';
import type { TimelineHistoryReason } from '../../formats/timelineHistory';
import type { Args, Text, Words } from './args';
import { systemReason } from './phrases';
import type { ReasonWords } from './reasons';
import { TEXT_FLAWS, quoted, reasonWords } from './reasons';

const ANOTHER_COPY =
  'Take the file from another copy of this backup. If there is none, take the backup again.';

const MAP: ReasonWords<TablespaceMapReason> = {
  binary: TEXT_FLAWS.binary,
  'too-large': TEXT_FLAWS['too-large'],
  'oid-malformed': (args) => `a line does not begin with a tablespace’s number${quoted(args)}`,
  'path-missing': (args) => `a line names no path${quoted(args)}`,
  'empty-line': () => 'it has an empty line',
  'duplicate-oid': (args) => `a tablespace is there twice${quoted(args)}`,
  'no-final-newline': () => 'its last line is cut short',
};

const TIMELINE: ReasonWords<TimelineHistoryReason> = {
  ...TEXT_FLAWS,
  'no-timeline-id': (args) => `a line does not begin with a timeline’s number${quoted(args)}`,
  'no-switch-location': (args) => `a line does not say where the timeline was left${quoted(args)}`,
  'not-increasing': (args) =>
    `its timelines do not increase${args.fill((next, before) => ` (${next} follows ${before})`, 'timeline', 'previous')}`,
  'not-less-than-child': (args) =>
    `an ancestor is not older than the timeline itself${args.fill((old, child) => ` (${old} in the file of ${child})`, 'timeline', 'child')}`,
  'line-too-long': () => 'a line is longer than a server reads',
  'mixed-forms': () => 'it mixes the forms of 9.2 and of later versions',
};

function unreadableTimeline(args: Args): Text {
  const reason = reasonWords(TIMELINE, args, 'it cannot be read');
  return {
    message: `The timeline history file is not as a server writes it: ${reason}. ${
      args.isError
        ? 'A server refuses it, and no recovery can follow this timeline.'
        : 'Recovery may still follow this timeline.'
    }`,
    hint: 'Copy the file again from the server’s WAL directory or from another archive.',
  };
}

/** field, control, expected: what differs and how. */
function controlMismatch(args: Args): Text {
  const field = args.text('field') ?? 'what it says';
  const told = args.fill(
    (control, expected) => ` (${control}, elsewhere ${expected})`,
    'control',
    'expected',
  );
  return {
    message:
      `pg_control does not fit the rest of this set: ${field} differs${told}. It may come from another backup or cluster, ` +
      'and a server would refuse the set or damage data.',
    hint: ANOTHER_COPY,
  };
}

/** path, size, expected. */
const file = (args: Args): string => args.text('path') ?? 'A file';

export const FILE_MESSAGES = {
  'unreadable-timeline-history': unreadableTimeline,
  'unreadable-tablespace-map': (args) => ({
    message:
      `tablespace_map is not as a server writes it: ${reasonWords(MAP, args, 'it cannot be read')}. ` +
      'A server refuses it or starts without a tablespace.',
    hint: ANOTHER_COPY,
  }),
  'missing-tablespace': (args) => ({
    message:
      `The files of tablespace${args.fill((oid) => ` ${oid}`, 'oid')} are not in this set` +
      `${args.fill((path) => ` (they were in ${path})`, 'path')}. Tables in it would be lost.`,
    hint: 'Copy the tablespace from the backup to its place, or name the folder that holds it.',
  }),
  'unreadable-control-file': (args) => ({
    message:
      args.reason === 'missing'
        ? 'global/pg_control is missing. No server starts without it, so this set cannot be restored.'
        : 'global/pg_control is damaged or of an unknown version' +
          `${args.fill((reason) => ` (${reason})`, 'reason')}. No server starts from a damaged one.`,
    hint: ANOTHER_COPY,
  }),
  'control-file-mismatch': controlMismatch,
  'unreadable-version-file': (args) => ({
    message:
      `PG_VERSION does not hold a version of PostgreSQL${quoted(args)}. No server starts from this directory, ` +
      'and the version is taken from other files.',
    hint: ANOTHER_COPY,
  }),
  'manifest-unreadable': (args) => ({
    message:
      `backup_manifest cannot be read${args.fill((reason) => ` (${reason})`, 'reason')}, so the files of this set cannot be checked. ` +
      'A restore does not need it.',
    hint: 'Take the manifest from another copy of this backup.',
  }),
  'manifest-checksum-mismatch': () => ({
    message:
      'backup_manifest does not match its own checksum: it was changed or damaged, and what it says of the files cannot be trusted.',
    hint: 'Take the manifest from another copy of this backup.',
  }),
  'manifest-missing-file': (args) => ({
    message: `${file(args)} is missing, although the manifest lists it. The data in it would be lost.`,
    hint: ANOTHER_COPY,
  }),
  'manifest-extra-file': (args) => ({
    message: `${file(args)} is not in the manifest: it was added after the backup was taken.`,
    hint: 'Make sure that it belongs there. Leftovers of another server can damage a restore.',
  }),
  'manifest-size-mismatch': (args) => ({
    message:
      `${file(args)} has another size than in the manifest` +
      `${args.fill((size, expected) => ` (${size} instead of ${expected} bytes)`, 'size', 'expected')}: it was changed or cut short.`,
    hint: ANOTHER_COPY,
  }),
  'manifest-file-checksum-mismatch': (args) => ({
    message: `${file(args)} does not match its checksum in the manifest: its content was changed or damaged.`,
    hint: ANOTHER_COPY,
  }),
  'manifest-system-identifier-mismatch': (args) => ({
    message:
      'The manifest belongs to another database cluster' +
      `${args.fill((found, expected) => ` (system identifier ${found}, pg_control has ${expected})`, 'found', 'expected')}: ` +
      'files of two clusters are mixed here.',
    hint: ANOTHER_COPY,
  }),
  'incremental-parent-missing': (args) => ({
    message:
      'This is an incremental backup, and the backup on which it builds' +
      `${args.fill((lsn) => ` (started at ${lsn})`, 'parentLsn')} was not found. It cannot be restored without it.`,
    hint: 'Open the folder that holds the earlier backups as well; pg_combinebackup needs all of them down to the full one.',
  }),
  'unreadable-directory': (args) => ({
    message: `This folder could not be read: ${systemReason(args.reason)}. What it holds is not part of the answer.`,
    hint: 'Make it readable for you, then refresh.',
  }),
  'unreadable-file': (args) => ({
    message: `This file could not be read: ${systemReason(args.reason)}.`,
    hint: 'Make it readable for you, then refresh.',
  }),
  'too-deep': (args) => ({
    message: `Folders below this one were not searched: they lie more than ${args.count('depth', 'level', '24 levels')} deep.`,
    hint: 'Open a folder further down to see what is there.',
  }),
  'verification-failed': (args) => ({
    message: `The verification did not come to its end${args.fill((reason) => `: ${reason}`, 'reason')}. It says nothing about the set.`,
    hint: 'Start it again; the log tells more.',
  }),
} satisfies Record<string, Words>;
