import { readdir } from 'node:fs/promises';
import type { RecoveryAnswer } from '../../../../src/core/restore/types';
import type { Settings } from '../../support/postmaster';
import type { Question } from './accident';
import type { AccidentCopy } from './accidentCopy';
import { type Disagreement, describeRestored, isUnharmed } from './agreement';
import { momentAtLsn, momentAtTime, segmentAt } from '../story/paths';
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

/** Asks the product whether targets can be reached, and real servers too, if they can be tried with the copied settings. */
export async function askQuestions(
  copy: AccidentCopy,
  view: ProductView,
  questions: readonly Question[],
  stepsOnly: boolean,
): Promise<{ readonly answers: string[]; readonly disagreements: Disagreement[] }> {
  const answers: string[] = [];
  const disagreements: Disagreement[] = [];
  for (const question of questions) {
    const asked = askedOf(question, copy);
    if (asked === undefined) continue;
    try {
      const answer = await view.answer(asked.text);
      answers.push(`${question.kind} ${asked.text}: ${answer?.outcome ?? 'none'}, ${answer?.headline ?? ''}`);
      if (answer?.outcome === 'proven') disagreements.push(...(await follow(copy, view, asked, answer)));
      if (answer?.outcome === 'impossible' && !stepsOnly) disagreements.push(...(await tryAll(copy, asked)));
    } catch (error) {
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      disagreements.push({ rule: 'crash', detail: `${asked.text}: ${detail}` });
    }
  }
  return { answers, disagreements };
}

function askedOf(question: Question, { branch, paths }: AccidentCopy): Asked | undefined {
  const { kind } = question;
  if (kind === 'latest' || kind === 'immediate') return { question, moment: undefined, text: kind };
  const moments = question.onBranch === true ? paths.get(2)?.slice(branch?.shared) : paths.get(1);
  const place = question.moment ?? 0;
  const moment = moments?.at(place > 0 ? place - 1 : place);
  if (moment === undefined || (kind === 'name' && moment.point === '')) return undefined;
  const texts = {
    name: `name:${moment.point}`,
    time: moment.time,
    lsn: moment.lsn,
    xid: `xid:${moment.xid}`,
  };
  return { question, moment, text: `${question.before === true ? 'before ' : ''}${texts[kind]}` };
}

/** The rows that a server must have at a target along a timeline; undefined if the answer leaves that open. */
function expectedTold(
  { question: { kind, before }, moment }: Asked,
  timeline: number,
  lsn: string | null,
  { paths, backup }: AccidentCopy,
): string | undefined {
  if (moment === undefined) return lsn === null ? undefined : momentAtLsn(paths, timeline, lsn)?.told;
  if (kind === 'time') return momentAtTime(paths, timeline, moment.time, backup)?.told;
  // The moment's WAL ends where the location is, so both kinds of stop are the same.
  if (kind === 'lsn') return momentAtLsn(paths, timeline, moment.lsn)?.told;
  if (before !== true) return moment.told;
  const along = paths.get(timeline) ?? [];
  return along[along.findIndex(({ label }) => label === moment.label) - 1]?.told;
}

async function follow(
  copy: AccidentCopy,
  view: ProductView,
  asked: Asked,
  { recoveryPath, notes }: RecoveryAnswer,
): Promise<Disagreement[]> {
  if (recoveryPath === null) return [{ rule: 'false-yes', detail: `${asked.text}: yes, and no path` }];
  if (recoveryPath.set.id !== view.set.id) return [];
  const { data } = placeForRestore();
  const script = await view.script(data, recoveryPath);
  // The restore to the end of the backup has all relations checked.
  const restored = await runSteps(script, data, copy.story.major, copy.drafts, 'own');
  const expected = expectedTold(asked, recoveryPath.timeline, recoveryPath.lsn, copy);
  const isRight = restored.outcome === 'opened' && isUnharmed(restored);
  if (isRight && (expected === undefined || restored.told === expected)) {
    const isWarned = notes.some(({ severity }) => severity !== 'info');
    const lost = asked.question.kind === 'latest' && !isWarned ? await lostAfter(copy, restored.told) : [];
    if (lost.length === 0) return [];
    const detail = `${asked.text} along ${recoveryPath.timeline}: nothing is said of ${lost.join(', ')}`;
    return [{ rule: 'silent-loss', detail }];
  }
  const detail = `${asked.text} along ${recoveryPath.timeline}\n    wanted ${String(expected)}\n    got ${describeRestored(restored)}`;
  return [{ rule: 'false-yes', detail }];
}

/** Whether a server gets there with any timeline: by its number, or the one that it takes by itself. */
async function tryAll(copy: AccidentCopy, asked: Asked): Promise<Disagreement[]> {
  if (asked.moment === undefined) return [];
  for (const timeline of copy.paths.keys()) {
    const target = { ...targetOf(asked), recovery_target_timeline: String(timeline) };
    const restored = await restorePlainly(copy, { ...target, recovery_target_action: 'promote' }, 'own');
    const expected = expectedTold(asked, timeline, null, copy);
    if (restored.outcome !== 'opened' || !isUnharmed(restored) || restored.told !== expected) continue;
    // Up to 12 a server that never comes to its target opens at the end of the WAL.
    if (!restored.log.includes('recovery stopping')) continue;
    const detail = `${asked.text}: reached along ${String(timeline)}`;
    return [{ rule: 'false-no', detail }];
  }
  return [];
}

/** Moments that a restored server does not have, although the archive holds the segments in which they end. */
async function lostAfter(
  { paths, story, archive, standalone, backup }: AccidentCopy,
  told: string,
): Promise<string[]> {
  if (standalone) return [];
  const names = new Set(await readdir(archive));
  const known = new Set(told.split(' | ')[0]?.split(' '));
  // No recovery from a backup leads back to an older timeline.
  const isThere = ({ timeline, lsn }: Moment): boolean =>
    timeline >= backup.taken.timeline && names.has(segmentAt(timeline, lsn, story.segmentSize));
  const all = new Set([...paths.values()].flat());
  return [...all].filter((moment) => !known.has(moment.label) && isThere(moment)).map(({ label }) => label);
}

function targetOf(asked: Asked): Settings {
  const { before } = asked.question;
  return { ...limitOf(asked), ...(before === true ? { recovery_target_inclusive: 'off' } : {}) };
}

function limitOf({ question: { kind }, moment }: Asked): Settings {
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
    case 'immediate':
      return {};
  }
}
