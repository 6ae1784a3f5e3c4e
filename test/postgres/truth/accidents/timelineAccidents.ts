import type { Accident, Question } from '../harness/accident';
import type { AccidentCopy } from '../harness/accidentCopy';
import type { BranchName } from '../story/branches';

const PLACES: Readonly<Record<BranchName, string>> = {
  beforeLate: 'before the backup',
  duringLate: 'during the backup',
  atStop: 'at the stop',
  justAfterStop: 'one segment after the stop',
  afterLate: 'some segments after the stop',
};

const LATEST: readonly Question[] = [{ kind: 'latest' }];
const OLD: readonly Question[] = [{ kind: 'latest' }, { kind: 'name', moment: 13 }];
const NEW: readonly Question[] = [{ kind: 'latest' }, { kind: 'name', moment: 1, onBranch: true }];

/** Other timelines in the archive, and what is missing or wrong of them. */
export const TIMELINE_ACCIDENTS: readonly Accident[] = [
  ...(['beforeLate', 'duringLate', 'atStop', 'justAfterStop', 'afterLate'] as const).map((branch) => {
    const ask = branch === 'beforeLate' || branch === 'duringLate' ? OLD : NEW;
    const times = branch === 'duringLate' || branch === 'atStop' ? 2 : 1;
    return left(branch, 'left its timeline in the archive', { truths: [17, 18], times, ask });
  }),
  ...(['beforeLate', 'duringLate', 'atStop', 'afterLate'] as const).map((branch, i) =>
    left(branch, 'left only its history file', {
      truths: [17, 20],
      happen: (copy) => dropOfBranch(copy, (name) => !isHistory(name)),
      ...(i < 2 ? {} : { times: 0 }),
    }),
  ),
  ...(['atStop', 'justAfterStop', 'afterLate'] as const).map((branch) =>
    left(branch, 'lost its first segment', {
      truths: [12, 19],
      times: branch === 'justAfterStop' ? 0 : 1,
      happen: async (copy) => copy.dropWal(await ofBranch(copy, 0)),
      ask: NEW,
    }),
  ),
  left('afterLate', 'lost its second segment', {
    truths: [20],
    happen: async (copy) => copy.dropWal(await ofBranch(copy, 1)),
    ask: [...NEW, { kind: 'lsn', moment: -1, onBranch: true }],
  }),
  ...(['atStop', 'afterLate'] as const).map((branch) =>
    left(branch, 'lost its history file', {
      truths: [11, 20],
      times: branch === 'atStop' ? 0 : 1,
      happen: (copy) => copy.dropWal('00000002.history'),
    }),
  ),
  left('atStop', 'has garbage in the segment of the stop', {
    truths: [18],
    times: 2,
    happen: async (copy) => copy.changeWal(await ofBranch(copy, 0), (bytes) => Buffer.alloc(bytes.length)),
    ask: OLD,
  }),
  left('atStop', 'was cut in the segment of the stop', {
    truths: [18, 23],
    times: 0,
    happen: async (copy) => copy.changeWal(await ofBranch(copy, 0), half),
  }),
  left('atStop', 'is whole, but the old file of the segment of the stop is garbage', {
    truths: [18],
    times: 2,
    happen: (copy) => copy.changeWal(copy.needed(-1), (bytes) => Buffer.alloc(bytes.length)),
    ask: NEW,
  }),
  left('atStop', 'is whole, and of the old file of that segment there is a .partial', {
    truths: [9, 18],
    happen: (copy) => endOldTimeline(copy, copy.needed(-1)),
    ask: NEW,
  }),
  left('afterLate', 'took over: of the old file of its first segment there is a .partial', {
    truths: [9, 13],
    happen: async (copy) => endOldTimeline(copy, onFirst(await ofBranch(copy, 0))),
    ask: [...NEW, { kind: 'name', moment: 11 }, { kind: 'xid', moment: -1, onBranch: true }],
  }),
  left('justAfterStop', 'took over, and the old timeline ends with the backup', {
    truths: [13],
    happen: async (copy) => {
      for (const name of await copy.later()) if (name.startsWith('00000001')) await copy.dropWal(name);
    },
  }),
  ...(['garbage\n', ''] as const).map((text) => ({
    name: `the newest history file ${text === '' ? 'is empty' : 'is garbage'}`,
    truths: [21],
    times: text === '' ? 1 : 2,
    happen: (copy: AccidentCopy) => copy.writeWal('00000002.history', text),
    ask: LATEST,
  })),
  left('afterLate', 'is whole, and a still newer history file is garbage', {
    truths: [21],
    happen: (copy) => copy.writeWal('00000003.history', 'garbage\n'),
  }),
  left('afterLate', 'is whole, and a sibling of it forked off before the backup', {
    truths: [17],
    happen: (copy) => copy.writeWal('00000003.history', fork(copy.story.early.taken.stopLsn)),
  }),
  {
    name: 'a history file of a timeline that forked off after the stop, and nothing else of it',
    truths: [17, 20],
    times: 1,
    happen: (copy) => copy.writeWal('00000002.history', fork(copy.story.moments[10]?.lsn ?? '')),
    ask: LATEST,
  },
  ...ofItsOwn(),
  ...controls(),
];

/** Backups that were taken on timeline 2. */
function ofItsOwn(): Accident[] {
  const own = (what: string, more: Pick<Accident, 'truths' | 'happen'> & Partial<Accident>): Accident => ({
    name: `a backup on timeline 2, ${what}`,
    of: 'afterLate',
    times: 1,
    ask: LATEST,
    ...more,
  });
  return [
    own('with everything', { truths: [17], happen: () => Promise.resolve() }),
    own('without its history file', {
      truths: [11],
      happen: (copy) => copy.dropWal('00000002.history'),
      ask: [{ kind: 'latest' }, { kind: 'name', moment: -1, onBranch: true }],
    }),
    own('without any WAL of timeline 1', {
      truths: [13],
      happen: async (copy) => {
        for (const name of await copy.segments()) if (name.startsWith('00000001')) await copy.dropWal(name);
      },
    }),
    own('with a timeline 3 that left timeline 1', {
      truths: [17],
      happen: (copy) => copy.writeWal('00000003.history', fork(copy.story.late.taken.stopLsn)),
    }),
  ];
}

/** A pg_control of another timeline than the label's. */
function controls(): Accident[] {
  const control = (
    branch: BranchName,
    what: string,
    happen: (copy: AccidentCopy) => Promise<void> = () => Promise.resolve(),
    times = 1,
  ): Accident => ({
    name: `pg_control is of a timeline 2 that left ${PLACES[branch]}${what}`,
    truths: [22, 28],
    branch,
    times,
    happen: async (copy) => {
      await copy.takeFrom((await copy.story.branches.get(branch)).backup.home, 'global/pg_control');
      await happen(copy);
    },
    mayRefuse: 'a server with default settings refuses it, or pg_control shows that files were copied late',
    ask: LATEST,
  });
  return [
    control('duringLate', ''),
    control('duringLate', ', whose history file is missing', (copy) => copy.dropWal('00000002.history')),
    control(
      'duringLate',
      ', of which only the history file is there',
      (copy) => dropOfBranch(copy, (name) => !isHistory(name)),
      0,
    ),
    control('afterLate', ', whose history file is missing', (copy) => copy.dropWal('00000002.history'), 0),
    {
      name: 'pg_control of a backup on timeline 2 is of timeline 1',
      truths: [22],
      of: 'afterLate',
      times: 1,
      happen: (copy) => copy.takeFrom(copy.story.late.home, 'global/pg_control'),
      mayRefuse: 'pg_control shows that files were copied before the start',
      ask: LATEST,
    },
  ];
}

function left(
  branch: BranchName,
  what: string,
  more: Pick<Accident, 'truths'> & Partial<Accident>,
): Accident {
  const name = `a server that left ${PLACES[branch]} ${what}`;
  return { name, branch, times: 1, happen: () => Promise.resolve(), ask: LATEST, ...more };
}

function isHistory(name: string): boolean {
  return name.endsWith('.history');
}

/** The segment of the branch at a place: 0 is its first. */
async function ofBranch(copy: AccidentCopy, place: number): Promise<string> {
  const name = (await copy.branchSegments()).at(place);
  if (name === undefined) throw new Error(`the branch has no segment ${String(place)}`);
  return name;
}

async function dropOfBranch(copy: AccidentCopy, which: (name: string) => boolean): Promise<void> {
  for (const name of await copy.archiveNames())
    if (name.startsWith('00000002') && which(name)) await copy.dropWal(name);
}

/** The segment of timeline 1 with the number of another one. */
function onFirst(name: string): string {
  return `00000001${name.slice(8)}`;
}

/** Timeline 1 was left in this segment: only what a promotion archives of it is there, and nothing later. */
async function endOldTimeline(copy: AccidentCopy, name: string): Promise<void> {
  await copy.writeWal(`${name}.partial`, await copy.readWal(name));
  for (const later of await copy.segments())
    if (later.startsWith('00000001') && later >= name) await copy.dropWal(later);
}

function half(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.length / 2);
}

/** The text of a history file: timeline 1 was left at a location. */
function fork(lsn: string): string {
  return `1\t${lsn}\tno recovery target specified\n`;
}
