import type { ManifestReason } from '../../formats/manifest/manifestModel';
import type { ChainReason } from '../../verify/files/chain';
import type { Args, Text, Words } from './args';
import { ANOTHER_COPY, systemReason } from './phrases';
import { quoted, type ReasonWords, reasonWords } from './reasons';

/** The other reasons are PostgreSQL's own messages, which need no other words. */
const UNREADABLE: Partial<ReasonWords<ManifestReason | 'too-large' | 'not-a-manifest' | 'no-end'>> = {
  empty: () => 'it is empty',
  'too-large': () => 'it is larger than a gigabyte',
  'not-a-manifest': () => 'it does not begin as a manifest does',
  'no-end': () => 'it does not end as a manifest does, so it was cut short or changed',
  'invalid-json': (args) => `it is not JSON${quoted(args)}`,
  'unexpected-manifest-version': (args) => `its version is not known here${quoted(args)}`,
  'unrecognized-checksum-algorithm': (args) => `it uses an unknown kind of checksum${quoted(args)}`,
  'duplicate-path-name': (args) => `a file is listed twice${quoted(args)}`,
  'manifest-ended-unexpectedly': () => 'it ends too early',
  'last-line-not-newline-terminated': () => 'its last line is cut short',
};

function unreadableWhy(args: Args): string {
  const { reason } = args;
  if (reason === undefined) return '';
  const own = /^[A-Z]/.test(reason) ? systemReason(reason) : `${reason.replaceAll('-', ' ')}${quoted(args)}`;
  return ` (${reasonWords(UNREADABLE, args, own)})`;
}

function unreadable(args: Args): Text {
  const list = args.text('list');
  if (list !== undefined) {
    return {
      message:
        args.reason === 'list-line'
          ? `${list} has a line that cannot be read${quoted(args)}: nothing is known of that file.`
          : `${list} cannot be read${unreadableWhy(args)}, so the files of this backup could not be checked.`,
      hint: 'Take it from another copy of this backup.',
    };
  }
  const tool = args.text('tool');
  if (tool !== undefined) {
    return {
      message:
        args.reason === 'file-line'
          ? `The manifest of ${tool} has a line that cannot be read${quoted(args)}: nothing is known of that file, and a restore fails.`
          : `The manifest of ${tool} cannot be read${unreadableWhy(args)}. Without it ${tool} cannot restore this backup.`,
      hint: 'Take the manifest from another copy of the repository.',
    };
  }
  return {
    message:
      `backup_manifest cannot be read${unreadableWhy(args)}, so the files of this set cannot be checked. ` +
      'A restore does not need it.',
    hint: 'Take the manifest from another copy of this backup.',
  };
}

/** path: relative to the data directory. */
const file = (args: Args): string => args.text('path') ?? 'A file';

/** A tool's list goes by its own name. */
const listOf = (args: Args): string => args.text('list') ?? 'the manifest';

/** Behind the last finding of a code that is told in detail. */
const more = (args: Args, what: string): Text => ({
  message: `${args.count('count', 'more file', 'More files')} ${what}; only the first ones are told one by one.`,
  hint: ANOTHER_COPY,
});

function missingFile(args: Args): Text {
  if (args.reason === 'more') return more(args, 'missing, although the manifest lists them');
  if (args.reason === 'outside') {
    return {
      message: `${args.text('list') ?? 'The manifest'} lists ${args.text('path') ?? 'a file'}, which would lie outside the data directory. No server writes such a name; the file was not looked at.`,
      hint: 'The manifest was made by hand or changed. Do not trust it, and find out who did that.',
    };
  }
  if (args.text('reference') !== undefined) {
    return {
      message: `${file(args)} is missing in the earlier backup ${args.text('reference') ?? ''}, where the manifest says it is stored. The data in it would be lost.`,
      hint: 'Look for another copy of the repository. Every backup that refers to that one is concerned.',
    };
  }
  if (args.reason === 'in-tar') {
    return {
      message: `${file(args)} is not in ${args.text('tar') ?? 'the tar'}, although ${listOf(args)} says that it is. The data in it would be lost.`,
      hint: ANOTHER_COPY,
    };
  }
  const instead = args.reason === 'directory' ? 'a folder' : 'a pipe, a socket or a device';
  const place = args.reason === undefined ? '' : `: ${instead} stands in its place`;
  return {
    message: `${file(args)} is missing, although ${listOf(args)} lists it${place}. The data in it would be lost.`,
    hint: ANOTHER_COPY,
  };
}

function extraFile(args: Args): Text {
  if (args.reason === 'more') return more(args, 'not in the manifest');
  return {
    message:
      args.reason === 'not-regular'
        ? `${file(args)} is neither a file nor a folder and is not in the manifest: it was put there after the backup was taken.`
        : `${file(args)} is not in the manifest: it was added after the backup was taken.`,
    hint: 'Make sure that it belongs there, or move it out of the data directory. Leftovers of another server can damage a restore.',
  };
}

/** path, size, expected. */
function sizeMismatch(args: Args): Text {
  if (args.reason === 'more') return more(args, 'with another size than in the manifest');
  const sizes = args.fill((size, expected) => ` (${size} instead of ${expected} bytes)`, 'size', 'expected');
  if (args.reason === 'changed-while-reading') {
    return {
      message: `${file(args)} changed its size while it was read${sizes}: something is writing into this backup.`,
      hint: 'Find out who writes there, and verify again when nobody does.',
    };
  }
  if (args.reason === 'more-content') {
    return {
      message: `${file(args)} holds more than the ${args.text('expected') ?? ''} bytes that the manifest says: it was changed.`,
      hint: ANOTHER_COPY,
    };
  }
  return {
    message: `${file(args)} has another size than in ${listOf(args)}${sizes}: it was changed or cut short.`,
    hint: ANOTHER_COPY,
  };
}

/** path, algorithm, found, expected. */
function checksumMismatch(args: Args): Text {
  if (args.reason === 'more') return more(args, 'with another checksum than in the manifest');
  const kind = args.fill((algorithm) => ` ${algorithm}`, 'algorithm');
  if (args.reason === 'length') {
    return {
      message: `The manifest’s${kind} checksum of ${args.text('path') ?? 'a file'} has the wrong length, so the file could not be checked.`,
      hint: 'The manifest was changed. Take it from another copy of this backup.',
    };
  }
  if (args.reason === 'packed-broken' || args.reason === 'packed-cut') {
    const how = args.reason === 'packed-cut' ? 'ends too early' : 'is damaged';
    return {
      message: `${file(args)} cannot be unpacked: what the repository holds of it ${how}. The data in it would be lost.`,
      hint: ANOTHER_COPY,
    };
  }
  return {
    message: `${file(args)} does not match its${kind} checksum in ${listOf(args)}: its content was changed or damaged.`,
    hint: ANOTHER_COPY,
  };
}

/** count; tool: whose list it is. */
function withoutChecksums(args: Args): Text {
  const tool = args.text('tool');
  if (tool === undefined) {
    return {
      message:
        `The manifest has no checksum of ${args.count('count', 'file', 'its files')}: names and sizes were compared, ` +
        'damage inside the files cannot be seen.',
      hint: 'Take the next backup without --manifest-checksums=none.',
    };
  }
  return {
    message:
      tool === 'WAL-G'
        ? 'WAL-G keeps neither sizes nor checksums of the files: it was only compared whether its tars can be read and have the files that they should. Damage inside a file may not be seen.'
        : `Of ${args.count('count', 'file', 'some files')} the checksum of ${tool} does not cover all that is stored, or is not known to: only presence and size were compared.`,
    hint: `To check the content as well, use the verification of ${tool} or restore the backup and verify the result.`,
  };
}

const CHAIN: ReasonWords<ChainReason> = {
  'first-not-full': (args) =>
    `the oldest backup of the chain is not a full one${args.fill((lsn) => ` and builds on one that started at ${lsn}`, 'parentLsn')}`,
  'later-full': () => 'a full backup stands where an incremental one belongs; the chain begins anew with it',
  'wrong-timeline': (args) =>
    `the backup before it starts on another timeline${args.fill((found, wanted) => ` (${found} instead of ${wanted})`, 'foundTimeline', 'parentTimeline')}`,
  'wrong-start': (args) =>
    `the backup before it is not the one on which it builds${args.fill((found, wanted) => ` (that starts at ${found}, wanted is ${wanted})`, 'foundLsn', 'parentLsn')}`,
  'other-cluster': (args) =>
    `it is of another database cluster than the full backup${args.fill((found, wanted) => ` (system identifier ${found}, there ${wanted})`, 'found', 'expected')}`,
};

/** reason: tool-missing, tool-unusable; parent: its name; tool. */
function parentOfTool(args: Args): Text {
  const tool = args.text('tool') ?? 'the backup tool';
  const parent = args.fill((name) => ` ${name}`, 'parent');
  return {
    message:
      args.reason === 'tool-missing'
        ? `This backup builds on${parent || ' another one'}, which ${tool} does not have any more. It cannot be restored without it.`
        : `This backup builds on${parent || ' another one'}, which is not whole. It cannot be restored without it.`,
    hint: `Look for another copy of the repository that holds that backup, or use an older or newer backup that does not build on it.`,
  };
}

function parentMissing(args: Args): Text {
  if (args.reason?.startsWith('tool-') === true) return parentOfTool(args);
  const why = reasonWords(CHAIN, args, '');
  const started = args.fill(
    (lsn) => ` (started at ${lsn})`,
    args.text('lsn') === undefined ? 'parentLsn' : 'lsn',
  );
  return {
    message:
      why === ''
        ? `This is an incremental backup, and the backup on which it builds${started} was not found. It cannot be restored without it.`
        : `The chain of incremental backups is broken: ${why}. pg_combinebackup refuses it, so this set cannot be restored.`,
    hint: 'Open the folder that holds the earlier backups as well; pg_combinebackup needs all of them down to the full one, oldest first.',
  };
}

export const MANIFEST_MESSAGES = {
  'manifest-unreadable': unreadable,
  'manifest-checksum-mismatch': (args) => ({
    message: `${args.text('list') ?? (args.fill((tool) => `The manifest of ${tool}`, 'tool') || 'backup_manifest')} does not match its own checksum: it was changed or damaged, and what it says of the files cannot be trusted.`,
    hint: 'Take the manifest from another copy of this backup.',
  }),
  'manifest-without-checksums': withoutChecksums,
  'manifest-missing-file': missingFile,
  'manifest-extra-file': extraFile,
  'manifest-size-mismatch': sizeMismatch,
  'manifest-file-checksum-mismatch': checksumMismatch,
  'manifest-system-identifier-mismatch': (args) => ({
    message:
      'The manifest belongs to another database cluster' +
      `${args.fill((found, here) => ` (system identifier ${found}, pg_control has ${here})`, 'manifest', 'control')}: ` +
      'files of two clusters are mixed here.',
    hint: 'Find out which of the two files is foreign, and take it from another copy of this backup.',
  }),
  'manifest-wal-range-mismatch': (args) => ({
    message:
      `The manifest’s WAL ${args.reason === 'stop' ? 'ends' : 'begins'} elsewhere than the other files of this backup say` +
      `${args.fill((manifest, expected) => ` (${manifest}, there ${expected})`, 'manifest', 'expected')}: ` +
      'files of two backups are mixed here.',
    hint: 'Find out which file is foreign, and take it from another copy of this backup.',
  }),
  'incremental-parent-missing': parentMissing,
  'incremental-parent-damaged': (args) => ({
    message:
      `The backup ${args.text('parent') ?? 'below this one'}, on which this one builds, is damaged ` +
      `(${args.count('count', 'fault', 'faults')} in its files). What pg_combinebackup puts together from it is damaged too.`,
    hint: 'Look at the findings of that backup. Take it from another copy, or use another chain and take a new full backup.',
  }),
} satisfies Record<string, Words>;
