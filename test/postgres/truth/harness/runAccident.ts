import { runProgram } from '../../support/runProgram';
import type { Accident } from './accident';
import { AccidentCopy } from './accidentCopy';
import { type Disagreement, type Expected, isWhole, judgeVerdict } from './agreement';
import { askQuestions } from './askQuestions';
import type { BranchName } from './branches';
import { Dice } from './dice';
import { momentPaths } from './paths';
import { restorePlainly } from './plainRestore';
import { ProductView } from './product';
import type { Restored } from './restored';
import { placeForRestore, runSteps } from './runScript';
import type { Story } from './story';

/** What became of a backup after accidents. */
export interface Outcome {
  readonly verdict: string;
  readonly findings: readonly string[];
  readonly answers: readonly string[];
  readonly bySteps: Restored | undefined;
  readonly plainly: Restored | undefined;
  readonly disagreements: readonly Disagreement[];
}

/** Lets accidents happen to a backup of a story, and compares what the product says with what servers do. */
export async function runAccidents(
  story: Story,
  accidents: readonly Accident[],
  seed: number,
): Promise<Outcome> {
  const of = accidents.find((one) => one.of !== undefined)?.of;
  const backup = of === undefined ? story.late : await backupOf(story, of);
  const copy = await AccidentCopy.of(story, backup, new Dice(seed));
  try {
    if (of !== undefined && of !== 'early') await copy.addBranch(of);
    for (const accident of accidents) await accident.happen(copy);
    await copy.settle();
    return await compare(copy, accidents);
  } finally {
    await copy.remove();
  }
}

async function backupOf(story: Story, of: 'early' | BranchName) {
  return of === 'early' ? story.early : (await story.branches.get(of)).backup;
}

async function compare(copy: AccidentCopy, accidents: readonly Accident[]): Promise<Outcome> {
  const archives = copy.standalone ? [] : [copy.archive];
  const nothing = { verdict: 'none', findings: [], answers: [], bySteps: undefined, plainly: undefined };
  let view: ProductView;
  try {
    view = await ProductView.of(copy.set, archives);
  } catch (error) {
    return { ...nothing, disagreements: [{ rule: 'crash', detail: stackOf(error) }] };
  }
  const { verdict } = view.set;
  const expected = expectedOf(copy);
  const disagreements: Disagreement[] = [];
  const before = await contentsOf(copy);
  const claimsGood = verdict === 'restorable' || verdict === 'complete';
  let bySteps = claimsGood ? await followSteps(copy, view) : undefined;
  const questions = accidents.flatMap(({ ask }) => ask ?? []);
  const answered = await askQuestions(copy, view, questions);
  disagreements.push(...answered.disagreements, ...touched(before, await contentsOf(copy)));
  const plainly = accidents.some(({ stepsOnly }) => stepsOnly === true)
    ? undefined
    : await restorePlainly(copy);
  if (!claimsGood && (plainly === undefined || isWhole(plainly, expected)))
    bySteps = await followSteps(copy, view);
  disagreements.push(
    ...judgeVerdict(
      {
        verdict,
        hasWarning: view.findings.some(({ severity }) => severity !== 'info'),
        mayRefuse: accidents.some(({ mayRefuse }) => mayRefuse !== undefined),
      },
      { bySteps, plainly },
      expected,
    ),
  );
  const findings = view.findings.map(
    ({ code, severity, file, segment, args }) =>
      `${severity} ${code} ${segment ?? file ?? ''} ${JSON.stringify(args)}`,
  );
  return { verdict, findings, answers: answered.answers, bySteps, plainly, disagreements };
}

/** Everything that the story's server knew from the end of the backup on, on every timeline that is there. */
function expectedOf(copy: AccidentCopy): Expected {
  const paths = [...momentPaths(copy.story, copy.branch).values()];
  const first = (copy.moments ?? copy.backup.moments) - 1;
  const since = paths.flatMap((moments) => moments.slice(first));
  return { since: new Set(since.map(({ told }) => told)) };
}

async function followSteps(copy: AccidentCopy, view: ProductView): Promise<Restored> {
  const { data } = placeForRestore();
  return runSteps(await view.script(data), data, copy.story.major, copy.drafts);
}

/** Names, sizes, modes and times of all files that a restore may not touch. */
async function contentsOf({ root }: AccidentCopy): Promise<string[]> {
  const text = await runProgram('find', [root, '-printf', '%P %y %s %m %T@ %l\\n']);
  return text.split('\n').sort();
}

function touched(before: readonly string[], now: readonly string[]): Disagreement[] {
  const [was, is] = [new Set(before), new Set(now)];
  const changed = [...before.filter((line) => !is.has(line)), ...now.filter((line) => !was.has(line))];
  return changed.length === 0 ? [] : [{ rule: 'touched', detail: changed.slice(0, 6).join('\n    ') }];
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
