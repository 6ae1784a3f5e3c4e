import type { Accident } from '../harness/accident';

const HOUR = 3_600_000_000;
/** The first version that refuses WAL of `wal_level = minimal`, and the one before. */
const AROUND_14 = [13, 14];

/** Targets of every kind, clocks, and times without all WAL. */
export const TARGET_ACCIDENTS: readonly Accident[] = [
  {
    name: 'targets of every kind after the backup',
    truths: [37],
    times: 1,
    happen: () => Promise.resolve(),
    ask: [
      { kind: 'immediate' },
      { kind: 'xid', moment: 10 },
      { kind: 'xid', moment: 12, before: true },
      { kind: 'lsn', moment: 11, before: true },
      { kind: 'time', moment: 10 },
      { kind: 'time', moment: 12, before: true },
      { kind: 'time', moment: 14 },
    ],
  },
  {
    name: 'targets around the stop',
    truths: [37],
    times: 2,
    happen: () => Promise.resolve(),
    ask: [
      { kind: 'time', moment: 8 },
      { kind: 'time', moment: 9 },
      { kind: 'time', moment: 9, before: true },
      { kind: 'xid', moment: 9 },
      { kind: 'xid', moment: 10, before: true },
      { kind: 'name', moment: 9 },
      { kind: 'lsn', moment: 9 },
    ],
  },
  {
    name: 'targets around the stop of the earlier backup',
    truths: [37],
    times: 1,
    of: 'early',
    happen: () => Promise.resolve(),
    ask: [
      { kind: 'time', moment: 4 },
      { kind: 'xid', moment: 5, before: true },
      { kind: 'time', moment: 5 },
      { kind: 'xid', moment: 8 },
      { kind: 'time', moment: 3 },
    ],
  },
  {
    name: 'the last transaction of all as target',
    truths: [37],
    times: 1,
    happen: () => Promise.resolve(),
    ask: [
      { kind: 'xid', moment: -1 },
      { kind: 'xid', moment: -1, before: true },
      { kind: 'lsn', moment: -1, before: true },
      { kind: 'time', moment: -1, before: true },
    ],
  },
  {
    name: 'the clock was set back by an hour after the backup',
    truths: [37],
    times: 1,
    happen: (copy) => copy.setClockBack(12, 14, HOUR),
    ask: [
      { kind: 'time', moment: 10 },
      { kind: 'time', moment: 11 },
      { kind: 'time', moment: 12 },
      { kind: 'latest' },
    ],
  },
  {
    name: 'the clock was set back by an hour for one transaction after the backup',
    truths: [37],
    times: 1,
    happen: (copy) => copy.setClockBack(12, 12, HOUR),
    ask: [
      { kind: 'time', moment: 11 },
      { kind: 'time', moment: 12 },
      { kind: 'time', moment: 13 },
      { kind: 'xid', moment: 12 },
    ],
  },
  {
    name: 'the clock was ahead during the backup',
    truths: [37],
    times: 1,
    happen: (copy) => copy.setClockBack(8, 9, -HOUR),
    ask: [
      { kind: 'time', moment: 10 },
      { kind: 'time', moment: 13 },
      { kind: 'name', moment: 12 },
    ],
  },
  {
    name: 'the clock was set back after the later backup, and the earlier one is asked',
    truths: [37],
    times: 1,
    of: 'early',
    happen: (copy) => copy.setClockBack(12, 14, HOUR),
    ask: [
      { kind: 'time', moment: 6 },
      { kind: 'time', moment: 11 },
      { kind: 'time', moment: 12 },
    ],
  },
  {
    name: 'later the server ran with wal_level = minimal for a while',
    truths: [29],
    majors: AROUND_14,
    times: 2,
    happen: (copy) => copy.addMinimalTail(),
    ask: [{ kind: 'latest' }, { kind: 'name', moment: 14 }, { kind: 'xid', moment: -2 }],
  },
  {
    name: 'later the server ran with wal_level = minimal, and the earlier backup is asked',
    truths: [29],
    majors: AROUND_14,
    times: 1,
    of: 'early',
    happen: (copy) => copy.addMinimalTail(),
    ask: [{ kind: 'latest' }, { kind: 'xid', moment: -1 }],
  },
];
