import { gzipSync } from 'node:zlib';
import { flipInRecord, withSystemIdentifier } from '../../support/damage';
import type { Accident } from '../harness/accident';

const EVERYWHERE = [{ kind: 'latest' }, { kind: 'name', moment: 12 }] as const;

export const WAL_ACCIDENTS: readonly Accident[] = [
  {
    name: 'nothing happens',
    truths: [1],
    everywhere: true,
    happen: () => Promise.resolve(),
    ask: [...EVERYWHERE, { kind: 'lsn', moment: 13 }],
  },
  {
    name: 'a needed segment is missing',
    truths: [1],
    happen: async (copy) => copy.dropWal(copy.dice.pick(copy.backup.segments)),
    ask: [{ kind: 'name', moment: 12 }],
  },
  {
    name: 'a needed segment has a flipped byte in a record',
    truths: [1, 3],
    happen: (copy) => copy.changeWal(copy.needed(0), (bytes) => Buffer.from(flipInRecord(bytes, 9000))),
  },
  {
    name: 'the archive has a gap after the backup',
    truths: [10, 20],
    happen: async (copy) => copy.dropWal((await copy.later())[0] ?? ''),
    ask: [{ kind: 'latest' }, { kind: 'name', moment: 13 }, { kind: 'name', moment: 10 }],
  },
  {
    name: 'all WAL is in the set',
    truths: [1],
    happen: async (copy) => {
      await copy.addToSet(copy.backup.segments);
      copy.standalone = true;
    },
  },
  {
    name: 'the archive is packed with gzip',
    truths: [36],
    happen: async (copy) => {
      for (const name of [...copy.backup.segments, ...(await copy.later())]) {
        await copy.writeWal(`${name}.gz`, gzipSync(await copy.readWal(name), { level: 1 }));
        await copy.dropWal(name);
      }
      copy.restoreCommand = 'gunzip -c < "%a/%f.gz" > "%p"';
    },
    ask: [{ kind: 'latest' }],
  },
  {
    name: "another cluster's segment has the name of a needed one",
    truths: [7],
    happen: (copy) =>
      copy.changeWal(copy.needed(-1), (bytes) =>
        Buffer.from(withSystemIdentifier(bytes, 6_900_000_000_000_000_001n)),
      ),
  },
];
