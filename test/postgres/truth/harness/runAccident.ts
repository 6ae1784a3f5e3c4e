import type { Accident } from './accident';
import { AccidentCopy } from './accidentCopy';
import { type Disagreement, type Expected, isWhole, judgeVerdict } from './agreement';
import { askQuestions } from './askQuestions';
import type { BranchName } from '../story/branches';
import { Dice } from './dice';
import { restorePlainly } from './plainRestore';
import { ProductView } from './product';
import type { Restored } from './restored';
import { placeForRestore, runSteps } from './runScript';
import type { CheckedRelations } from '../story/checkRelations';
import type { Story, StoryBackup } from '../story/story';
import { changes, contentsOf } from './untouched';

/** What became of a backup after accidents. */
export interface Outcome {
  readonly verdict: string;
  readonly findings: readonly string[];
  readonly answers: readonly string[];
  readonly bySteps: Restored | undefined;
  readonly plainly: Restored | undefined;
  readonly disagreements: readonly Disagreement[];
  /** Disagreements that nothing but every page of every file would show. */
  readonly hidden: readonly Disagreement[];
}

/** Called with the copy before it is removed. */
export type Keeper = (copy: AccidentCopy, outcome: Outcome) => Promise<void>;

/** Lets accidents happen to a backup of a story, and compares what the product says with what servers do. */
export async function runAccidents(
  story: Story,
  accidents: readonly Accident[],
  seed: number,
  keep: Keeper = () => Promise.resolve(),
): Promise<Outcome> {
  const of = accidents.find((one) => one.of !== undefined)?.of;
  const backup = of === undefined ? story.late : await backupOf(story, of);
  const copy = await AccidentCopy.of(story, backup, new Dice(seed));
  try {
    if (of !== undefined && of !== 'early' && of !== 'standby') await copy.addBranch(of);
    for (const { branch } of accidents) if (branch !== undefined) await copy.addBranch(branch);
    for (const accident of accidents) await accident.happen(copy);
    await copy.settle();
    const outcome = await compare(copy, accidents);
    await keep(copy, outcome);
    return outcome;
  } finally {
    await copy.remove();
  }
}

async function backupOf(story: Story, of: 'early' | 'standby' | BranchName): Promise<StoryBackup> {
  if (of === 'early') return story.early;
  return of === 'standby' ? story.branches.standby() : (await story.branches.get(of)).backup;
}

async function compare(copy: AccidentCopy, accidents: readonly Accident[]): Promise<Outcome> {
  let view: ProductView;
  try {
    view = await ProductView.of(copy.set, copy.standalone ? [] : [copy.archive]);
  } catch (error) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const nothing = { verdict: 'none', findings: [], answers: [], bySteps: undefined, plainly: undefined };
    return { ...nothing, disagreements: [{ rule: 'crash', detail }], hidden: [] };
  }
  const { verdict } = view.set;
  const expected = expectedOf(copy);
  const before = await contentsOf(copy);
  const claimsGood = verdict === 'restorable' || verdict === 'complete';
  const stepsOnly = accidents.some((accident) => accident.stepsOnly === true);
  // The catalogues are checked once.
  const which = stepsOnly ? 'all' : 'own';
  let bySteps = claimsGood ? await followSteps(copy, view, which) : undefined;
  const questions = accidents.flatMap(({ ask }) => ask ?? []);
  const { answers, disagreements } = await askQuestions(copy, view, questions, stepsOnly);
  disagreements.push(...changes(before, await contentsOf(copy)));
  const plainly = stepsOnly ? undefined : await restorePlainly(copy);
  // Only both together show that a refusal is wrong.
  if (!claimsGood && (plainly === undefined || isWhole(plainly, expected)))
    bySteps = await followSteps(copy, view, which);
  const hasWarning = view.findings.some(({ severity }) => severity !== 'info');
  disagreements.push(...judgeVerdict({ verdict, hasWarning }, { bySteps, plainly }, expected));
  return {
    verdict,
    findings: findingTexts(view),
    answers,
    bySteps,
    plainly,
    ...excuse(disagreements, accidents),
  };
}

/** What accidents excuse: a refusal that does no harm, and damage that is not looked for. */
function excuse(
  all: readonly Disagreement[],
  accidents: readonly Accident[],
): Pick<Outcome, 'disagreements' | 'hidden'> {
  const mayRefuse = accidents.some((accident) => accident.mayRefuse !== undefined);
  const isHidden = accidents.some((accident) => accident.hidden !== undefined);
  const refusals: readonly Disagreement['rule'][] = ['false-refusal', 'false-no'];
  const claims: readonly Disagreement['rule'][] = ['false-restorable', 'false-yes', 'silent-default'];
  const asked = mayRefuse ? all.filter(({ rule }) => !refusals.includes(rule)) : all;
  const hidden = isHidden ? asked.filter(({ rule }) => claims.includes(rule)) : [];
  return { disagreements: asked.filter((one) => !hidden.includes(one)), hidden };
}

/** Everything that the story's server knew from the end of the backup on, on every timeline that is there. */
function expectedOf(copy: AccidentCopy): Expected {
  const paths = [...copy.paths.values()];
  const first = (copy.moments ?? copy.backup.moments) - 1;
  const since = paths.flatMap((moments) => moments.slice(first));
  return { since: new Set(since.map(({ told }) => told)) };
}

async function followSteps(
  copy: AccidentCopy,
  view: ProductView,
  which: CheckedRelations,
): Promise<Restored> {
  const { data } = placeForRestore();
  return runSteps(await view.script(data), data, copy.story.major, copy.drafts, which);
}

function findingTexts({ findings }: ProductView): string[] {
  return findings.map(
    ({ code, severity, file, segment, args }) =>
      `${severity} ${code} ${segment ?? file ?? ''} ${JSON.stringify(args)}`,
  );
}
