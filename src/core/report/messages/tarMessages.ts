import type { TarFault } from '../../ground/ports';
import type { Args, Text, Words } from './args';
import { ANOTHER_COPY } from './phrases';
import { type ReasonWords, reasonWords } from './reasons';

/** The place in the tar; bytes of a compressed tar count as decompressed. */
const place = (args: Args): string => args.fill((at) => ` at byte ${at}`, 'at');
const member = (args: Args): string => args.text('member') ?? 'a file';

const UNPACK = 'Unpack it into a separate directory, and open that directory.';

const UNREADABLE: Partial<ReasonWords<TarFault['reason']>> = {
  'not-a-tar': () =>
    'This file is not a tar, or its beginning is damaged. Nothing can be restored from it in this state',
  header: (args) =>
    `The header of a file in this tar is damaged${place(args)}. Unpacking stops there, and the rest was not read`,
  'compressed-broken': (args) =>
    `The compressed data of this tar is damaged${args.fill((at) => ` after ${at} decompressed bytes`, 'at')}. Unpacking stops there, and the rest was not read`,
  'compressed-unsupported': (args) =>
    `This tar is compressed in a format that cannot be read here${args.fill((compression) => ` (${compression})`, 'compression')}. Its content was not read`,
  encrypted: () => 'This tar is encrypted. Its content was not read',
  'too-many': () =>
    'This tar contains more WAL files and directories than are read here. The rest was not read',
};

function unreadable(args: Args): Text {
  const closed = args.reason === 'compressed-unsupported' || args.reason === 'encrypted';
  return {
    message: `${reasonWords(UNREADABLE, args, 'This tar cannot be read. Its content is unknown')}.`,
    hint: closed || args.reason === 'too-many' ? UNPACK : ANOTHER_COPY,
  };
}

function truncated(args: Args): Text {
  const where =
    args.reason === 'compressed-truncated'
      ? `its compressed data ends too early${args.fill((at) => `, after ${at} decompressed bytes`, 'at')}`
      : `it ends${args.fill((name) => ` within ${name}`, 'member')}${place(args)}`;
  return {
    message: `This tar is truncated: ${where}. The rest is lost, and a restore from it fails.`,
    hint: `${ANOTHER_COPY} Check whether the disk was full or the copy was interrupted.`,
  };
}

const UNUSUAL: Partial<ReasonWords<TarFault['reason']>> = {
  'no-end': () =>
    'This tar ends without the two empty blocks that mark its end. All files found in it are complete, but files at its end may be lost',
  trailing: (args) =>
    `There is more data after the end of this tar${place(args)}. Programs that unpack it stop at the end mark, so the rest is not restored`,
  outside: (args) =>
    `${args.count('count', 'name', 'A name')} in this tar would lead out of the directory into which it is unpacked (${member(args)}). Such files were not read`,
  sparse: (args) =>
    `${args.count('count', 'file', 'A file')} of this backup ${(args.number('count') ?? 1) === 1 ? 'is' : 'are'} stored as sparse in this tar (${member(args)}). Sparse files cannot be read here, so the content was not checked`,
};

const UNUSUAL_HINTS: Partial<ReasonWords<TarFault['reason']>> = {
  'no-end': () => 'Compare its size with that of another copy.',
  trailing: () =>
    'If tars were joined with cat, unpack with tar --ignore-zeros. Otherwise compare with another copy.',
  outside: () => 'Servers and backup tools do not write such names: find out how this tar was made.',
  sparse: () => UNPACK,
};

export const TAR_MESSAGES = {
  'unreadable-tar': unreadable,
  'truncated-tar': truncated,
  'unusual-tar': (args) => ({
    message: `${reasonWords(UNUSUAL, args, 'This tar has an unusual structure')}.`,
    hint: reasonWords(UNUSUAL_HINTS, args, 'Compare it with another copy.'),
  }),
  'tar-not-read': (args) => ({
    message: args.isError
      ? 'This compressed tar has not been read to its end yet. Whether it contains everything that the backup needs is still unknown.'
      : 'This compressed tar has not been read to its end yet. The content of its later part is unknown.',
    hint: 'Verify the set to read the whole tar.',
  }),
} satisfies Record<string, Words>;
