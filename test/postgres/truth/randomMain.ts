import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cacheFolder } from '../../support/paths';
import { availableMajors } from '../support/versions';
import { ACCIDENTS } from './accidents/all';
import { inventAccidents } from './accidents/inventions';
import type { AccidentCopy } from './harness/accidentCopy';
import { describeOutcome } from './harness/describe';
import { Dice, seedOf } from './harness/dice';
import { Lanes } from './harness/lanes';
import { type Outcome, runAccidents } from './harness/runAccident';
import { copyFast } from './story/copyCluster';
import { forgetStory, makeStory, type Story } from './story/story';

const USAGE = `Usage: npm run truth -- [--seed N] [--hours H] [--major M] [--scenario N] [--keep DIR]
       npm run truth -- --accident WORD [--major M]
  invents accidents for H hours (default: 1), or only the scenario N of that seed; or lets the known accidents
  with WORD (or one of WORD|WORD) in their names happen on every major`;

/** Servers wait more than they compute. */
const SIDE_BY_SIDE = 3;

/** How many scenarios share a story before one of the next major begins. */
const BLOCK = 25;
/** Copies of backup and archive that are kept; of later disagreements only the texts are. */
const MOST_COPIES = 8;

interface Plan {
  readonly seed: number;
  readonly majors: readonly number[];
  readonly end: number;
  readonly only: number | undefined;
  readonly keep: string;
  /** Only the known accidents with this word in their names, each on every major. */
  readonly word: string | undefined;
}

const counts = { scenarios: 0, unfit: 0, disagreements: 0, hidden: 0, verdicts: new Map<string, number>() };

/** Invents accidents and reports where product and servers disagree; 1 if they do. */
export async function main(_root: string, args: readonly string[]): Promise<number> {
  const plan = planOf(args);
  if (plan === undefined) {
    console.error(USAGE);
    return 2;
  }
  if (plan.word !== undefined) return knownAccidents(plan, plan.word);
  const first = plan.only ?? 0;
  for (let block = Math.floor(first / BLOCK); ; block++) {
    const major = plan.majors[block % plan.majors.length] ?? 0;
    await runBlock(plan, block, major);
    if (plan.only !== undefined || Date.now() >= plan.end) break;
  }
  const verdicts = [...counts.verdicts].map(([verdict, count]) => `${String(count)} ${verdict}`).join(', ');
  console.log(
    `seed ${plan.seed}: ${counts.scenarios} scenarios (${verdicts}), ${counts.unfit} that did not fit together, ` +
      `${counts.hidden} with damage that is not looked for, ${counts.disagreements} disagreements`,
  );
  return counts.disagreements === 0 ? 0 : 1;
}

function planOf(args: readonly string[]): Plan | undefined {
  const text = { type: 'string' } as const;
  try {
    const options = { seed: text, hours: text, major: text, scenario: text, keep: text, accident: text };
    const { values } = parseArgs({ args: [...args], options });
    const seed = Number(values.seed ?? Date.now() % 1_000_000);
    const hours = Number(values.hours ?? 1);
    const majors = availableMajors().filter(
      (one) => values.major === undefined || one === Number(values.major),
    );
    const only = values.scenario === undefined ? undefined : Number(values.scenario);
    const keep = values.keep ?? join(cacheFolder(), 'truth', `seed-${String(seed)}`);
    if (![seed, hours, only ?? 0].every(Number.isFinite) || majors.length === 0) return undefined;
    return { seed, majors, end: Date.now() + hours * 3_600_000, only, keep, word: values.accident };
  } catch {
    return undefined;
  }
}

async function knownAccidents({ majors, seed }: Plan, word: string): Promise<number> {
  let [all, wrong] = [0, 0];
  for (const major of majors) {
    const story = await makeStory(major);
    const lanes = new Lanes(SIDE_BY_SIDE);
    const chosen = ACCIDENTS.filter(
      ({ name, from = 0, to = Infinity }) =>
        word.split('|').some((part) => name.includes(part)) && from <= major && major <= to,
    );
    const runs = chosen.map((accident) =>
      lanes.run(async () => {
        const outcome = await runAccidents(story, [accident], seedOf(`${seed} ${accident.name}`));
        all++;
        if (outcome.disagreements.length > 0) wrong++;
        console.log(`${String(major)}: ${accident.name}\n  ${describeOutcome(outcome)}\n`);
      }),
    );
    for (const ended of await Promise.allSettled(runs))
      if (ended.status === 'rejected') console.log(ended.reason);
    await forgetStory(story);
  }
  console.log(`${String(all)} scenarios, ${String(wrong)} with disagreements`);
  return wrong === 0 ? 0 : 1;
}

async function runBlock(plan: Plan, block: number, major: number): Promise<void> {
  const story = await makeStory(major);
  try {
    for (let n = block * BLOCK; n < (block + 1) * BLOCK && Date.now() < plan.end; n++) {
      if (plan.only === undefined || plan.only === n) await runScenario(plan, story, n);
    }
  } finally {
    await forgetStory(story);
  }
}

async function runScenario(plan: Plan, story: Story, n: number): Promise<void> {
  const seed = seedOf(`${plan.seed} ${n}`);
  const accidents = inventAccidents(story.major, new Dice(seed));
  const title = `${n} on ${story.major}: ${accidents.map(({ name }) => name).join(' + ')}`;
  try {
    const outcome = await runAccidents(story, accidents, seed, (copy, found) =>
      keepIt(plan, n, title, copy, found),
    );
    counts.scenarios++;
    counts.verdicts.set(outcome.verdict, (counts.verdicts.get(outcome.verdict) ?? 0) + 1);
    if (outcome.hidden.length > 0) counts.hidden++;
    if (outcome.disagreements.length > 0) console.log(`${title}\n  ${describeOutcome(outcome)}\n`);
    else if (plan.only !== undefined) console.log(`${title}\n  ${describeOutcome(outcome)}\n`);
  } catch (error) {
    // One accident took away what the next one needed.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) console.log(title, error);
    counts.unfit++;
  }
}

/** Keeps what shows a disagreement: the texts, the copy, and how to have it again. */
async function keepIt(
  { seed, keep, majors }: Plan,
  n: number,
  title: string,
  copy: AccidentCopy,
  outcome: Outcome,
): Promise<void> {
  if (outcome.disagreements.length === 0) return;
  counts.disagreements++;
  const directory = join(keep, String(n));
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const major = majors.length === 1 ? ` --major ${String(copy.story.major)}` : '';
  await writeFile(
    join(directory, 'reproduce.sh'),
    `npm run truth -- --seed ${seed}${major} --scenario ${n}\n`,
  );
  const logs = [outcome.bySteps, outcome.plainly].map((restored) => restored?.log ?? '');
  await writeFile(join(directory, 'outcome.txt'), [title, describeOutcome(outcome), ...logs].join('\n\n'));
  if (counts.disagreements <= MOST_COPIES) await copyFast(copy.root, join(directory, 'copy'));
}
