import type { ManifestReason } from '../../formats/manifest/manifestModel';
import type { Args, Text, Words } from './args';
import { ANOTHER_COPY, systemReason } from './phrases';
import { quoted, type ReasonWords, reasonWords } from './reasons';

/** The other reasons are PostgreSQL's own messages, and are shown as they are. */
const UNREADABLE: Partial<ReasonWords<ManifestReason | 'too-large' | 'not-a-manifest' | 'no-end'>> = {
  empty: () => 'it is empty',
  'too-large': () => 'it is larger than a gigabyte',
  'not-a-manifest': () => 'it does not begin like a manifest',
  'no-end': () => 'it does not end like a manifest, so it was truncated or changed',
  'invalid-json': (args) => `it is not JSON${quoted(args)}`,
  'unexpected-manifest-version': (args) => `its version is unknown${quoted(args)}`,
  'unrecognized-checksum-algorithm': (args) => `it uses an unknown kind of checksum${quoted(args)}`,
  'duplicate-path-name': (args) => `a file is listed twice${quoted(args)}`,
  'manifest-ended-unexpectedly': () => 'it ends too early',
  'last-line-not-newline-terminated': () => 'its last line is truncated',
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
          ? `${list} has a line that cannot be read${quoted(args)}, so that file could not be checked.`
          : `${list} cannot be read${unreadableWhy(args)}, so the files of this backup could not be checked.`,
      hint: 'Take the list from another copy of this backup.',
    };
  }
  const tool = args.text('tool');
  if (tool !== undefined) {
    return {
      message:
        args.reason === 'file-line'
          ? `The manifest of ${tool} has a line that cannot be read${quoted(args)}. That file could not be checked, and a restore fails.`
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

/** The list of a tool has its own name. */
const listOf = (args: Args): string => args.text('list') ?? 'the manifest';

/** Follows the last finding of a code that is reported in detail. */
const more = (args: Args, one: string, many: string): Text => ({
  message: `${args.count('count', 'more file', 'More files')} ${args.number('count') === 1 ? one : many}. Only the first ones are listed one by one.`,
  hint: ANOTHER_COPY,
});

function missingFile(args: Args): Text {
  if (args.reason === 'more')
    return more(
      args,
      'is missing, although the manifest lists it',
      'are missing, although the manifest lists them',
    );
  if (args.reason === 'outside') {
    return {
      message: `${args.text('list') ?? 'The manifest'} lists ${args.text('path') ?? 'a file'}, which would be outside the data directory. Servers do not write such names; the file was not read.`,
      hint: 'The manifest was made by hand or changed. Do not trust it, and find out how it was made.',
    };
  }
  if (args.text('reference') !== undefined) {
    return {
      message: `${file(args)} is missing from the earlier backup ${args.text('reference') ?? ''}, where the manifest says it is stored. Its data would be lost.`,
      hint: 'Look for another copy of the repository. Every backup that references that one is affected.',
    };
  }
  if (args.reason === 'in-tar') {
    return {
      message: `${file(args)} is not in ${args.text('tar') ?? 'the tar'}, although ${listOf(args)} says that it is. Its data would be lost.`,
      hint: ANOTHER_COPY,
    };
  }
  const instead = args.reason === 'directory' ? 'a directory' : 'a pipe, a socket or a device';
  const place = args.reason === undefined ? '' : `, and ${instead} has its name`;
  return {
    message: `${file(args)} is missing, although ${listOf(args)} lists it${place}. Its data would be lost.`,
    hint: ANOTHER_COPY,
  };
}

function extraFile(args: Args): Text {
  if (args.reason === 'more') return more(args, 'is not in the manifest', 'are not in the manifest');
  return {
    message:
      args.reason === 'not-regular'
        ? `${file(args)} is neither a file nor a directory and is not in the manifest, so it was not part of the backup.`
        : `${file(args)} is not in the manifest, so it was not part of the backup.`,
    hint: 'Make sure that it belongs there, or move it out of the data directory. Leftover files of another server can damage a restore.',
  };
}

/** path, size, expected. */
function sizeMismatch(args: Args): Text {
  if (args.reason === 'more')
    return more(
      args,
      'has a different size than in the manifest',
      'have a different size than in the manifest',
    );
  const sizes = args.fill((size, expected) => ` (${size} instead of ${expected} bytes)`, 'size', 'expected');
  if (args.reason === 'changed-while-reading') {
    return {
      message: `${file(args)} changed its size while it was read${sizes}: some program is writing into this backup.`,
      hint: 'Find out which program it is, stop it, and verify again.',
    };
  }
  if (args.reason === 'more-content') {
    return {
      message: `${file(args)} is larger than in the manifest${args.fill((bytes) => ` (${bytes} bytes)`, 'expected')}: it was changed.`,
      hint: ANOTHER_COPY,
    };
  }
  return {
    message: `${file(args)} has a different size than in ${listOf(args)}${sizes}: it was changed or truncated.`,
    hint: ANOTHER_COPY,
  };
}

/** path, algorithm, found, expected. */
function checksumMismatch(args: Args): Text {
  if (args.reason === 'more')
    return more(
      args,
      'does not match its checksum in the manifest',
      'do not match their checksums in the manifest',
    );
  const kind = args.fill((algorithm) => ` ${algorithm}`, 'algorithm');
  if (args.reason === 'length') {
    return {
      message: `The manifest’s${kind} checksum of ${args.text('path') ?? 'a file'} has the wrong length, so the file could not be checked.`,
      hint: 'The manifest was changed. Take it from another copy of this backup.',
    };
  }
  if (args.reason === 'compressed-broken' || args.reason === 'compressed-cut') {
    const how = args.reason === 'compressed-cut' ? 'ends too early' : 'is damaged';
    return {
      message: `${file(args)} cannot be decompressed: the file in the repository ${how}. Its data would be lost.`,
      hint: ANOTHER_COPY,
    };
  }
  return {
    message: `${file(args)} does not match its${kind} checksum in ${listOf(args)}: its content was changed or damaged.`,
    hint: ANOTHER_COPY,
  };
}

/** count; tool: whose list it is; reason: names-only. */
function withoutChecksums(args: Args): Text {
  const tool = args.text('tool');
  if (tool === undefined) {
    return {
      message:
        `The manifest has no checksum of ${args.count('count', 'file', 'its files')}: names and sizes were compared, ` +
        'but damage inside the files cannot be detected.',
      hint: 'Take the next backup without --manifest-checksums=none.',
    };
  }
  return {
    message:
      args.reason === 'names-only'
        ? `${tool} keeps neither sizes nor checksums of the files. Verification checks only that its tars can be read and contain the expected files; it may not detect damage inside a file.`
        : `For ${args.count('count', 'file', 'some files')}, the checksum of ${tool} does not cover the whole content, or this is unknown. Only presence and size were compared.`,
    hint: `To check the content as well, use the verification of ${tool}, or restore the backup and verify the result.`,
  };
}

export const MANIFEST_MESSAGES = {
  'manifest-unreadable': unreadable,
  'manifest-checksum-mismatch': (args) => ({
    message: `${args.text('list') ?? (args.fill((tool) => `The manifest of ${tool}`, 'tool') || 'backup_manifest')} does not match its own checksum: it was changed or damaged, so its list of files cannot be trusted.`,
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
      `${args.fill((found, here) => ` (system identifier ${found}, but pg_control has ${here})`, 'manifest', 'control')}: ` +
      'files of two clusters are mixed here.',
    hint: 'Find out which of the two files does not belong here, and take the right one from another copy of this backup.',
  }),
  'manifest-wal-range-mismatch': (args) => ({
    message:
      `The manifest and the other files of this backup disagree on where its WAL ${args.reason === 'stop' ? 'ends' : 'begins'}` +
      `${args.fill((manifest, expected) => ` (${manifest} and ${expected})`, 'manifest', 'expected')}: ` +
      'files of two backups are mixed here.',
    hint: 'Find out which file does not belong here, and take the right one from another copy of this backup.',
  }),
} satisfies Record<string, Words>;
