import { existsSync } from 'node:fs';
import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { cut, withSystemIdentifier, zeroTail } from '../../support/damage';
import type { Accident, Question } from '../harness/accident';
import type { AccidentCopy } from '../harness/accidentCopy';
import type { Dice } from '../harness/dice';
import { ACCIDENTS } from './all';

const PART_OF_BRANCH = 'some of the files of a branch are in the archive';
const OTHER_CLUSTER = 6_900_000_000_000_000_001n;

/** Files that every server checks when it starts. */
const CHECKED =
  /^(global\/pg_|pg_twophase\/|pg_logical\/|base\/\d+\/(PG_VERSION|pg_filenode\.map)$|PG_VERSION$)/;
const STATE =
  /^(global\/pg_|pg_xact\/|pg_multixact\/|pg_twophase\/|pg_logical\/|base\/\d+\/(PG_VERSION|pg_filenode\.map)$|PG_VERSION$|pg_hba\.conf$|postgresql\.conf$)/;
const RELATION = /^(base|global)\/.*\d(_init)?$/;

/** What happens to files that chance chooses; each throw of the dice is another accident. */
const INVENTIONS: readonly Accident[] = [
  archive('is missing', (copy, name) => copy.dropWal(name)),
  archive('was cut by a full disk', (copy, name) =>
    copy.changeWal(name, (bytes) => bytes.subarray(0, copy.dice.below(bytes.length))),
  ),
  archive('was cut at a page', (copy, name) =>
    copy.changeWal(name, (bytes) => Buffer.from(cut(bytes, 8192 * copy.dice.below(bytes.length / 8192)))),
  ),
  archive('has zeros from some place on', (copy, name) =>
    copy.changeWal(name, (bytes) => Buffer.from(zeroTail(bytes, copy.dice.below(bytes.length)))),
  ),
  archive('has a flipped byte', (copy, name) => copy.changeWal(name, (bytes) => flipped(bytes, copy.dice))),
  archive('is there as .partial', (copy, name) =>
    rename(join(copy.archive, name), join(copy.archive, `${name}.partial`)),
  ),
  archive('is the one of another cluster', (copy, name) =>
    copy.changeWal(name, (bytes) => Buffer.from(withSystemIdentifier(bytes, OTHER_CLUSTER))),
  ),
  archive('has the content of another segment', async (copy, name) => {
    const other = copy.dice.pick(await copy.segments());
    await copy.writeWal(name, await copy.readWal(other));
  }),
  {
    name: 'a cluster with other files of the same names archived later into the same directory',
    truths: [7],
    happen: async (copy) => {
      const names = await copy.segments();
      for (const name of names.slice(copy.dice.below(names.length)))
        await copy.changeWal(name, (bytes) => Buffer.from(withSystemIdentifier(bytes, OTHER_CLUSTER)));
    },
  },
  {
    name: 'the archive lost everything up to some segment',
    truths: [1],
    happen: async (copy) => {
      const names = await copy.segments();
      for (const name of names.slice(0, copy.dice.below(names.length))) await copy.dropWal(name);
    },
  },
  {
    name: 'the archive ends with some segment',
    truths: [1, 20],
    happen: async (copy) => {
      const names = await copy.segments();
      for (const name of names.slice(copy.dice.below(names.length))) await copy.dropWal(name);
    },
  },
  {
    name: PART_OF_BRANCH,
    truths: [17, 18, 19, 20],
    happen: async (copy) => {
      const branch = copy.dice.pick([
        'beforeLate',
        'duringLate',
        'atStop',
        'justAfterStop',
        'afterLate',
      ] as const);
      await copy.addBranch(branch, () => copy.dice.next() < 0.7);
    },
  },
  file('a small state file is cut', STATE, (copy, path) =>
    copy.change(path, (bytes) => bytes.subarray(0, copy.dice.below(bytes.length + 1))),
  ),
  file('a small state file is missing', STATE, (copy, path) => copy.drop(path)),
  file('a small state file has a flipped bit', CHECKED, (copy, path) =>
    copy.change(path, (bytes) => flipped(bytes, copy.dice)),
  ),
  file('a file of a database is missing', RELATION, (copy, path) => copy.drop(path)),
  file('a file of a database is cut', RELATION, (copy, path) =>
    copy.change(path, (bytes) => bytes.subarray(0, copy.dice.below(bytes.length + 1))),
  ),
  file('a file of a database was copied after the stop', RELATION, (copy, path) =>
    mixIn(copy, copy.story.after, path),
  ),
  {
    name: 'a filter left out files',
    truths: [26, 27],
    happen: async (copy) => {
      const filter = copy.dice.pick([
        /_vm$/,
        /_fsm$/,
        /_init$/,
        /\.conf$/,
        /^pg_(?!tblspc|wal)/,
        /^base\/.*[05]$/,
        /0000$/,
        /\.map$/,
      ]);
      for (const path of await filesOf(copy)) if (filter.test(path)) await copy.drop(path);
    },
    mayRefuse: 'the files left out may be such as the story never needs',
  },
  {
    name: 'the copy was interrupted',
    truths: [26, 27],
    happen: async (copy) => {
      const paths = (await filesOf(copy)).filter((path) => path !== 'backup_label');
      const from = copy.dice.below(paths.length);
      const [torn, ...lost] = paths.slice(from);
      if (torn !== undefined) await copy.change(torn, (bytes) => bytes.subarray(0, bytes.length / 2));
      for (const path of lost) await copy.drop(path);
    },
    mayRefuse: 'the files left out may be such as the story never needs',
  },
  {
    name: 'files of the earlier backup got into the copy',
    truths: [28],
    happen: (copy) => mix(copy, copy.story.early.home, 0.02),
    hidden: 'an older file of a relation looks like one that did not change',
  },
  {
    name: 'files from after the stop got into the copy',
    truths: [28],
    happen: (copy) => mix(copy, copy.story.after, 0.02),
    hidden: 'a page changed after the stop shows only in a sample of the pages',
    mayRefuse: 'files that are the same in both do no harm',
  },
];

/** One to three accidents that fit together, and questions. */
export function inventAccidents(major: number, dice: Dice): Accident[] {
  const fitting = [...ACCIDENTS, ...INVENTIONS, ...INVENTIONS].filter(
    ({ from = 0, to = Infinity }) => major >= from && major <= to,
  );
  const chosen = [dice.pick(fitting)];
  const more = dice.pick([0, 0, 1, 1, 2]);
  for (let i = 0; i < more; i++) {
    const next = dice.pick(fitting);
    const isOther = next.of !== undefined && chosen.some(({ of }) => of !== next.of);
    // All branches are timeline 2.
    const isSecondBranch = hasBranch(next) && chosen.some(hasBranch);
    if (!isOther && !isSecondBranch && !chosen.includes(next)) chosen.push(next);
  }
  return [...chosen, asking(dice)];
}

function hasBranch({ branch, of, name }: Accident): boolean {
  return branch !== undefined || (of !== undefined && of !== 'early') || name === PART_OF_BRANCH;
}

function asking(dice: Dice): Accident {
  const kinds = ['name', 'time', 'lsn', 'xid', 'latest', 'immediate'] as const;
  const ask = [0, 1].map((): Question => {
    const kind = dice.pick(kinds);
    return {
      kind,
      moment: 1 + dice.below(14),
      ...(dice.next() < 0.2 && { onBranch: true }),
      ...(dice.next() < 0.3 && kind !== 'name' && { before: true }),
    };
  });
  return { name: 'questions', truths: [], happen: () => Promise.resolve(), ask };
}

function archive(what: string, happen: (copy: AccidentCopy, name: string) => Promise<void>): Accident {
  return {
    name: `a segment of the archive ${what}`,
    truths: [1, 7, 20, 23],
    happen: async (copy) => {
      const names = await copy.segments();
      if (names.length > 0) await happen(copy, copy.dice.pick(names));
    },
  };
}

function file(
  name: string,
  which: RegExp,
  happen: (copy: AccidentCopy, path: string) => Promise<void>,
): Accident {
  return {
    name,
    truths: [26, 27],
    happen: async (copy) => {
      const paths = (await filesOf(copy)).filter((path) => which.test(path));
      if (paths.length > 0) await happen(copy, copy.dice.pick(paths));
    },
    mayRefuse: 'the file may be one that the story never needs',
  };
}

function flipped(bytes: Buffer, dice: Dice): Buffer {
  const changed = Buffer.from(bytes);
  const place = dice.below(changed.length);
  if (place < changed.length) changed[place] = (changed[place] ?? 0) ^ (1 << dice.below(8));
  return changed;
}

/** Paths of all files of the data directory, not those of tablespaces, in the order of their names. */
async function filesOf(copy: AccidentCopy, below = ''): Promise<string[]> {
  const paths: string[] = [];
  const entries = await readdir(copy.at(below), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) paths.push(...(await filesOf(copy, path)));
    else if (entry.isFile()) paths.push(path);
  }
  return paths;
}

/** Each file is with some likelihood the one of another copy of the story. */
async function mix(copy: AccidentCopy, home: string, share: number): Promise<void> {
  for (const path of await filesOf(copy)) {
    if (copy.dice.next() >= share || path === 'backup_label' || path.startsWith('pg_wal/')) continue;
    await mixIn(copy, home, path);
  }
}

async function mixIn(copy: AccidentCopy, home: string, path: string): Promise<void> {
  if (existsSync(join(home, 'set', path))) await copy.takeFrom(home, path);
}
