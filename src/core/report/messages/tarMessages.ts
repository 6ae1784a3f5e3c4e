import type { TarFault } from '../../ground/ports';
import type { Args, Text, Words } from './args';
import { ANOTHER_COPY } from './phrases';
import { type ReasonWords, reasonWords } from './reasons';

/** Where in the tar; a packed one is counted as if it were unpacked. */
const place = (args: Args): string => args.fill((at) => ` at byte ${at}`, 'at');
const member = (args: Args): string => args.text('member') ?? 'a file';

const UNREADABLE: Partial<ReasonWords<TarFault['reason']>> = {
  'not-a-tar': () =>
    'This file is no tar, or its beginning is damaged. Nothing in it can be restored as it is',
  header: (args) =>
    `The header of a file in this tar is damaged${place(args)}. Unpacking stops there, and what lies behind was not seen`,
  'packed-broken': (args) =>
    `The packed form of this tar is damaged${args.fill((at) => ` behind ${at} unpacked bytes`, 'at')}. Unpacking stops there, and what lies behind was not seen`,
  'packed-unsupported': (args) =>
    `This tar is packed in a form that cannot be opened here${args.fill((wrapping) => ` (${wrapping})`, 'wrapping')}. What is in it was not seen`,
  encrypted: () => 'This tar is encrypted. What is in it was not seen',
  'too-many': () =>
    'There are more WAL files and folders in this tar than are looked at. What lies behind them was not seen',
};

function unreadable(args: Args): Text {
  const closed = args.reason === 'packed-unsupported' || args.reason === 'encrypted';
  return {
    message: `${reasonWords(UNREADABLE, args, 'This tar cannot be read. What is in it was not seen')}.`,
    hint:
      closed || args.reason === 'too-many'
        ? 'Unpack it into a folder of its own, and have that folder looked at.'
        : ANOTHER_COPY,
  };
}

function truncated(args: Args): Text {
  const where =
    args.reason === 'packed-truncated'
      ? `its packed form is cut short${args.fill((at) => ` behind ${at} unpacked bytes`, 'at')}`
      : `it ends${args.fill((name) => ` within ${name}`, 'member')}${place(args)}`;
  return {
    message: `This tar is not whole: ${where}. What came behind is lost, and a restore from it fails.`,
    hint: `${ANOTHER_COPY} Look whether the disk was full, or the copying was interrupted.`,
  };
}

const UNUSUAL: Partial<ReasonWords<TarFault['reason']>> = {
  'no-end': () =>
    'This tar ends without its two empty blocks. All that was seen is whole, but nothing shows that nothing is lost behind it',
  trailing: (args) =>
    `Something follows the end of this tar${place(args)}. Programs that unpack it stop there, so what lies behind is not restored`,
  outside: (args) =>
    `${args.count('count', 'name', 'A name')} in this tar would lead out of the folder into which it is unpacked (${member(args)}). Such files were not looked at`,
  sparse: (args) =>
    `${args.count('count', 'file', 'A file')} of this backup ${args.text('count') === undefined ? 'is' : 'are'} stored with holes in this tar (${member(args)}), which cannot be read here: the content was not checked`,
};

const UNUSUAL_HINTS: Partial<ReasonWords<TarFault['reason']>> = {
  'no-end': () => 'Compare its size with that of another copy.',
  trailing: () =>
    'If tars were put together with cat, unpack with --ignore-zeros; otherwise compare with another copy.',
  outside: () => 'No server and no backup tool writes such names: find out who made this tar.',
  sparse: () => 'Unpack it into a folder of its own, and have that folder looked at.',
};

export const TAR_MESSAGES = {
  'unreadable-tar': unreadable,
  'truncated-tar': truncated,
  'unusual-tar': (args) => ({
    message: `${reasonWords(UNUSUAL, args, 'This tar is not as usual')}.`,
    hint: reasonWords(UNUSUAL_HINTS, args, 'Compare it with another copy.'),
  }),
  'tar-not-read': (args) => ({
    message: args.isError
      ? 'This packed tar was not read to its end, so it cannot be told yet whether all that the backup needs is in it.'
      : 'This packed tar was not read to its end yet: nothing is said about what is in its later part.',
    hint: 'Verify the set: that reads all of it.',
  }),
} satisfies Record<string, Words>;
