import { gzipSync } from 'node:zlib';
import { cut, flipInRecord, withOlderAddress, withSystemIdentifier, zeroTail } from '../../support/damage';
import type { Accident, Question } from '../harness/accident';
import type { AccidentCopy } from '../harness/accidentCopy';

type Change = (bytes: Uint8Array) => Uint8Array;

const OTHER_CLUSTER = 6_900_000_000_000_000_001n;
const LATER: readonly Question[] = [{ kind: 'latest' }, { kind: 'name', moment: 10 }];

const empty: Change = (bytes) => cut(bytes, 0);
const half: Change = (bytes) => cut(bytes, bytes.length / 2);
const longer: Change = (bytes) => Buffer.concat([bytes, new Uint8Array(8192)]);
const zeros: Change = (bytes) => zeroTail(bytes, 0);
const recycled: Change = (bytes) => withOlderAddress(bytes, BigInt(bytes.length) * 3n);

/** What happens to WAL that the backup does not need. */
export const ARCHIVE_ACCIDENTS: readonly Accident[] = [
  after('is cut', 0, half, { truths: [23, 38], times: 2, ask: LATER }),
  after('is empty', 0, empty, { truths: [23, 38], times: 0 }),
  after('is too long', 0, longer, { truths: [23, 38] }),
  after('consists of zeros', 0, zeros, { truths: [7, 20] }),
  after('is an older one under its name', 0, recycled, { truths: [7, 20], times: 0 }),
  after("is another cluster's", 0, (bytes) => withSystemIdentifier(bytes, OTHER_CLUSTER), {
    truths: [7, 20],
  }),
  after('has a flipped byte in a record', 0, (bytes) => flipInRecord(bytes, 9000), { truths: [20] }),
  after('is cut', 1, half, { truths: [23, 38], ask: LATER }),
  after('is empty', 2, empty, { truths: [23, 38] }),
  after('is cut', 3, half, { truths: [23, 38], times: 0 }),
  after('is only half written', -1, (bytes) => zeroTail(bytes, bytes.length / 2), { truths: [7, 20] }),
  own('is cut', half),
  own('is empty', empty, { times: 0 }),
  own('is too long', longer),
  own('consists of zeros', zeros, { times: 0 }),
  own('is an older one under its name', recycled, { times: 0 }),
  {
    ...own('is cut', half),
    name: "the set's own pg_wal: the file after the needed ones is cut, and the archive is whole",
    happen: (copy) => keepInSet(copy, half),
    ask: [{ kind: 'latest' }],
  },
  {
    name: 'the archive has two gaps after the backup',
    truths: [10, 20],
    times: 1,
    happen: async (copy) => {
      const later = await copy.later();
      for (const place of [1, 3]) await copy.dropWal(later[place] ?? '');
    },
    ask: [...LATER, { kind: 'lsn', moment: 14 }],
  },
  {
    name: 'some segments are packed, others are not',
    truths: [36],
    times: 1,
    happen: async (copy) => {
      for (const [i, name] of (await copy.segments()).entries()) if (i % 2 === 0) await pack(copy, name);
      copy.restoreCommand = 'cp "%a/%f" "%p" || gunzip -c < "%a/%f.gz" > "%p"';
    },
    ask: [{ kind: 'latest' }],
  },
  {
    name: 'a packed segment after the backup is cut',
    truths: [23, 36],
    times: 1,
    happen: async (copy) => {
      const name = (await copy.later())[1] ?? '';
      await copy.writeWal(`${name}.gz`, gzipSync(await copy.readWal(name), { level: 1 }).subarray(0, 3000));
      await copy.dropWal(name);
      copy.restoreCommand = 'cp "%a/%f" "%p" || gunzip -c < "%a/%f.gz" > "%p"';
    },
    ask: LATER,
  },
  {
    name: 'of a segment after the backup there are two copies, and the packed one is damaged',
    truths: [14],
    times: 1,
    happen: async (copy) => {
      const name = (await copy.later())[0] ?? '';
      await copy.writeWal(`${name}.gz`, gzipSync(flipInRecord(await copy.readWal(name), 9000), { level: 1 }));
    },
    ask: [{ kind: 'latest' }],
  },
];

function after(what: string, place: number, change: Change, more: Partial<Accident>): Accident {
  const which = ['first', 'second', 'third', 'fourth'][place] ?? 'last';
  return {
    name: `the ${which} segment after the backup ${what}`,
    truths: [],
    happen: async (copy) =>
      copy.changeWal((await copy.later()).at(place) ?? '', (bytes) => Buffer.from(change(bytes))),
    times: 1,
    ask: [{ kind: 'latest' }],
    ...more,
  };
}

function own(what: string, change: Change, more: Partial<Accident> = {}): Accident {
  return {
    name: `the set's own pg_wal is all there is: the file after the needed ones ${what}`,
    truths: [3, 23],
    happen: async (copy) => {
      await keepInSet(copy, change);
      copy.standalone = true;
    },
    times: 1,
    ask: [{ kind: 'latest' }],
    ...more,
  };
}

/** The set has its WAL, and after it the next file of the archive, changed. */
async function keepInSet(copy: AccidentCopy, change: Change): Promise<void> {
  const [next = ''] = await copy.later();
  await copy.addToSet([...copy.backup.segments, next]);
  await copy.change(`pg_wal/${next}`, (bytes) => Buffer.from(change(bytes)));
}

async function pack(copy: AccidentCopy, name: string): Promise<void> {
  await copy.writeWal(`${name}.gz`, gzipSync(await copy.readWal(name), { level: 1 }));
  await copy.dropWal(name);
}
