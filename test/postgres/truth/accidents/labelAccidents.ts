import type { Accident } from '../harness/accident';

/** What is written on the outside of a backup. */
export const LABEL_ACCIDENTS: readonly Accident[] = [
  label('has CRLF line ends', (text) => text.replaceAll('\n', '\r\n')),
  label('begins with a byte order mark', (text) => `\ufeff${text}`),
  label('has a blank at the end of its first line', (text) => text.replace('\n', ' \n')),
  label('has a blank line first', (text) => `\n${text}`),
  label('was pasted from psql', (text) => text.replaceAll('\n', '+\n')),
  label('lost its last lines', (text) => text.split('\n').slice(0, 2).join('\n')),
  label('lost its last line end', (text) => text.trimEnd()),
  label('has an additional line', (text) => `${text}NOTE: tape 7\n`),
  {
    name: 'the label is missing',
    truths: [4],
    happen: (copy) => copy.drop('backup_label'),
    mayRefuse: 'the checkpoint in pg_control may be that of the label',
  },
  {
    name: "`.backup` files are in the set's own pg_wal",
    truths: [31],
    happen: async (copy) => {
      await copy.addToSet(copy.backup.segments);
      await copy.write(`pg_wal/${copy.needed(0)}.00000028.backup`, await copy.keep('backup_label'));
      copy.standalone = true;
    },
  },
];

function label(what: string, change: (text: string) => string): Accident {
  return {
    name: `the label ${what}`,
    truths: [5, 30],
    happen: (copy) => copy.change('backup_label', (bytes) => change(bytes.toString())),
  };
}
