import { chmod } from 'node:fs/promises';
import { runProgram } from '../../support/runProgram';
import { zeroTail } from '../../support/damage';
import type { Accident } from '../harness/accident';

/** Other kinds of backups and lives. */
export const OTHER_ACCIDENTS: readonly Accident[] = [
  {
    name: 'the earlier backup, with everything',
    truths: [1, 37],
    of: 'early',
    happen: () => Promise.resolve(),
    ask: [
      { kind: 'name', moment: 8 },
      { kind: 'lsn', moment: 14 },
    ],
  },
  {
    name: 'the earlier backup, and a segment that only the later one needs is missing',
    truths: [10, 20],
    of: 'early',
    happen: (copy) => copy.dropWal(copy.story.late.segments[1] ?? ''),
    ask: [{ kind: 'latest' }, { kind: 'name', moment: 6 }, { kind: 'name', moment: 11 }],
  },
  {
    name: 'a backup from a standby',
    truths: [8],
    of: 'standby',
    happen: () => Promise.resolve(),
    ask: [{ kind: 'latest' }, { kind: 'name', moment: 14 }],
  },
  {
    name: 'a backup from a standby, the WAL up to its minimum recovery point is not all there',
    truths: [8],
    of: 'standby',
    happen: (copy) => copy.dropWal(copy.needed(-1)),
  },
  {
    name: "the set's own pg_wal was copied before the stop and is all there is",
    truths: [7],
    happen: async (copy) => {
      await copy.addToSet(copy.backup.segments);
      await copy.change(`pg_wal/${copy.needed(-1)}`, (bytes) => Buffer.from(zeroTail(bytes, 8192)));
      copy.standalone = true;
    },
  },
  {
    name: "the set's own pg_wal was copied before the stop, the archive is whole",
    truths: [7, 14],
    happen: async (copy) => {
      await copy.addToSet(copy.backup.segments);
      await copy.change(`pg_wal/${copy.needed(-1)}`, (bytes) => Buffer.from(zeroTail(bytes, 8192)));
    },
    mayRefuse: 'two copies of a segment that differ',
  },
  {
    name: 'files of an interrupted archive_command are in the archive',
    truths: [23],
    happen: async (copy) => {
      const [next = ''] = await copy.later();
      await copy.writeWal(`${next}.new`, (await copy.readWal(next)).subarray(0, 300_000));
      await copy.writeWal(`.${next}.tmp`, '');
    },
    ask: [{ kind: 'latest' }],
  },
  {
    name: 'every file and directory of the copy is read only',
    truths: [35],
    happen: async (copy) => {
      await copy.copyFiles();
      await runProgram('find', [copy.set, '-type', 'f', '-exec', 'chmod', '0444', '{}', '+']);
      await chmod(copy.set, 0o555);
    },
    stepsOnly: true,
    ask: [{ kind: 'name', moment: 11 }],
  },
];
