import { cut, flipAt, withMagic, zeroTail } from '../../support/damage';
import type { Accident } from '../harness/accident';

/** More of what happens to single files of the archive. */
export const SEGMENT_ACCIDENTS: readonly Accident[] = [
  segment('is empty', (bytes) => cut(bytes, 0)),
  segment('is cut', (bytes) => cut(bytes, bytes.length / 2)),
  segment('has zeros from its middle', (bytes) => zeroTail(bytes, 8192 * 2)),
  segment('is of another version', (bytes) => withMagic(bytes, 0xd05d)),
  segment('has a flipped byte at its end', (bytes) => flipAt(bytes, bytes.length - 1)),
  {
    name: 'the last needed segment is there as .partial only',
    truths: [9],
    happen: async (copy) => {
      await copy.writeWal(`${copy.needed(-1)}.partial`, await copy.readWal(copy.needed(-1)));
      await copy.dropWal(copy.needed(-1));
    },
  },
  {
    name: 'the last needed segment is the one before it under its name',
    truths: [7],
    happen: async (copy) => copy.writeWal(copy.needed(-1), await copy.readWal(copy.needed(-2))),
  },
  {
    name: 'the archive ends exactly with the backup',
    truths: [1, 2],
    happen: async (copy) => {
      for (const name of await copy.later()) await copy.dropWal(name);
    },
    ask: [{ kind: 'latest' }],
  },
  {
    name: 'no backup history file is in the archive',
    truths: [3],
    happen: async (copy) => {
      for (const name of await copy.archiveNames()) if (name.endsWith('.backup')) await copy.dropWal(name);
    },
  },
];

function segment(what: string, change: (bytes: Uint8Array) => Uint8Array): Accident {
  return {
    name: `a needed segment ${what}`,
    truths: [7],
    happen: (copy) =>
      copy.changeWal(copy.dice.pick(copy.backup.segments), (bytes) => Buffer.from(change(bytes))),
  };
}
