import type { RecoveryAnswer } from '../../../../src/core/restore/types';
import type { Settings } from '../../support/postmaster';
import type { Question } from './accident';
import type { AccidentCopy } from './accidentCopy';
import { type Disagreement, describeRestored, isUnharmed } from './agreement';
import { momentAtLsn, momentAtTime, type MomentPaths, momentPaths } from '../story/paths';
import { restorePlainly } from './plainRestore';
import type { ProductView } from './product';
import { placeForRestore, runSteps } from './runScript';
import type { Moment } from '../story/story';

interface Asked {
  readonly question: Question;
  /** Undefined for the newest that there is. */
  readonly moment: Moment | undefined;
  readonly text: string;
}

/** Asks the product whether targets can be reached, and real servers too. */
export async function askQuestions(
  copy: AccidentCopy,
  view: ProductView,
  questions: readonly Question[],
): Promise<{ readonly answers: string[]; readonly disagreements: Disagreement[] }> {
  const paths = momentPaths(copy.story, copy.branch, copy.tail);
  const answers: string[] = [];
  const disagreements: Disagreement[] = [];
  for (const question of questions) {
    const asked = askedOf(question, copy);
    if (asked === undefined) continue;
    try {
      const answer = await view.answer(asked.text);
      answers.push(`${question.kind} ${asked.text}: ${answer?.outcome ?? 'none'}, ${answer?.headline ?? ''}`);
      if (answer?.outcome === 'proven')
        disagreements.push(...(await follow(copy, view, asked, answer, paths)));
      if (answer?.outcome === 'impossible') disagreements.push(...(await tryAll(copy, asked, paths)));
    } catch (error) {
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      disagreements.push({ rule: 'crash', detail: `${asked.text}: ${detail}` });
    }
  }
  return { answers, disagreements };
}

function askedOf(question: Question, { story, branch, tail }: AccidentCopy): Asked | undefined {
  if (question.kind === 'latest') return { question, moment: undefined, text: 'latest' };
  const moments = question.onBranch === true ? branch?.moments : [...story.moments, ...tail];
  const place = question.moment ?? 0;
  const moment = moments?.at(place > 0 ? place - 1 : place);
  if (moment === undefined || (question.kind === 'name' && moment.point === '')) return undefined;
  const texts = {
    name: `name:${moment.point}`,
    time: moment.time,
    lsn: moment.lsn,
    xid: `xid:${moment.xid}`,
  };
  return { question, moment, text: texts[question.kind] };
}

/** The rows that a server must have at a target along a timeline; undefined if the answer leaves that open. */
function expectedTold(
  { question: { kind }, moment }: Asked,
  timeline: number,
  lsn: string | null,
  paths: MomentPaths,
): string | undefined {
  if (moment === undefined) return lsn === null ? undefined : momentAtLsn(paths, timeline, lsn)?.told;
  if (kind === 'time') return momentAtTime(paths, timeline, moment.time)?.told;
  if (kind === 'lsn') return momentAtLsn(paths, timeline, moment.lsn)?.told;
  return moment.told;
}

async function follow(
  copy: AccidentCopy,
  view: ProductView,
  asked: Asked,
  { recoveryPath }: RecoveryAnswer,
  paths: MomentPaths,
): Promise<Disagreement[]> {
  if (recoveryPath === null) return [{ rule: 'false-yes', detail: `${asked.text}: yes, and no path` }];
  if (recoveryPath.set.id !== view.set.id) return [];
  const { data } = placeForRestore();
  const restored = await runSteps(await view.script(data, recoveryPath), data, copy.story.major, copy.drafts);
  const expected = expectedTold(asked, recoveryPath.timeline, recoveryPath.lsn, paths);
  const isRight = restored.outcome === 'opened' && isUnharmed(restored);
  if (isRight && (expected === undefined || restored.told === expected)) return [];
  const detail = `${asked.text} along ${recoveryPath.timeline}\n    wanted ${String(expected)}\n    got ${describeRestored(restored)}`;
  return [{ rule: 'false-yes', detail }];
}

/** Whether a server gets there with any timeline: by its number, or the one that it takes by itself. */
async function tryAll(copy: AccidentCopy, asked: Asked, paths: MomentPaths): Promise<Disagreement[]> {
  if (asked.moment === undefined) return [];
  for (const timeline of paths.keys()) {
    const target = { ...targetOf(asked), recovery_target_timeline: String(timeline) };
    const restored = await restorePlainly(copy, { ...target, recovery_target_action: 'promote' });
    const expected = expectedTold(asked, timeline, null, paths);
    if (restored.outcome !== 'opened' || !isUnharmed(restored) || restored.told !== expected) continue;
    const detail = `${asked.text}: reached along ${String(timeline)}`;
    return [{ rule: 'false-no', detail }];
  }
  return [];
}

function targetOf({ question: { kind }, moment }: Asked): Settings {
  if (moment === undefined) return {};
  switch (kind) {
    case 'name':
      return { recovery_target_name: moment.point };
    case 'time':
      return { recovery_target_time: moment.time };
    case 'lsn':
      return { recovery_target_lsn: moment.lsn };
    case 'xid':
      return { recovery_target_xid: moment.xid };
    case 'latest':
      return {};
  }
}
